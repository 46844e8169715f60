"""The thesaurus of needs: themes before their needs, every error of the file reported at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords, RecordError
from index.taxonomy.thesaurus import PHRASINGS, Thesaurus

THEME: dict[str, Any] = {"id": "equipement", "libelle": "S'équiper"}
NEED: dict[str, Any] = {
    "id": "equipement--ordinateur",
    "theme": "equipement",
    "libelle": "Acheter un ordinateur",
    "description": "Acheter un ordinateur à petit prix.",
    "formulations": [f"ordi pas cher {number}" for number in range(8)],
}
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes lines, given as text or as fields, to a file."""

    def write(*lines: str | dict[str, Any]) -> Path:
        path = tmp_path / "needs.jsonl"
        texts = (each if isinstance(each, str) else json.dumps(each) for each in lines)
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def errors_of(path: Path) -> tuple[RecordError, ...]:
    """Return the errors of a file that must be refused."""
    with pytest.raises(InvalidRecords) as caught:
        Thesaurus.read(path)
    return caught.value.errors


def phrases(start: int, count: int) -> list[str]:
    """Phrasings that are all different."""
    return [f"phrase {number}" for number in range(start, start + count)]


def test_themes_and_needs_should_be_read_in_the_order_of_the_file(written: Write) -> None:
    other = NEED | {"id": "equipement--souris", "formulations": phrases(0, 8)}
    thesaurus = Thesaurus.read(written(THEME, other, NEED))
    assert list(thesaurus.themes) == ["equipement"]
    assert list(thesaurus.needs) == ["equipement--souris", "equipement--ordinateur"]


def test_a_need_should_hold_its_phrasings_and_its_bridges(written: Write) -> None:
    bridges: dict[str, Any] = {
        "termes": ["reconditionné"],
        "sigles": ["QF = quotient familial"],
        "services_mediation": ["Accès internet et matériel informatique"],
        "thematiques": ["numerique--acquerir-un-equipement"],
        "codes_rome": ["I1401"],
    }
    need = Thesaurus.read(written(THEME, NEED | bridges)).needs["equipement--ordinateur"]
    assert need.formulations == tuple(NEED["formulations"])
    assert {field: list(getattr(need, field)) for field in bridges} == bridges


def test_a_need_may_have_no_bridge(written: Write) -> None:
    need = Thesaurus.read(written(THEME, NEED)).needs["equipement--ordinateur"]
    assert (need.services_mediation, need.thematiques, need.codes_rome) == ((), (), ())


@pytest.mark.parametrize(
    ("declared", "understood", "sentences"),
    [
        (("a", "b", "c"), (), ("Ils font a.", "Ils font b.")),
        (("a", "b", "c"), ("b",), ("Ils font b.", "Ils font a.")),
        (("a",), ("b", "a"), ("Ils font a.",)),
        (("c", "inconnu"), ("inconnu", "b"), ()),
        ((), ("a",), ()),
    ],
)
def test_easy_sentences_should_be_those_of_declared_needs_the_searched_ones_first(
    declared: tuple[str, ...],
    understood: tuple[str, ...],
    sentences: tuple[str, ...],
    written: Write,
) -> None:
    told = [
        NEED | {"id": name, "phrase_facile": f"Ils font {name}.", "formulations": phrases(at, 8)}
        for name, at in (("a", 0), ("b", 8))
    ]
    silent = NEED | {"id": "c"}
    thesaurus = Thesaurus.read(written(THEME, *told, silent))
    assert thesaurus.easy_sentences(declared, understood) == sentences


@pytest.mark.parametrize(
    ("identifier", "label"),
    [("equipement--ordinateur", "Acheter un ordinateur"), ("inconnu", "inconnu"), ("", "")],
)
def test_a_need_should_be_shown_by_its_label(identifier: str, label: str, written: Write) -> None:
    assert Thesaurus.read(written(THEME, NEED)).label(identifier) == label


@pytest.mark.parametrize("count", PHRASINGS)
def test_a_need_should_have_8_to_15_phrasings(count: int, written: Write) -> None:
    thesaurus = Thesaurus.read(written(THEME, NEED | {"formulations": phrases(0, count)}))
    assert len(thesaurus.needs["equipement--ordinateur"].formulations) == count


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param(
            {"formulations": phrases(0, PHRASINGS[0] - 1)}, "formulations", id="too few phrasings"
        ),
        pytest.param(
            {"formulations": phrases(0, PHRASINGS[1] + 1)}, "formulations", id="too many phrasings"
        ),
        pytest.param({"formulations": ["ordi"] * 8}, "formulations", id="a phrasing twice"),
        pytest.param({"formulations": [""] * 8}, "formulations.0", id="an empty phrasing"),
        pytest.param({"formulations": "ordi"}, "formulations", id="no list"),
        pytest.param({"services_mediation": ["Vente"]}, "services_mediation.0", id="service"),
        pytest.param({"thematiques": ["numerique--rien"]}, "thematiques.0", id="thematique"),
        pytest.param(
            {"thematiques": ["numerique--acquerir-un-equipement"] * 2},
            "thematiques",
            id="a thematique twice",
        ),
        pytest.param(
            {"traductions": {"anglais": ["a"]}}, "traductions.anglais.[key]", id="language"
        ),
        pytest.param(
            {"traductions": {"en": ["a", "a"]}}, "traductions.en", id="a translation twice"
        ),
        pytest.param({"codes_rome": ["Z1401"]}, "codes_rome.0", id="letter of a code"),
        pytest.param({"codes_rome": ["I14011"]}, "codes_rome.0", id="length of a code"),
        pytest.param({"codes_rome": ["i1401"]}, "codes_rome.0", id="case of a code"),
        pytest.param({"couleur": "bleu"}, "couleur", id="unknown field"),
        pytest.param({"libelle": None}, "libelle", id="null"),
        pytest.param({"phrase_facile": " "}, "phrase_facile", id="an empty easy sentence"),
        pytest.param({"libelle": 3}, "libelle", id="no text"),
        pytest.param({"libelle": "a\x00b"}, "libelle", id="control character"),
        pytest.param({"description": "x" * 1001}, "description", id="too long"),
        pytest.param({"id": "Un Nom"}, "id", id="identifier"),
        pytest.param({"theme": ""}, "theme", id="empty theme"),
    ],
)
def test_an_error_of_a_need_should_be_reported_with_its_line_and_its_field(
    change: dict[str, Any], field: str, written: Write
) -> None:
    error = errors_of(written(THEME, NEED | change))[0]
    assert (error.file, error.line, error.field) == ("needs.jsonl", 2, field)


def test_a_sentence_of_another_language_should_ask_for_one_need(written: Write) -> None:
    translated = {"traductions": {"en": ["a cheap computer"]}}
    other = {"id": "equipement--autre", "formulations": phrases(20, 10)}
    error = errors_of(written(THEME, NEED | translated, NEED | translated | other))[0]
    assert (error.line, error.field) == (3, "traductions.en")


@pytest.mark.parametrize("missing", ["id", "libelle", "description", "formulations"])
def test_a_field_that_is_absent_should_be_named(missing: str, written: Write) -> None:
    fields = {name: value for name, value in NEED.items() if name != missing}
    assert [each.field for each in errors_of(written(THEME, fields))] == [missing]


@pytest.mark.parametrize("line", ["{", "[]", "3", "null", '"texte"', '["' * 100_000])
def test_a_line_that_is_no_object_should_be_refused(line: str, written: Write) -> None:
    assert [each.line for each in errors_of(written(THEME, line))] == [2]


def test_a_theme_should_come_before_its_needs(written: Write) -> None:
    (error,) = errors_of(written(NEED, THEME))
    assert (error.line, error.field) == (1, "theme")
    assert (error.found, error.expected) == ("« equipement »", "un thème déjà donné")


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(NEED | {"formulations": phrases(0, 8)}, id="a need twice"),
        pytest.param(
            NEED | {"id": "equipement", "formulations": phrases(0, 8)}, id="a need as a theme"
        ),
        pytest.param(THEME, id="a theme twice"),
        pytest.param(THEME | {"id": "equipement--ordinateur"}, id="a theme as a need"),
    ],
)
def test_an_identifier_given_twice_should_be_refused(again: dict[str, Any], written: Write) -> None:
    (error,) = errors_of(written(THEME, NEED, again))
    assert (error.line, error.field) == (3, "id")
    assert error.found == f"« {again['id']} »"


def test_a_phrasing_of_another_need_should_be_refused_whatever_its_case(written: Write) -> None:
    other = NEED | {"id": "autre", "formulations": [*phrases(0, 8), "ORDI PAS CHER 3"]}
    (error,) = errors_of(written(THEME, NEED, other))
    assert (error.line, error.field) == (3, "formulations")
    assert error.found == "« ORDI PAS CHER 3 »"
    assert error.expected == "une autre phrase que equipement--ordinateur"


def test_all_the_errors_of_all_the_lines_should_be_reported_at_once(written: Write) -> None:
    path = written(THEME, "{", NEED, NEED, NEED | {"id": "X Y", "libelle": 3})
    listed = [(each.line, each.field) for each in errors_of(path)]
    assert listed[0] == (2, "ligne")
    assert {(4, "id"), (4, "formulations"), (5, "id"), (5, "libelle")} == set(listed[1:])


def test_empty_lines_should_be_skipped(written: Write) -> None:
    thesaurus = Thesaurus.read(written("", THEME, "   ", NEED, ""))
    assert (len(thesaurus.themes), len(thesaurus.needs)) == (1, 1)


def test_a_line_separator_inside_a_text_should_not_cut_the_need(written: Write) -> None:
    line = json.dumps(NEED | {"libelle": "Un\u2028deux"}, ensure_ascii=False)
    assert Thesaurus.read(written(THEME, line)).label(NEED["id"]) == "Un\u2028deux"


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_a_file_that_cannot_be_read_should_be_named(name: str, tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path / name)
    assert (error.file, error.expected) == (str(tmp_path / name), "le thésaurus")


def test_a_need_should_not_change_once_read(written: Write) -> None:
    need = Thesaurus.read(written(THEME, NEED)).needs["equipement--ordinateur"]
    with pytest.raises(ValueError, match="frozen"):
        need.libelle = "Autre"  # type: ignore[misc]


def test_out_of_scope_requests_should_be_read_without_comments_nor_repeats(
    written: Write, tmp_path: Path
) -> None:
    path = tmp_path / "hors_champ.txt"
    path.write_text("# Domaine : cuisine\nrecette\n\nplombier\nrecette\n", encoding="utf-8")
    assert Thesaurus.read(written(THEME, NEED), path).out_of_scope == ("recette", "plombier")
    assert Thesaurus.read(written(THEME, NEED), tmp_path / "absent").out_of_scope == ()
