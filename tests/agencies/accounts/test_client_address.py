"""Where a request comes from, with and without a proxy, and whatever a client writes into the header herself."""

import pytest
from django.test import RequestFactory

from agencies.accounts.client_address import client_address, network_of

PEER = "10.5.0.2"


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (0, None, PEER),
        (0, "6.6.6.6", PEER),
        (0, "6.6.6.6, 203.0.113.5", PEER),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6,7.7.7.7 ,203.0.113.5 ", "203.0.113.5"),
        (1, None, PEER),
        (1, "", PEER),
        (1, "6.6.6.6, nonsense", PEER),
        (1, "6.6.6.6,", PEER),
        (1, "203.0.113.5:51234", "203.0.113.5"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (2, "203.0.113.5", PEER),
    ],
)
def test_the_entry_of_the_outermost_trusted_proxy_is_the_client(settings, proxies, header, found):
    settings.TRUSTED_PROXIES = proxies
    sent = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=PEER, **sent)) == found


def test_a_socket_without_address_is_still_one_place(settings):
    settings.TRUSTED_PROXIES = 0
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == "::"


def test_limits_count_a_whole_ipv6_household_as_one_place():
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") != network_of("2001:db8:1:3::9")
    assert network_of("203.0.113.5") == "203.0.113.5"
