"""The file that says how to report a vulnerability follows RFC 9116."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.about.security_txt import PATH, contact_address
from service.app import create_app
from service.settings import Settings


def fields_of(text: str) -> dict[str, str]:
    """Name of each field -> its value; a name given twice fails."""
    pairs = [line.split(": ", 1) for line in text.splitlines()]
    fields = dict(pairs)
    assert len(fields) == len(pairs)
    return fields


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("contact@exemple.example", "mailto:contact@exemple.example"),
        (" contact+alerte@exemple.example ", "mailto:contact%2Balerte@exemple.example"),
        ("https://exemple.example/contact", "https://exemple.example/contact"),
        ("http://exemple.example/contact", ""),
        ("javascript:alert(1)@x", ""),
        ("contact@exemple.example\nExpires: 2099-01-01T00:00:00Z", ""),
        ("Standard, 01 00 00 00 00", ""),
        ("@exemple.example", ""),
        ("", ""),
    ],
)
def test_a_contact_should_be_a_secure_address_or_none(contact: str, address: str) -> None:
    assert contact_address(contact) == address


def test_the_file_should_hold_a_contact_a_date_to_come_and_its_own_address(
    settings: Settings,
) -> None:
    operator = {"publisher_contact": "contact@exemple.example", "address": "https://exemple.fr/"}
    with TestClient(create_app(settings.model_copy(update=operator))) as client:
        answer = client.get(PATH)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = fields_of(answer.text)
    assert fields["Contact"] == "mailto:contact@exemple.example"
    assert fields["Canonical"] == f"https://exemple.fr{PATH}"
    assert fields["Preferred-Languages"] == "fr, en"
    left = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%S%z") - datetime.now(UTC)
    assert timedelta(days=150) < left < timedelta(days=365)


def test_there_should_be_no_file_while_nobody_can_be_reached(client: TestClient) -> None:
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize(("contact", "told"), [("", True), ("contact@exemple.example", False)])
def test_the_journal_should_say_how_to_give_a_contact(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, contact: str, told: bool
) -> None:
    caplog.set_level("INFO", logger="orientess")
    with TestClient(
        create_app(Settings(var=tmp_path, use_encoder=False, publisher_contact=contact))
    ):
        assert ("ORIENTESS_PUBLISHER_CONTACT" in caplog.text) is told
