"""The commands on keys: the secret once, alone on standard output, and never again."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.errors import UnknownKey
from service.auth.keys import Keys
from service.auth.rights import Scope
from service.cli import keys as cli_keys
from service.storage.sqlite_store import SqliteStore
from tests.service.keyring import held

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """The keys that the commands work on."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return Keys(SqliteStore(tmp_path / "orientess.sqlite3"))


def run(*arguments: str, code: int = 0) -> Result:
    command = CliRunner().invoke(cli_keys.commands, ["keys", *arguments], catch_exceptions=False)
    assert command.exit_code == code, command.output
    return command


def test_creating_should_print_the_secret_alone(keys: Keys) -> None:
    printed = run("create", "--nom", "Réseau")
    secret = printed.stdout.removesuffix("\n")
    key = held(keys, secret)
    assert key is not None
    assert (key.name, key.scopes, key.expires) == ("Réseau", (Scope.LECTURE,), None)
    assert key.id in printed.stderr
    assert secret not in printed.stderr


def test_every_right_should_have_its_option(keys: Keys, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(PNG)
    widget = run(
        *("create", "--nom", "Portail", "--portee", "widget", "--logo", str(logo)),
        *("--hote", "exemple.fr", "--hote", "localhost:8000", "--expire", "2999-12-31"),
    )
    writer = run(
        *("create", "--nom", "Métiers", "--portee", "ecriture", "--portee", "metriques"),
        *("--quota", "900"),
    )
    public, partner = (held(keys, each.stdout.strip()) for each in (widget, writer))
    assert public is not None
    assert partner is not None
    assert public.hosts == ("https://exemple.fr", "http://localhost:8000")
    assert public.logo.startswith("data:image/png;base64,")
    assert str(public.expires) == "2999-12-31"
    assert (partner.scopes, partner.quota) == ((Scope.ECRITURE, Scope.METRIQUES), 900)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--portee", "admin"), "--portee"),
        (("--portee", "widget"), "--hote"),
        (("--portee", "widget", "--hote", "*.exemple.fr"), "--hote"),
        (("--hote", "exemple.fr"), "--hote"),
        (("--quota", "0"), "--quota"),
        (("--expire", "2020-01-01"), "--expire"),
        (("--expire", "demain"), "--expire"),
        (("--logo", "/nulle/part.png"), "--logo"),
    ],
)
def test_what_is_wrong_should_be_told_under_the_name_of_its_option(
    keys: Keys, arguments: tuple[str, ...], said: str
) -> None:
    refused = run("create", "--nom", "x", *arguments, code=2)
    assert said in refused.stderr
    assert refused.stdout == ""
    assert keys.all() == []


def test_a_logo_that_is_no_image_should_be_refused(keys: Keys, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_text("<svg/>")
    options = ("--portee", "widget", "--hote", "exemple.fr", "--logo", str(logo))
    assert "--logo" in run("create", "--nom", "x", *options, code=2).stderr
    assert keys.all() == []


@pytest.mark.parametrize("on_screen", [True, False])
def test_the_list_should_show_every_key_and_no_secret(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, on_screen: bool
) -> None:
    if on_screen:
        monkeypatch.setenv("FORCE_COLOR", "1")
    secret = run("create", "--nom", "[bold]Réseau", "--quota", "900").stdout.strip()
    other = run("create", "--nom", "Ancien").stdout.strip()
    gone = held(keys, other)
    assert gone is not None
    run("revoke", gone.id)
    listed = run("list").output
    for shown in ("[bold]Réseau", "900", "Valide", "Ancien", "révoquée", gone.id):
        assert shown in listed
    for hidden in (secret, other, secret[18:], other[18:]):
        assert hidden not in listed
    assert "Valide." not in listed
    assert ("│" in listed) is on_screen


def test_a_list_read_by_a_program_should_have_a_key_a_line(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    hosts = tuple(f"site-{number}.exemple.fr" for number in range(9))
    run("create", "--nom", "Réseau", "--portee", "widget", *(f"--hote={each}" for each in hosts))
    heading, row = csv.reader(run("list").stdout.splitlines())
    assert tuple(heading) == cli_keys.COLUMNS
    (key,) = keys.all()
    assert row == [
        *(key.id, "Réseau", "widget", " ".join(f"https://{each}" for each in hosts)),
        *("", key.created.isoformat(), "", "Valide"),
    ]


def test_a_revoked_key_should_be_good_for_nothing(keys: Keys) -> None:
    secret = run("create", "--nom", "x").stdout.strip()
    run("revoke", keys.all()[0].id)
    assert held(keys, secret) is None


def test_a_replaced_key_should_stay_good_for_the_days_that_are_asked(keys: Keys) -> None:
    secret = run("create", "--nom", "x").stdout.strip()
    made = run("rotate", keys.all()[0].id, "--jours", "7").stdout.strip()
    found = held(keys, secret)
    assert found is not None
    assert held(keys, made) is not None
    assert found.expires is not None
    assert (found.expires - datetime.now(UTC).date()).days in {6, 7}  # midnight may have passed


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("command", ["revoke", "rotate"])
def test_a_key_that_nobody_knows_should_be_told(command: str) -> None:
    with pytest.raises(UnknownKey, match="abcdefgh"):
        run(command, "abcdefgh")
