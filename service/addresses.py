"""Addresses that settings name: of pages, servers, networks and places, each with its form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator

from index.engines.registry import ENGINES
from index.publication.place import protocol_of

STORE_SCHEMES = ("postgresql+psycopg",)
QUOTA_SCHEMES = ("valkey", "valkeys", "redis", "rediss")
_MAIL = re.compile(r"[\w.!#$%*+=^{|}~-]+@[\w-]+(\.[\w-]+)+")


def _site(value: str) -> str:
    """Check the URL of a site: scheme, host and port, without path."""
    if value and not _is_address(value, ("http", "https"), bare=True):
        raise ValueError("une adresse sans chemin, comme « https://exemple.fr »")
    return value


def _page(value: str) -> str:
    """Check the URL of a page, which everybody reads: it may hold no name nor password."""
    if value and (not _is_address(value, ("http", "https")) or urlsplit(value).username):
        raise ValueError("une adresse complète, comme « https://exemple.fr/orientess »")
    return value


def _contact(value: str) -> str:
    """Check where to write to the publisher: pages make a link of it."""
    value = value.strip()
    if not value or _MAIL.fullmatch(value):
        return value
    try:
        return _page(value)
    except ValueError:
        raise ValueError(
            "un courriel, comme « contact@exemple.fr », ou l'adresse complète d'une page, comme "
            "« https://exemple.fr/contact »"
        ) from None


def _server(value: str) -> str:
    """Check the URL of a Valkey or Redis server."""
    if value and not _is_address(value, QUOTA_SCHEMES):
        schemes = ", ".join(f"{scheme}://" for scheme in QUOTA_SCHEMES)
        raise ValueError(f"une adresse comme « valkey://valkey.exemple:6379 » ({schemes})")
    return value


def _engine(value: str) -> str:
    """Check the URL of the server of an engine: of any, for an index says later which it is."""
    servers = [engine.needs for engine in ENGINES.values() if engine.needs.schemes]
    if value and not any(_is_address(value, needs.schemes) for needs in servers):
        examples = " ou ".join(f"« {needs.address} »" for needs in servers)
        raise ValueError(f"une adresse comme {examples}")
    return value


def _proxies(value: str) -> str:
    """Check a list of addresses and networks: the server would silently ignore any other text."""
    for network in value.split(",") if value else ():
        try:
            ip_network(network.strip())
        except ValueError:
            raise ValueError(
                "des adresses ou des réseaux, séparés par des virgules, comme "
                "« 127.0.0.1,10.0.0.0/8 »"
            ) from None
    return value


def _place(value: str) -> str:
    """Check where an index is published: the path of a folder, or an address."""
    if value:
        protocol_of(value)
    return value


def is_database(value: str) -> bool:
    """Return True for the URL of a PostgreSQL database.

    value: such as `postgresql+psycopg://user@host:5432/orientess`; the server may be a local
    socket: `postgresql+psycopg:///orientess?host=/run/postgresql`.
    """
    scheme, separator, rest = value.partition("://")
    has_socket = "host" in parse_qs(value.partition("?")[2])
    server, slash, database = rest.partition("/")
    if has_socket and not server.rpartition("@")[2]:
        server += "localhost"
    address = f"{scheme}{separator}{server}{slash}{database}"
    return _is_address(address, STORE_SCHEMES) and bool(database.partition("?")[0])


def _database(value: str) -> str:
    """Check the URL of a PostgreSQL database."""
    if value and not is_database(value):
        raise ValueError("une adresse comme « postgresql+psycopg://base.exemple:5432/orientess »")
    return value


def _is_address(value: str, schemes: Iterable[str], bare: bool = False) -> bool:
    """Return whether a text is a URL with a host and, if bare, nothing after it."""
    if not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
        valid = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    rest = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
    return valid and not (bare and any(rest))


Site = Annotated[str, AfterValidator(_site)]
WebPage = Annotated[str, AfterValidator(_page)]
Contact = Annotated[str, AfterValidator(_contact)]
Database = Annotated[str, AfterValidator(_database)]
QuotaServer = Annotated[str, AfterValidator(_server)]
EngineAddress = Annotated[str, AfterValidator(_engine)]
Proxies = Annotated[str, AfterValidator(_proxies)]
PublicationPlace = Annotated[str, AfterValidator(_place)]
