"""Opinions: what is kept of them, how many, how they are judged, and what is made of them."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from index.errors import InvalidQuery, StoreError
from index.evaluation.metrics import read_needs
from index.search.query import Query
from index.search.searcher import Searcher
from service.feedback import opinions as feedback
from service.feedback.beir_export import Collection, collect, write
from service.feedback.opinions import (
    MAX_ALIKE,
    MAX_WORDS_CHARS,
    Feedback,
    Judgement,
    Opinion,
    StoredOpinion,
)
from service.feedback.submissions import RETENTION_DAYS, Outcome
from service.storage.sqlite import Store
from tests.conftest import SMALL_CATALOGUE, make_thesaurus

DAY = date(2026, 11, 24)
NEED = "demarches--impots"
THESAURUS = make_thesaurus(**{NEED: "Déclarer ses impôts", "bases--souris": "Tenir une souris"})
CATALOGUE = {record.id for record in SMALL_CATALOGUE}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "orientess.sqlite3")


@pytest.fixture
def box(store: Store) -> Feedback:
    return Feedback(store, lambda: DAY)


def told(box: Feedback) -> list[tuple[object, ...]]:
    """The opinions kept, without their numbers."""
    return [
        (each.day, each.record, each.need, each.useful, each.words, each.judgement)
        for each in box.all()
    ]


def test_an_opinion_should_be_kept_with_its_day_and_nothing_of_who_gives_it(
    box: Feedback, store: Store
) -> None:
    assert box.add(Opinion("clic-pour-tous", NEED, useful=True)) is Outcome.STORED
    assert told(box) == [("2026-11-24", "clic-pour-tous", NEED, True, "", "")]
    with store.reading() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(feedback)")]
    assert columns == ["id", "day", "record", "need", "useful", "words", "judgement"]


def test_numbers_should_not_say_in_which_order_opinions_came(
    box: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([500, 500, 20])  # the second one is taken already
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(drawn))
    box.add(Opinion("b", "", useful=True))
    box.add(Opinion("a", "", useful=True))
    assert [(each.record, each.number) for each in box.all()] == [("a", 21), ("b", 501)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  mes   impôts \r\n en ligne ", "mes impôts en ligne"),
        ("a\x00b\u202ec\u200bd\U000e0041", "abcd"),
        ("… !", ""),
        ("é" * MAX_WORDS_CHARS, "é" * MAX_WORDS_CHARS),
    ],
)
def test_words_should_be_cleaned(typed: str, kept: str) -> None:
    assert Opinion("", "", useful=True, words=typed).words == kept


@pytest.mark.parametrize("typed", ["é" * (MAX_WORDS_CHARS + 1), "\ufdfa" * 100, "a\ud800"])
def test_words_too_long_or_unreadable_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        Opinion("", "", useful=True, words=typed)
    assert refused.value.field == "mots"


def test_words_should_complete_the_click_that_they_follow(box: Feedback) -> None:
    box.add(Opinion("a", NEED, useful=False))
    box.add(Opinion("a", NEED, useful=False, words="payer mes impôts"))
    assert told(box) == [("2026-11-24", "a", NEED, False, "payer mes impôts", "")]


def test_words_should_never_change_another_opinion(box: Feedback) -> None:
    box.add(Opinion("a", NEED, useful=False, words="déjà dit"))
    box.add(Opinion("a", NEED, useful=True))
    box.add(Opinion("a", "", useful=False))
    box.add(Opinion("b", NEED, useful=False))
    box.add(Opinion("judged", NEED, useful=False))
    judged = next(each.number for each in box.all() if each.record == "judged")
    box.judge([judged], Judgement.RETAINED)
    before = told(box)
    box.add(Opinion("a", NEED, useful=False, words="autre chose"))
    box.add(Opinion("judged", NEED, useful=False, words="trop tard"))
    assert len(told(box)) == len(before) + 2
    assert set(before) < set(told(box))


def test_opinions_alike_in_one_day_should_have_a_limit(store: Store) -> None:
    today = [DAY]
    box = Feedback(store, lambda: today[0])
    same = Opinion("a", NEED, useful=True)
    assert {box.add(same) for _ in range(MAX_ALIKE)} == {Outcome.STORED}
    assert box.add(replace(same, useful=False)) is Outcome.SUBJECT_FULL
    assert box.add(replace(same, need="")) is Outcome.STORED
    today[0] += timedelta(days=1)
    assert box.add(same) is Outcome.STORED


def test_opinions_of_one_day_should_have_a_limit(
    box: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MAX_A_DAY", 3)
    kept = [box.add(Opinion(record, "", useful=True)) for record in "abcd"]
    assert kept == [Outcome.STORED, Outcome.STORED, Outcome.STORED, Outcome.DAY_FULL]


def test_every_limit_should_be_told() -> None:
    assert set(feedback.REFUSED) == set(Outcome) - {Outcome.STORED}


def test_old_opinions_should_be_erased_when_others_come_and_on_demand(store: Store) -> None:
    today = [DAY]
    box = Feedback(store, lambda: today[0])
    box.add(Opinion("a", "", useful=True, words="mot-temoin"))
    assert b"mot-temoin" in store.path.read_bytes()
    today[0] += timedelta(days=RETENTION_DAYS + 1)
    box.add(Opinion("b", "", useful=True))
    assert [each.record for each in box.all()] == ["b"]
    assert b"mot-temoin" not in store.path.read_bytes()
    today[0] += timedelta(days=1)
    assert (box.purge(), box.purge(days=0)) == (0, 1)


def test_an_opinion_should_be_judged_and_its_words_erased_if_they_name_somebody(
    box: Feedback, store: Store
) -> None:
    box.add(Opinion("a", "", useful=True, words="madame Mot-Temoin"))
    (number,) = (each.number for each in box.all())
    box.judge([number], Judgement.RETAINED)
    assert told(box)[0][-2:] == ("madame Mot-Temoin", "retenu")
    box.judge([number], Judgement.DISCARDED, without_words=True)
    assert told(box)[0][-2:] == ("", "ecarte")
    assert b"Mot-Temoin" not in store.path.read_bytes()


def test_a_wrong_number_should_judge_nothing(box: Feedback) -> None:
    box.add(Opinion("a", "", useful=True))
    (number,) = (each.number for each in box.all())
    with pytest.raises(InvalidQuery):
        box.judge([number, 0], Judgement.RETAINED)
    assert told(box)[0][-1] == ""


def test_a_store_that_fails_should_be_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Feedback(Store(tmp_path)).add(Opinion("a", "", useful=True))


@pytest.mark.parametrize(
    ("needs", "margin", "found"),
    [
        ((NEED, "autre"), 0.0, NEED),
        ((NEED,), -0.001, ""),
        ((), 1.0, ""),
    ],
)
def test_the_need_of_a_search_should_be_told_when_it_is_sure(
    searcher: Searcher, needs: tuple[str, ...], margin: float, found: str
) -> None:
    result = searcher.search(Query("ordinateur"))
    result = replace(result, needs=needs, margin=result.margin_from + margin)
    assert result.need == found


def received(
    record: str = "clic-pour-tous",
    need: str = NEED,
    useful: bool = True,
    words: str = "",
    judgement: str = Judgement.RETAINED,
) -> StoredOpinion:
    """An opinion as it was kept; a test says only what matters to it."""
    return StoredOpinion(1, "2026-11-24", record, need, useful, words, judgement)


def pairs(*opinions: StoredOpinion) -> tuple[dict[tuple[str, str], int], int]:
    """Text and record -> grade, and how many opinions were left out."""
    made = collect(opinions, THESAURUS, CATALOGUE)
    found = {
        (made.queries[query], record): grade
        for query, grades in made.grades.items()
        for record, grade in grades.items()
    }
    return found, made.left_out


def test_a_pair_should_be_the_words_given_else_the_label_of_the_need() -> None:
    found, left_out = pairs(
        received(words="mes impots en ligne"), received(), received("reseau-libre", useful=False)
    )
    assert found == {
        ("mes impots en ligne", "clic-pour-tous"): 1,
        ("Déclarer ses impôts", "clic-pour-tous"): 1,
        ("Déclarer ses impôts", "reseau-libre"): 0,
    }
    assert left_out == 0


@pytest.mark.parametrize("judgement", ["", Judgement.DISCARDED])
def test_what_nobody_kept_should_make_no_pair(judgement: str) -> None:
    assert pairs(received(words="secret", judgement=judgement)) == ({}, 0)


@pytest.mark.parametrize(
    "opinion",
    [
        received(record=""),
        received(record="disparue"),
        received(need=""),
        received(need="besoin-retire"),
    ],
)
def test_an_opinion_without_a_record_or_a_text_should_be_left_out(opinion: StoredOpinion) -> None:
    assert pairs(opinion) == ({}, 1)


def test_people_who_disagree_should_be_counted_and_never_told() -> None:
    yes, no = received(), received(useful=False)
    assert pairs(yes, yes, no) == ({("Déclarer ses impôts", "clic-pour-tous"): 1}, 0)
    assert pairs(yes, no) == ({}, 2)


def test_a_collection_should_be_read_as_judged_needs(tmp_path: Path) -> None:
    made = collect(
        [received(), received("reseau-libre", useful=False), received(words="été\u2028indien")],
        THESAURUS,
        CATALOGUE,
    )
    write(made, SMALL_CATALOGUE, THESAURUS, tmp_path)
    judged = read_needs(tmp_path, relevant=1)
    assert judged.variants == {"propre": dict(made.queries)}
    assert judged.qrels == made.grades
    assert (made.pairs, made.answers) == (3, 2)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "2026-11-24" not in written


def test_the_documents_of_a_collection_should_be_the_whole_catalogue(tmp_path: Path) -> None:
    write(Collection({}, {}, 0), SMALL_CATALOGUE, THESAURUS, tmp_path)
    lines = (tmp_path / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    assert [each["_id"] for each in documents] == [record.id for record in SMALL_CATALOGUE]
    assert documents[0]["title"] == "Atelier Phénix"
    assert "Réparation de smartphones" in documents[0]["text"]
