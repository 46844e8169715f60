"""Explanation: the sentence that answers, and the words of the query found in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.artefact.content import KINDS
from index.records.passages import Kind, Passage
from index.search.explanation import Reason, WantedWords, explain, most_telling
from index.text.analysis import content_words


def marked(text: str, need: str) -> list[str]:
    """The words of a text that are marked for a need."""
    return [text[start:end] for start, end in WantedWords(content_words(need)).spans(text)]


@pytest.mark.parametrize(
    ("text", "need", "expected"),
    [
        pytest.param(
            "Réparation d'écrans", "réparer mon écran", ["Réparation", "écrans"], id="stem"
        ),
        pytest.param("des smartphones", "smartfones", ["smartphones"], id="two edits in ten"),
        pytest.param("les tablettes", "tablete", ["tablettes"], id="edits and a plural"),
        pytest.param("un ordinateur", "ordianteur", ["ordinateur"], id="exchanged letters"),
        pytest.param("L'École d'été", "ecole", ["École"], id="accents"),
        pytest.param("un porte-monnaie", "portemonnaie", ["porte-monnaie"], id="compound"),
        pytest.param("un portemonnaie", "porte-monnaie", ["portemonnaie"], id="joined"),
        pytest.param("un porte-monnaie", "porte-monnaie", ["porte", "monnaie"], id="parts once"),
    ],
)
def test_the_words_of_the_need_should_be_marked(text: str, need: str, expected: list[str]) -> None:
    assert marked(text, need) == expected


@pytest.mark.parametrize(
    ("text", "need"),
    [
        pytest.param("une herbe verte", "vente", id="short words"),
        pytest.param("la banque", "manque", id="another first letter"),
        pytest.param("le bureau de tabac", "le de", id="words that say nothing"),
        pytest.param("le portemanteau", "la porte", id="a short word in a long one"),
        pytest.param("le partage", "le parking", id="too many edits"),
        pytest.param("les public", "publi", id="a short word typed"),
        pytest.param("", "vélo", id="no text"),
        pytest.param("un vélo", "", id="no need"),
    ],
)
def test_what_the_need_does_not_say_should_not_be_marked(text: str, need: str) -> None:
    assert marked(text, need) == []


@settings(deadline=None)
@given(st.text(), st.text())
def test_marks_should_be_in_order_and_apart_in_any_text(text: str, need: str) -> None:
    spans = WantedWords(content_words(need + text)).spans(text)
    bounds = [bound for span in spans for bound in span]
    assert bounds == sorted(bounds)


def test_segments_should_tell_what_is_marked() -> None:
    reason = Reason(Kind.SERVICE, "Réparer un vélo.", ((0, 7), (11, 15)))
    assert reason.segments == (
        ("Réparer", True),
        (" un ", False),
        ("vélo", True),
        (".", False),
    )


@settings(deadline=None)
@given(st.text(min_size=1), st.text())
def test_segments_should_rebuild_any_text(text: str, need: str) -> None:
    reason = Reason(Kind.SERVICE, text, WantedWords(content_words(need + text)).spans(text))
    assert "".join(piece for piece, _ in reason.segments) == text


def test_of_a_description_the_sentence_with_most_words_should_be_kept() -> None:
    passage = Passage(0, Kind.PURPOSE, "Un atelier de vélos. On répare un vélo. On y mange.")
    reason = explain(passage, WantedWords(content_words("réparer vélo")))
    assert (reason.kind, reason.text) == (Kind.PURPOSE, "On répare un vélo.")
    assert [piece for piece, is_marked in reason.segments if is_marked] == ["répare", "vélo"]


def test_of_a_description_that_holds_no_word_the_first_sentence_should_be_kept() -> None:
    passage = Passage(0, Kind.PURPOSE, "Un atelier. On répare.")
    reason = explain(passage, WantedWords(content_words("internet")))
    assert (reason.text, reason.spans) == ("Un atelier.", ())


def test_a_service_should_be_told_by_its_name_and_one_sentence() -> None:
    passage = Passage(0, Kind.SERVICE, "Vente. À petit prix. Le mardi.")
    reason = explain(passage, WantedWords(content_words("prix mardi")))
    assert (reason.kind, reason.text) == (Kind.SERVICE, "Vente. À petit prix.")


@pytest.mark.parametrize(
    ("text", "by_place"),
    [
        ("Selon le lieu, on peut aussi imprimer.", True),
        ("Des postes, selon le lieu, avec une carte.", True),
        ("On y imprime.", False),
    ],
)
def test_a_sentence_should_tell_that_it_depends_on_the_place(text: str, by_place: bool) -> None:
    assert Reason(Kind.SERVICE, text, ()).is_by_place is by_place


KINDS_OF_RECORD = np.array(
    [KINDS.index(kind) for kind in (Kind.NAME, Kind.PURPOSE, Kind.SERVICE, Kind.SERVICE)],
    dtype=np.int8,
)


def told(words: tuple[float, ...], near: tuple[float, ...], declared: bool = False) -> int:
    """The passage that tells best of a record with a name, a description and two services."""
    scores, cosines = (np.array(values * 2, np.float32) for values in (words, near))
    kinds, serving = np.tile(KINDS_OF_RECORD, 2), np.array([declared, declared])
    first, second = most_telling(kinds, scores, cosines, serving, (0, len(words)))
    assert second == first + len(words)  # each record apart
    return first


def test_a_service_should_tell_before_a_sentence_of_the_description() -> None:
    assert told((1, 0, 0, 0), (0.9, 0.75, 0.73, 0.74)) == 3
    assert told((0, 0, 0, 0), (0.9, 0.80, 0.73, 0.74)) == 1


def test_of_a_declared_need_the_nearest_service_should_tell() -> None:
    assert told((0, 0, 0, 0), (0.9, 0.80, 0.76, 0.74), declared=True) == 2


def test_a_description_that_holds_the_words_of_the_need_should_still_tell() -> None:
    assert told((0, 0.9, 0, 0), (0.9, 0.80, 0.76, 0.74), declared=True) == 1


def test_what_a_record_is_should_tell_when_nothing_else_does() -> None:
    kinds = np.array([KINDS.index(Kind.WHOLE), KINDS.index(Kind.PUBLIC)], dtype=np.int8)
    column = np.array([0.1, 0.9], np.float32)
    assert most_telling(kinds, column, column, np.array([False]), [0]) == [0]
