"""How many requests the API takes from one caller in a minute; who is not signed in is counted by address."""

from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle

from agencies.accounts.client_address import client_address, network_of
from agencies.accounts.limits import name_key


class CallerThrottle(UserRateThrottle):
    """By person; a header that a caller writes herself makes nobody of her else."""

    def get_ident(self, request: Request) -> str:
        return network_of(client_address(request._request))


class TokenThrottle(ScopedRateThrottle):
    """By name and address together: an office behind one address fetches tokens for all of its people at once."""

    def get_ident(self, request: Request) -> str:
        body = request.data if isinstance(request.data, dict) else {}
        return f"{network_of(client_address(request._request))}:{name_key(str(body.get('username', '')))}"
