"""Tests of the measure of everyday requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.errors import EvaluationError
from index.evaluation.requests import (
    DANGER,
    MEANT,
    READ,
    Answered,
    Request,
    Tally,
    answer,
    faults,
    near_first,
    read_requests,
    read_verdicts,
    states,
)
from index.indexing.build import build
from index.search.searcher import Searcher
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import make_location
from tests.searchers import make_searcher
from tests.towns import GAZETTEER

HERE = {"latitude": 50.64, "longitude": 3.06, "code_insee": "59350", "commune": "Lille"}
TEXT = "être aidé pour un dossier"


def asked(identifier: str, answerable: bool = True) -> Request:
    """A request whose text does not count."""
    return Request(identifier, TEXT, "", answerable)


def tallies(told: list[Tally]) -> dict[str, tuple[int, int, int]]:
    """Cases that are so, cases read and cases unread, by name."""
    return {each.name: (each.so, each.among, each.unread) for each in told}


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    """A network with one office in Lille, and a site for all of France."""
    records = [
        make_actor(id=name, nom=name, description=f"{TEXT}.", besoins=["papiers"],
                   zone_eligibilite=["france"], territoires=["france-entiere"])
        for name in ("guichets", "site")
    ]  # fmt: skip
    office = make_location(id="lille", reseau="guichets", nom="Guichet", **HERE)
    build(records, HashEncoder(), "hash", tmp_path, locations=[office])
    opened = manifest.read(tmp_path / versions.CURRENT)
    return make_searcher(opened, HashEncoder(), gazetteer=GAZETTEER)


def test_a_verdict_should_be_yes_when_no_reader_says_no(tmp_path: Path) -> None:
    path = tmp_path / "lectures.tsv"
    path.write_text(
        "demande\tfiche\tpremier\tsecond\nr1\ta\t1\t1\nr1\tb\t1\t0\nr1\tc\t.\t1\n", "utf-8"
    )
    assert read_verdicts(path, READ) == {"r1": {"a": True, "b": False, "c": True}}
    with pytest.raises(EvaluationError, match=r"lectures\.tsv : colonnes demande, besoin"):
        read_verdicts(path, MEANT)


def test_every_request_with_a_town_should_have_an_answer(tmp_path: Path) -> None:
    local, other = tmp_path / "locales.tsv", tmp_path / "demandes.tsv"
    local.write_text("id\ttexte\tlieu\tfautes\tsens\tcritere\nt1\tx\tLille\tnon\ts\tc\n", "utf-8")
    other.write_text(
        "id\ttexte\tlieu\tattendu\tfautes\tsens\tcritere\nr1\tx\t\tnon\tnon\ts\tc\n", "utf-8"
    )
    assert read_requests(local) == [Request("t1", "x", "Lille", answerable=True)]
    assert read_requests(other) == [Request("r1", "x", "", answerable=False)]


def test_what_pages_say_should_be_counted_by_what_they_should_answer() -> None:
    told = [
        Answered(asked("r1"), "sur", (), ()),
        Answered(asked("r2"), DANGER, (), ()),
        Answered(asked("r3", answerable=False), "rien", (), ()),
    ]
    assert tallies(states(told)) == {
        "ont une réponse, sur": (1, 2, 0),
        "ont une réponse, danger": (1, 2, 0),
        "n'en ont pas, rien": (1, 1, 0),
    }


def test_a_page_whose_records_were_not_read_should_be_counted_apart() -> None:
    verdicts = {"r1": {"a": False, "b": True}, "r2": {"a": False}, "r3": {"a": False, "b": False}}
    told = [
        Answered(asked("r1"), "sur", ("a", "b"), ()),
        Answered(asked("r2"), "sur", ("a", "b"), ()),
        Answered(asked("r3"), "sur", ("a", "b"), ()),
        Answered(asked("r4"), "peut-etre", ("a",), ("papiers", "souris")),
    ]
    counted = tallies(faults(told, verdicts, {"r4": {"papiers": True}}))
    assert counted == {
        "sûres, première fiche fausse": (3, 3, 0),
        "sûres, trois premières fausses": (1, 2, 1),
        "demandées, un sens proposé est juste": (1, 1, 0),
        "demandées, une des trois premières est juste": (0, 0, 1),
    }
    assert str(Tally("a", 0, 0, 1)) == "a : aucun cas (0 sur 0, 1 non lus)"
    assert str(Tally("a", 1, 4)) == "a : 25.0% (1 sur 4)"


def test_a_request_should_be_told_as_its_page_tells_it(searcher: Searcher) -> None:
    found, nothing = answer(searcher, [asked("r1"), Request("r2", "?", "", answerable=True)])
    assert {*found.shown} == {"guichets", "site"}
    assert (nothing.state, nothing.shown) == ("rien", ())


@pytest.mark.parametrize(("serving", "standing"), [("guichets", 0), ("site", 1), ("ailleurs", 2)])
def test_who_serves_near_should_be_counted_by_where_it_stands(
    searcher: Searcher, serving: str, standing: int
) -> None:
    local = [Request("t1", TEXT, "Lille", answerable=True), asked("nobody serves")]
    told = near_first(searcher, local, {"t1": {serving: True, "other": False}})
    assert [each.so for each in told] == [int(place == standing) for place in range(3)]
