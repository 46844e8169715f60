"""Networks of clients: an IPv6 address is one of many that its subscriber has."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

IPV6_NETWORK_BITS, IPV6_SITE_BITS = 64, 48
"""Prefix length of the network of one subscriber, whose addresses count as one client; that of a
site, which may hold 65,536 such networks."""


def client_network(host: str) -> str:
    """Return the address or network under which the requests of a client are counted.

    One subscriber has many IPv6 addresses, all in one /64 network, which counts as one client.

    Args:
        host: address of the client, as the web server gives it.

    Returns:
        "192.0.2.7" for itself or for "::ffff:192.0.2.7"; "2001:db8::/64" for "2001:db8::1"; `host`
        unchanged when it is no IP address.
    """
    return _network(host, IPV6_NETWORK_BITS) or host


def site_network(host: str) -> str:
    """Return the /48 network of an IPv6 address, "" for any other host.

    A subscriber who has a whole site would otherwise be 65,536 clients.
    """
    network = _network(host, IPV6_SITE_BITS)
    return network if "/" in network else ""


def _network(host: str, bits: int) -> str:
    """Return the network of an IPv6 address, an IPv4 address as it is; "" for any other host."""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), bits), strict=False))
