"""Synonyms: the file that people edit, and the words of a query that it groups."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InvalidRecords
from index.text.analysis import content_words
from index.text.synonyms import MAX_PHRASE_WORDS, Synonyms, Term
from tests.conftest import ROOT

FILE = ROOT / "data" / "synonymes.txt"


def read(folder: Path, *lines: str) -> Synonyms:
    """The synonyms of a file of some lines."""
    path = folder / "synonymes.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return Synonyms.read(path)


def terms(synonyms: Synonyms, text: str) -> dict[str, list[str]]:
    """The words of each term of a query -> what means the same, as folded words."""
    return {
        " ".join(word.word for word in term.own): [
            " ".join(word.word for word in other) for other in term.others
        ]
        for term in synonyms.terms(content_words(text))
    }


def test_each_word_of_a_line_should_stand_for_the_others(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "ordi, pc, ordinateur")
    assert terms(synonyms, "ordi")["ordi"] == ["pc", "ordinateur"]
    assert terms(synonyms, "ordinateur")["ordinateur"] == ["ordi", "pc"]


def test_an_arrow_should_go_one_way(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "gafam => google, facebook")
    assert terms(synonyms, "gafam google") == {"gafam": ["google", "facebook"], "google": []}


def test_several_words_may_stand_before_an_arrow(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "fibre, adsl => internet")
    assert terms(synonyms, "fibre adsl") == {"fibre": ["internet"], "adsl": ["internet"]}


def test_a_word_of_several_lines_should_stand_for_all_they_say(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "portable, laptop", "portable => téléphone", "Portables, gsm")
    assert terms(synonyms, "portable")["portable"] == ["laptop", "telephone", "gsm"]


@pytest.mark.parametrize(
    "typed", ["Ordis", "ORDI", "ordi", "l'ordi"], ids=["plural", "capitals", "plain", "elision"]
)
def test_words_should_be_compared_by_their_stem(typed: str, tmp_path: Path) -> None:
    (others,) = terms(read(tmp_path, "ordi, ordinateur"), typed).values()
    assert others == ["ordinateur"]


def test_the_longest_phrase_should_be_taken_first(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "mot de passe, mdp", "passe => billet", "passe perdu, mdp")
    assert terms(synonyms, "mot de passe perdu") == {"mot passe": ["mdp"], "perdu": []}


def test_a_compound_should_be_known_with_its_parts_and_its_whole(tmp_path: Path) -> None:
    assert terms(read(tmp_path, "wifi, wi-fi"), "wi-fi") == {"wi fi wifi": ["wifi"]}


def test_a_phrase_of_five_words_should_be_the_longest_known(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "un deux trois quatre cinq six => tout", "sept huit neuf dix onze, x")
    assert terms(synonyms, "sept huit neuf dix onze")["sept huit neuf dix onze"] == ["x"]
    assert MAX_PHRASE_WORDS == 5


def test_a_word_that_says_nothing_alone_should_be_known_when_the_file_has_it(
    tmp_path: Path,
) -> None:
    synonyms = read(tmp_path, "sous => argent")
    assert "sous" in synonyms.words


@pytest.mark.parametrize("line", ["", "   ", "# a, b", "  # => b"])
def test_comments_and_empty_lines_should_say_nothing(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, line, "ordi, pc  # des machines").words == {"ordi", "pc"}


def test_an_absent_file_should_give_no_synonym(tmp_path: Path) -> None:
    synonyms = Synonyms.read(tmp_path / "absent.txt")
    assert (synonyms.words, terms(synonyms, "ordi")) == (frozenset(), {"ordi": []})


@pytest.mark.parametrize(
    "line", ["ordi", "ordi,", ", ,", "ordi =>", "=> pc", "=>", "=> , ,", "ordi => ,"]
)
def test_a_line_that_gives_no_synonym_should_be_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords) as caught:
        read(tmp_path, "# en-tête", line)
    (problem,) = caught.value.errors
    assert (problem.file, problem.line, problem.field) == ("synonymes.txt", 2, "ligne")
    assert problem.found == f"« {line} »"


def test_every_invalid_line_should_be_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords) as caught:
        read(tmp_path, "seul", "ordi, pc", "gafam =>")
    assert [each.line for each in caught.value.errors] == [1, 3]


def test_a_line_of_marks_alone_should_group_nothing(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "!!!, ???", "ordi, !!!")
    assert synonyms.terms([]) == ()
    assert list(terms(synonyms, "un ordi !!!")) == ["ordi"]


def test_words_of_the_file_should_be_folded_for_spelling(tmp_path: Path) -> None:
    synonyms = read(tmp_path, "Sécu, L'assurance-maladie")
    assert synonyms.words == {"secu", "assurance", "maladie", "assurancemaladie"}


def test_what_an_arrow_leads_to_should_not_be_protected_from_correction(tmp_path: Path) -> None:
    assert read(tmp_path, "gafam => googlle").words == {"gafam"}


def test_a_term_should_give_its_own_words_first(tmp_path: Path) -> None:
    (term,) = read(tmp_path, "mot de passe, mdp").terms(content_words("mot de passe"))
    assert [[word.word for word in phrase] for phrase in term.phrases] == [
        ["mot", "passe"],
        ["mdp"],
    ]
    assert term.stems == (("mot", "pass"), ("mdp",))


def test_without_a_file_each_word_should_be_a_term_of_its_own() -> None:
    words = content_words("réparer un vélo")
    assert Synonyms().terms(words) == tuple(Term((word,)) for word in words)


SYNONYMS = Synonyms.read(FILE)


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from(sorted(SYNONYMS.words)), max_size=12).map(" ".join))
def test_terms_should_hold_every_word_of_any_query_once_and_in_order(text: str) -> None:
    words = content_words(text)
    assert [word for term in SYNONYMS.terms(words) for word in term.own] == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ordi", "ordinateur"),
        ("mdp", "mot passe"),
        ("gafam", "google"),
        ("caf", "allocations familiales"),
        ("dépanner", "reparer"),
        ("asso", "association"),
    ],
)
def test_the_file_of_the_project_should_know_everyday_words(typed: str, meant: str) -> None:
    (others,) = terms(SYNONYMS, typed).values()
    assert meant in others


def test_a_shorthand_should_be_read_as_what_it_stands_for(tmp_path: Path) -> None:
    (tmp_path / "synonymes.txt").write_text("Koi, c koi -> quoi, c'est quoi\nordi, pc\n", "utf-8")
    synonyms = Synonyms.read(tmp_path / "synonymes.txt")
    assert synonyms.written == {
        ("koi",): ("quoi", "c'est quoi"),
        ("c", "koi"): ("quoi", "c'est quoi"),
    }
    assert synonyms.words == {"ordi", "pc"}


@pytest.mark.parametrize(
    ("typed", "meant"), [("jé", "j'ai"), ("mtn", "maintenant"), ("koi", "quoi"), ("dé", "des")]
)
def test_the_file_of_the_project_should_know_shorthands(typed: str, meant: str) -> None:
    assert meant in SYNONYMS.written[typed,]
