"""Evaluation of states: what a chip shows, what is told apart, what is lost."""

from __future__ import annotations

from pathlib import Path

from index.evaluation.emergencies import Share
from index.evaluation.states import COLUMNS, Told, measure, shares
from index.search.searcher import Searcher
from index.skills.recommender import Recommender


def told(
    kind: str, chips: tuple[str, ...], state: bool = False, codes: tuple[str, ...] = ()
) -> Told:
    fragments = () if kind == "competence" else ("maman solo",)
    return Told("e1", kind, "", fragments, ("souder des tubes",), chips, state, codes)


def test_a_state_should_be_told_apart_when_no_chip_holds_a_word_of_it() -> None:
    assert told("etat", ("souder",), state=True).is_told_apart
    assert not told("etat", ("souder",)).is_told_apart
    shown = told("etat", ("souder", "maman"), state=True)
    assert shown.shows_state
    assert not shown.is_told_apart


def test_limits_and_skills_should_be_told_apart_by_what_is_recognized() -> None:
    assert told("limite", ("souder",), codes=("calme",)).is_told_apart
    assert not told("limite", ("souder",)).is_told_apart
    assert told("competence", ("souder",)).is_told_apart
    assert not told("competence", ("souder",), state=True).is_told_apart


def test_a_skill_should_be_held_by_half_of_its_words_misspelt_ones_included() -> None:
    assert told("etat", ("soudé",)).lost == ()
    assert told("etat", ("coudre",)).lost == ("souder des tubes",)


def test_sentences_of_a_file_should_be_measured(searcher: Searcher, tmp_path: Path) -> None:
    path = tmp_path / "etats.tsv"
    rows = ("e1\tfr\tetat\tje suis au RSA, je sais souder\tau RSA\t\tsouder",
            "e2\tfr\tcompetence\tje sais coudre\tcoudre\t\t")  # fmt: skip
    path.write_text("\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    found = list(measure(path, Recommender(searcher.retriever)))
    assert [each.is_told_apart for each in found] == [True, True]
    assert shares(found) == {
        "états montrés en compétence": Share(0, 1),
        "phrases distinguées": Share(2, 2),
        "compétences perdues": Share(0, 2),
    }
