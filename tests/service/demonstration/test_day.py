"""A made-up day: what it holds, and the stores that it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.errors import OrientessError
from index.records.models import Actor
from service.auth.keys import Keys
from service.demonstration.day import HOLDERS, MadeUpDay, fill
from service.demonstration.mark import is_marked
from service.feedback.opinions import Feedback
from service.feedback.reports import Report, Reports
from service.proposals.table import Proposals
from service.settings import Settings
from service.statistics.counters import Counters
from service.storage.store import open_store
from tests.conftest import make_thesaurus

TODAY = date(2026, 11, 30)
THESAURUS = make_thesaurus(reparer="Réparer", internet="Se connecter")


@pytest.fixture
def records(actor: Callable[..., Actor]) -> list[Actor]:
    """Ten records of ours."""
    return [actor(id=f"fiche-{number}", besoins=["reparer"]) for number in range(10)]


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings of a service that has a folder of its own."""
    return Settings(var=tmp_path / "var", store="", production=False)


def made(settings: Settings, records: list[Actor]) -> MadeUpDay:
    return fill(settings, records, THESAURUS, TODAY)


def test_a_day_should_show_what_operators_read(own: Settings, records: list[Actor]) -> None:
    day = made(own, records)
    store = open_store(own)
    assert is_marked(own.var)
    assert {key.name for key in Keys(store).all()} == set(HOLDERS)
    assert len(Feedback(store).all()) == day.opinions > 30
    assert len(Reports(store).all()) == day.reports > 10
    assert len(Proposals(store).all()) == day.proposals > 3
    assert {report.day for report in Reports(store).all()} == {"2026-11-30"}
    for name, secret in day.keys.items():
        assert Keys(store).check(secret).name == name


def test_statistics_should_have_quarters_to_publish(own: Settings, records: list[Actor]) -> None:
    made(own, records)
    published = Counters(open_store(own), lambda: TODAY).table()
    assert published.periods == ("2026-T2", "2026-T3")
    assert published.total.number > 1_000


def test_a_day_should_take_the_place_of_the_one_before(own: Settings, records: list[Actor]) -> None:
    first, second = made(own, records), made(own, records)
    assert (first.searches, first.opinions) == (second.searches, second.opinions)
    assert len(Keys(open_store(own)).all()) == len(HOLDERS)


def test_what_people_sent_should_never_be_touched(own: Settings, records: list[Actor]) -> None:
    Reports(open_store(own)).add(Report("fiche-1", "autre", comment="vrai"))
    with pytest.raises(OrientessError, match="autre chose qu'une démonstration"):
        made(own, records)
    assert not is_marked(own.var)
    assert [each.comment for each in Reports(open_store(own)).all()] == ["vrai"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"production": True}, "ouvert au public"),
        ({"store": "postgresql+psycopg://base.exemple/orientess"}, "son propre fichier"),
    ],
)
def test_a_site_or_a_database_of_others_should_be_refused(
    own: Settings, records: list[Actor], setting: dict[str, object], said: str
) -> None:
    with pytest.raises(OrientessError, match=said):
        made(own.model_copy(update=setting), records)
    assert not own.var.exists()
