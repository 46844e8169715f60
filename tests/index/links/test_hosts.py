"""Hosts: one name with or without "www.", and nothing of a private network."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from index.errors import LinkRefused
from index.links.hosts import host_of, is_public, resolve


def resolved(address: str, private: bool = False) -> tuple[str, ...]:
    return asyncio.run(resolve(httpx.URL(address), private))


def test_a_host_should_be_the_same_with_and_without_www() -> None:
    assert host_of(httpx.URL("https://www.lieu.test/a")) == "lieu.test"
    assert host_of(httpx.URL("http://lieu.test:8080")) == "lieu.test"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b:1::a00:1",
        "fec0::1",
        "fe80::1%eth0",
    ],
)
def test_a_private_address_should_be_recognised(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2a01:e0a::1", "64:ff9b::5db8:d822"])
def test_a_public_address_should_be_recognised(address: str) -> None:
    assert is_public(address)


def test_a_public_name_should_be_resolved_once_for_each_numeric_address() -> None:
    assert resolved("https://public.test/page") == ("93.184.216.34",)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://prive.test/", "10.1.2.3"),
        ("http://192.168.0.1/", "192.168.0.1"),
        ("http://[::1]:8080/", "::1"),
        ("http://localhost/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://127.1/", "127.0.0.1"),
        ("http://0/", "0.0.0.0"),  # noqa: S104
        ("http://127\u30020\u30020\u30021/", "127.0.0.1"),
        ("http://[::ffff:169.254.169.254]/", "::ffff:169.254.169.254"),
        ("http://[64:ff9b::a9fe:a9fe]/", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_a_name_of_a_private_network_should_be_refused_with_a_sentence(
    address: str, number: str
) -> None:
    with pytest.raises(LinkRefused, match=rf"mène à un réseau privé \({number}\), qui n'est pas"):
        resolved(address)
    assert resolved(address, private=True) == (number,)


@pytest.mark.parametrize("address", ["ftp://public.test/", "mailto:nous@lieu.test", "/page"])
def test_what_is_not_of_the_web_should_be_refused(address: str) -> None:
    with pytest.raises(LinkRefused, match="pas une adresse du web"):
        resolved(address)


def test_a_name_that_python_cannot_write_should_be_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    with pytest.raises(LinkRefused, match="mal formé"):
        resolved("https://lieu..test/")


def test_a_name_that_does_not_exist_should_be_an_error_of_the_system() -> None:
    with pytest.raises(socket.gaierror):
        resolved("https://disparu.test/")
