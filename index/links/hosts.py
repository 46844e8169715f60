"""Hosts of addresses: their name without "www.", and their numeric addresses."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from index.errors import LinkRefused

PORTS = {"http": 80, "https": 443}
LAST_PORT = 65_535
_PUBLIC = IPv6Network("2000::/3")
"""Where all the public IPv6 addresses are (RFC 4291): the others may stand for IPv4 ones."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones, in their last 32 bits (RFC 6052)."""


def host_of(url: httpx.URL) -> str:
    """Return the host of an address without "www.": both names are the same site."""
    return url.host.removeprefix("www.")


async def resolve(url: httpx.URL, private: bool) -> tuple[str, ...]:
    """Return the numeric addresses of the host of an address, each once, in the system's order.

    Args:
        url: an address of http or https.
        private: True to accept those of private networks.

    Returns:
        One or more IPv4 or IPv6 addresses. The request is to be sent to one of them, and not to
        the name, which may lead elsewhere a moment later.

    Raises:
        LinkRefused: when the address is not of the web, or when one of the numeric addresses is
            not of the public Internet.
        socket.gaierror: when the name has no address, or cannot be looked up now.
    """
    if url.scheme not in PORTS or not url.host:
        raise LinkRefused("ce n'est pas une adresse du web (http ou https)")
    name, port = url.raw_host.decode("ascii"), url.port or PORTS[url.scheme]
    loop = asyncio.get_running_loop()
    if port > LAST_PORT:
        raise LinkRefused(f"le port {port} n'existe pas")
    try:
        entries = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # Python refuses an empty or too long part of a name
        raise LinkRefused("le nom de l'hôte est mal formé") from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in entries))
    for address in addresses:
        if not private and not is_public(address):
            raise LinkRefused(f"{name} mène à un réseau privé ({address}), qui n'est pas interrogé")
    return addresses


def is_public(address: str) -> bool:
    """Return whether a numeric address is of the public Internet.

    Loopback, private (RFC 1918), link-local, shared, reserved and multicast addresses are not, nor
    an IPv6 address that stands for one of them, even by a prefix that no public network uses.
    """
    numeric = _embedded(ip_address(address))
    if isinstance(numeric, IPv6Address) and numeric not in _PUBLIC:
        return False
    return numeric.is_global and not numeric.is_multicast


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
