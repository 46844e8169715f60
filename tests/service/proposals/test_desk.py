"""What waits for the operator, and the ways to settle it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import JsonValue

from index.errors import InvalidQuery
from index.records.jsonl import read_records, to_json
from service.feedback.opinions import Feedback, Opinion
from service.feedback.reports import Report, Reports
from service.proposals import desk as desk_module
from service.proposals.desk import Action, Desk, ShownChange, Waiting, value_in_words
from service.proposals.proposal import Kind, Proposal, Status
from service.proposals.table import Proposals
from service.storage.sqlite_store import SqliteStore
from tests.conftest import make_actor, make_thesaurus

PAGE = "https://relais.example/contact"
THESAURUS = make_thesaurus(reparer="Faire réparer un smartphone")
RELAIS = make_actor(id="relais", nom="Le Relais", telephone="+33320000000", publics=["jeunes"])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    catalogue, store = tmp_path / "actors.jsonl", SqliteStore(tmp_path / "store.sqlite3")
    catalogue.write_text(to_json(RELAIS) + "\n", encoding="utf-8")
    return Desk(Proposals(store), Reports(store), Feedback(store), catalogue)


def test_a_correction_should_be_shown_field_by_field_in_words(desk: Desk) -> None:
    changes: dict[str, JsonValue] = {
        "publics": ["seniors", "associations"], "besoins": ["reparer"], "telephone": None,
    }  # fmt: skip
    desk.proposals.add(Proposal(Kind.CORRECTION, PAGE, "relais", changes))
    (shown,) = desk.waiting_proposals((RELAIS,), THESAURUS).items
    assert (shown.name, shown.same, shown.gone) == ("Le Relais", "", False)
    assert shown.changes == (
        ShownChange("Pour qui", "Jeunes", "Seniors, Associations et structures de l'ESS"),
        ShownChange("Besoins", "", "Faire réparer un smartphone"),
        ShownChange("Téléphone", "+33320000000", ""),
    )


def test_a_name_of_the_catalogue_or_a_record_that_is_gone_should_be_told(desk: Desk) -> None:
    desk.proposals.add(Proposal(Kind.NEW, PAGE, "", {"nom": "le relais"}))
    desk.proposals.add(Proposal(Kind.CONFIRMATION, PAGE, "disparue"))
    new, gone = desk.waiting_proposals((RELAIS,), THESAURUS).items
    assert (new.name, new.same, new.gone) == ("le relais", "relais", False)
    assert (gone.name, gone.same, gone.gone, gone.changes) == ("disparue", "", True, ())


def test_settled_items_should_no_longer_wait(desk: Desk) -> None:
    for record in ("relais", "relais"):
        desk.proposals.add(Proposal(Kind.CONFIRMATION, PAGE, record))
        desk.reports.add(Report(record, "autre"))
        desk.feedback.add(Opinion(record, "", useful=True))
    first, second = (opinion.number for opinion in desk.feedback.all())
    desk.settle(Action.ACCEPT, 1)
    desk.settle(Action.REFUSE, 2, "La page ne le dit pas.")
    desk.settle(Action.READ, 1)
    desk.settle(Action.DONE, 2)
    desk.settle(Action.RETAIN, first)
    desk.settle(Action.DISCARD, second)
    assert [each.status for each in desk.proposals.all()] == [Status.ACCEPTED, Status.REFUSED]
    assert read_records(desk.catalogue)[0].confirmee_le is not None
    assert [each.status for each in desk.waiting_reports().items] == ["lu"]
    assert {each.judgement for each in desk.feedback.all()} == {"retenu", "ecarte"}
    assert desk.waiting_opinions() == Waiting([], 0)


def test_opinions_with_words_should_come_first(desk: Desk) -> None:
    desk.feedback.add(Opinion("a", "", useful=True))
    desk.feedback.add(Opinion("b", "", useful=False, words="un ordinateur"))
    assert [each.record for each in desk.waiting_opinions().items] == ["b", "a"]


def test_a_long_list_should_be_cut_and_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "SHOWN", 1)
    for record in "ab":
        desk.reports.add(Report(record, "autre"))
        desk.proposals.add(Proposal(Kind.CONFIRMATION, PAGE, record))
    waiting = desk.waiting_reports()
    assert ([each.record for each in waiting.items], waiting.total) == (["a"], 2)
    proposals = desk.waiting_proposals((RELAIS,), THESAURUS)
    assert (len(proposals.items), proposals.total) == (1, 2)


@pytest.mark.parametrize("action", ["", "effacer", "ACCEPTER"])
def test_an_action_should_be_one_of_the_page(desk: Desk, action: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        desk.settle(action, 1)
    assert refused.value.field == "action"


def test_a_value_should_be_told_by_its_label() -> None:
    assert value_in_words("publics", ["jeunes", "inconnu"], THESAURUS) == "Jeunes, inconnu"
    assert value_in_words("latitude", 50.6, THESAURUS) == "50.6"
    assert value_in_words("nom", None, THESAURUS) == ""
