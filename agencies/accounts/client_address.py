"""Where a request comes from: the one answer for every limit, every event of the audit trail and every token."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# An address as any other, because limits take its network and the audit trail has a column for addresses.
UNKNOWN = "::"


def client_address(request: HttpRequest) -> str:
    """The n-th entry of X-Forwarded-For from the right behind n trusted proxies, else the peer.

    Each proxy appends the peer that it saw, so what a client wrote into the header itself stands further left and is
    never read. A header too short or unreadable there did not come through the proxies: the peer counts.
    """
    proxies = settings.TRUSTED_PROXIES
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < proxies <= len(entries) and (named := plain_address(entries[-proxies])):
        return named
    return plain_address(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def network_of(address: str) -> str:
    """What limits count as one place: an IPv4 address; of IPv6 the /64 that one household or office gets."""
    if ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def plain_address(text: str) -> str | None:
    """ " 203.0.113.5:4711" -> "203.0.113.5", "[2001:db8::1]:80" -> "2001:db8::1"; None for what is no address."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    # With more colons and no brackets it is IPv6, which then has no port.
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    # A socket for both families tells IPv4 clients as ::ffff:203.0.113.5, and one /64 holds all of those.
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
