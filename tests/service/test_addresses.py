"""Addresses: what a setting accepts, and how a database is told from a file."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from service.addresses import Contact, EngineAddress, WebPage, is_database


@pytest.mark.parametrize(
    "address", ["", "http://milvus.exemple:19530", "https://nom:mot@milvus.exemple/base"]
)
def test_an_address_of_an_engine_should_be_kept_as_it_is_written(address: str) -> None:
    assert TypeAdapter(EngineAddress).validate_python(address) == address


@pytest.mark.parametrize("address", ["milvus.exemple:19530", "./milvus.db", "tcp://milvus:19530"])
def test_what_is_no_address_of_an_engine_should_be_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="http://milvus.exemple:19530"):
        TypeAdapter(EngineAddress).validate_python(address)


@pytest.mark.parametrize("address", ["", "https://forge.exemple/orientess", "http://forge.exemple"])
def test_an_address_of_a_page_should_be_kept_as_it_is_written(address: str) -> None:
    assert TypeAdapter(WebPage).validate_python(address) == address


@pytest.mark.parametrize(
    "address",
    ["forge.exemple", "javascript:alert(1)", "https://", "https://jeton@forge.exemple/orientess"],
)
def test_what_is_no_address_of_a_page_should_be_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="https://exemple.fr/orientess"):
        TypeAdapter(WebPage).validate_python(address)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("  ", ""),
        (" contact+alerte@exemple.example ", "contact+alerte@exemple.example"),
        ("https://reseau.example/ecrire", "https://reseau.example/ecrire"),
    ],
)
def test_a_contact_should_be_kept_without_spaces_around(said: str, kept: str) -> None:
    assert TypeAdapter(Contact).validate_python(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "javascript:alert(1)@x",
        "javascript:alert(1)@x.example",
        "contact@exemple",
        "@exemple.example",
        "a@exemple.example, b@exemple.example",
        "contact@exemple.example\nExpires: 2099-01-01T00:00:00Z",
        "https://nom:mot@exemple.example",
        "au guichet, le lundi",
    ],
)
def test_a_contact_that_nobody_could_follow_should_be_refused(said: str) -> None:
    with pytest.raises(ValidationError, match=r"un courriel, comme « contact@exemple\.fr »"):
        TypeAdapter(Contact).validate_python(said)


def test_a_database_should_be_told_from_a_file() -> None:
    assert is_database("postgresql+psycopg:///orientess?host=/run/postgresql")
    assert not is_database("var/orientess.sqlite3")
