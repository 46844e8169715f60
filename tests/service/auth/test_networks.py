"""Networks under which clients are counted."""

from __future__ import annotations

import pytest

from service.auth.networks import client_network, site_network


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::1", "::/64"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_host_should_be_counted_under_its_network(host: str, told: str) -> None:
    assert client_network(host) == told


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("192.0.2.1", ""),
        ("::ffff:192.0.2.1", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("testclient", ""),
    ],
)
def test_only_an_address_of_ipv6_should_have_a_site(host: str, told: str) -> None:
    assert site_network(host) == told
