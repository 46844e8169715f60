"""What an operator may set, and what is refused at start-up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings
from tests.conftest import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"


def variables() -> list[str]:
    """The environment variable of every setting."""
    prefix = Settings.model_config.get("env_prefix", "")
    return [
        str(field.validation_alias or prefix + name.upper())
        for name, field in Settings.model_fields.items()
    ]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from the machine that runs the tests."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def test_without_any_variable_the_service_should_listen_to_this_machine_only() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.encoder == ""
    assert settings.use_encoder
    assert not settings.hsts


@pytest.mark.parametrize(("written", "expected"), [("1", True), ("0", False), ("false", False)])
def test_a_boolean_should_be_read(
    monkeypatch: pytest.MonkeyPatch, written: str, expected: bool
) -> None:
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", written)
    assert Settings().use_encoder is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORIENTESS_USE_ENCODER", "peut-etre"),
        ("ORIENTESS_USE_ENCODER", ""),
        ("ORIENTESS_HSTS", "2"),
        ("ORIENTESS_PORT", "0"),
        ("ORIENTESS_PORT", "65536"),
        ("ORIENTESS_PORT", "http"),
        ("ORIENTESS_ENCODER_THREADS", "0"),
        ("ORIENTESS_ENCODE_LIMIT_MS", "0"),
        ("ORIENTESS_RELOAD_SECONDS", "0"),
        ("ORIENTESS_BODY_MAX_BYTES", "255"),
    ],
)
def test_a_value_out_of_bounds_should_be_refused_and_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    field = name.removeprefix("ORIENTESS_").lower()
    assert [each["loc"] for each in refused.value.errors()] == [(field,)]


def test_the_encoder_should_be_named_by_a_variable_without_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENCODER", "intfloat/multilingual-e5-base")
    monkeypatch.setenv("ORIENTESS_ENCODER", "autre")
    assert Settings().encoder == "intfloat/multilingual-e5-base"


def test_settings_should_not_change_once_read() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_the_variables_of_others_should_be_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIENTESS_COULEUR", "bleu")
    assert not hasattr(Settings(), "couleur")


def test_every_file_should_be_under_one_of_two_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIENTESS_DATA", "/donnees")
    monkeypatch.setenv("ORIENTESS_VAR", "/etat")
    settings = Settings()
    assert settings.actors == Path("/donnees/actors.jsonl")
    assert settings.evaluation == Path("/donnees/evaluation")
    assert settings.index_home == Path("/etat/index")
    assert settings.encoder_home == Path("/etat/encoder")


@pytest.mark.parametrize("name", variables())
def test_every_variable_should_have_its_row_in_the_guide_of_operations(name: str) -> None:
    rows = re.findall(r"^\|\s*`(\w+)`\s*\|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert name in rows
