"""Forms that people send: how many a minute, and when the limits of a day end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.feedback.opinions import Feedback
from service.feedback.reports import Reports
from service.presentation.forms import FORM_COST, until_tomorrow_s
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from tests.service.services import replace_services

FORMS_A_MINUTE = 2
CLICK = {"avis": "utile", "fiche": "clic-pour-tous"}


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> Iterator[TestClient]:
    """A person who may send two forms a minute."""
    quota = FORMS_A_MINUTE * FORM_COST
    app = create_app(settings.model_copy(update={"quota_per_minute": quota}))
    replace_services(app, {Feedback: Feedback(SqliteStore(tmp_path / "store.sqlite3"))})
    replace_services(app, {Reports: Reports(SqliteStore(tmp_path / "store.sqlite3"))})
    replace_services(app, {Proposals: Proposals(SqliteStore(tmp_path / "store.sqlite3"))})
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/avis", CLICK),
        ("/avis/mots", CLICK | {"mots": "payer mes impôts"}),
        ("/fiches/clic-pour-tous/signaler", {"raison": "contact"}),
        ("/fiches/clic-pour-tous/confirmer", {"preuve": "https://clic.example/"}),
    ],
)
def test_a_form_should_count_for_many_pages(
    client: TestClient, path: str, typed: dict[str, str]
) -> None:
    sent = [client.post(path, data=typed).status_code for _ in range(FORMS_A_MINUTE + 1)]
    assert sent == [303] * FORMS_A_MINUTE + [429]


@pytest.fixture
def _in_paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is in France."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Europe/Paris")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_in_paris")
@pytest.mark.parametrize(
    ("now", "left_s"),
    [
        ("2026-11-25T23:59:59+01:00", 1),
        ("2026-11-25T00:00:00+01:00", 86_400),
        ("2026-12-31T12:00:00+01:00", 12 * 3600),
        ("2026-10-25T00:00:00+02:00", 25 * 3600),
        ("2027-03-28T00:00:00+01:00", 23 * 3600),
        ("2026-11-25T22:30:00+00:00", 1800),
        ("2026-11-25T23:59:59.5+01:00", 1),
    ],
)
def test_a_day_should_end_at_midnight_where_the_machine_is(now: str, left_s: int) -> None:
    assert until_tomorrow_s(datetime.fromisoformat(now).timestamp()) == left_s


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "https://orientess.example"}, 303),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_a_browser_without_fetch_metadata_should_be_judged_by_the_origin(
    settings: Settings, tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    """Safari before 16.4 sends Origin alone."""
    app = create_app(settings.model_copy(update={"address": "https://orientess.example"}))
    replace_services(app, {Feedback: Feedback(SqliteStore(tmp_path / "store.sqlite3"))})
    with TestClient(app, follow_redirects=False) as opened:
        assert opened.post("/avis", data=CLICK, headers=headers).status_code == status


def test_an_address_should_send_so_many_forms_in_a_day_and_no_more(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.presentation.forms.FORMS_A_DAY", 3)
    app = create_app(settings.model_copy(update={"quota_per_minute": 10_000}))
    replace_services(app, {Feedback: Feedback(SqliteStore(tmp_path / "store.sqlite3"))})
    with TestClient(app, follow_redirects=False) as opened:
        sent = [opened.post("/avis", data=CLICK).status_code for _ in range(4)]
    assert sent == [303] * 3 + [429]
