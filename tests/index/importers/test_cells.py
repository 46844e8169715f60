"""Cleaning: a cell is mended when that is safe, else flagged, and both are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from index.importers.cells import Cells, fold_label, parse_day, phone_number, slug
from index.importers.report import MAX_PROBLEMS, ImportReport, Outcome, RowProblem
from index.importers.row_reader import EXTRA
from tests.index.importers.conftest import Fault, cells_of, faults

REPAIRED, WARNING = Outcome.REPAIRED, Outcome.WARNING
LA_POSTE_HEAD, LA_POSTE_OFFICE, LA_POSTE_WRONG = (
    "35600000000048", "35600000049837", "35600000049838",
)  # fmt: skip


def outcomes(cells: Cells) -> set[Outcome]:
    """What became of the values that have a fault."""
    return {each.outcome for each in cells.problems}


@pytest.mark.parametrize("value", [None, "", [], "   ", "---", "<br>", "\x00", "…"])
def test_a_text_that_says_nothing_should_be_none(value: object) -> None:
    assert cells_of(nom=value).text("nom") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(13100, "13100"), (["un", "deux"], "un deux"), (True, "True"), ({"a": 1}, "{'a': 1}")],
)
def test_a_value_of_another_type_should_be_read_as_text(value: object, expected: str) -> None:
    assert cells_of(nom=value).text("nom") == expected


def test_the_first_column_that_has_a_value_should_be_read() -> None:
    assert cells_of(a=None, b="", c="C", d="D").text("a", "b", "absent", "c", "d") == "C"


def test_removed_tags_should_be_told_with_the_value_as_read() -> None:
    cells = cells_of(nom="<b>Cyber</b>")
    assert cells.text("nom") == "Cyber"
    assert cells.problems == [
        RowProblem("lieux.csv", 1, "nom", "<b>Cyber</b>", "balises HTML retirées", REPAIRED)
    ]


def test_a_character_that_the_source_lost_should_be_flagged() -> None:
    cells = cells_of(nom="Biblioth\ufffdque")
    assert cells.text("nom") == "Biblioth\ufffdque"
    assert faults(cells.problems) == [("nom", "caractère perdu par la source", WARNING)]


def test_a_text_that_is_too_long_should_be_cut_and_told() -> None:
    cells = cells_of(horaires="lundi " * 20)
    assert cells.text("horaires", limit=20) == "lundi lundi lundi l…"
    assert faults(cells.problems) == [("horaires", "coupé à 20 caractères", REPAIRED)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ASSO|CCAS", ["ASSO", "CCAS"]),
        ("ASSO;CCAS", ["ASSO", "CCAS"]),
        ("ASSO / CCAS", ["ASSO", "CCAS"]),
        ("ASSO/CCAS", ["ASSO/CCAS"]),
        (" ASSO ;; ASSO|", ["ASSO"]),
        (["ASSO", "CCAS|x"], ["ASSO", "CCAS|x"]),
        (["ASSO", "", 7], ["ASSO", "7"]),
        ("", []),
        (None, []),
    ],
)
def test_a_list_should_be_cut_as_it_is_written(value: object, expected: list[str]) -> None:
    assert cells_of(typologie=value).parts("typologie") == expected


@pytest.mark.parametrize(
    ("value", "postal", "expected"),
    [
        ("+33326000000", None, "+33326000000"),
        ("03 26 00 00 00", None, "+33326000000"),
        ("03.26.00.00.00", None, "+33326000000"),
        ("+33 (0)3 26 00 00 00", None, "+33326000000"),
        ("0033326000000", None, "+33326000000"),
        ("33326000000", None, "+33326000000"),
        (326000000, None, "+33326000000"),
        ("0326000000", "51100", "+33326000000"),
        ("0262 12 34 56", "97400", "+262262123456"),
        ("0596 59 67 80", "97221", "+596596596780"),
        ("0690 12 34 56", "97110", "+590690123456"),
        ("+32 2 123 45 67", None, "+3221234567"),
        ("3949", None, "3949"),
        ("39 49", None, "3949"),
        ("115", None, "115"),
    ],
)
def test_a_phone_should_be_in_the_international_form(
    value: object, postal: str | None, expected: str
) -> None:
    cells = cells_of(telephone=value)
    assert cells.phone("telephone", postal=postal) == expected
    assert outcomes(cells) <= {REPAIRED}


@pytest.mark.parametrize("value", ["voir le site", "0326", "9" * 40, "2345", "12345"])
def test_a_phone_that_cannot_be_read_should_be_flagged(value: str) -> None:
    cells = cells_of(telephone=value)
    assert cells.phone("telephone") is None
    assert faults(cells.problems) == [("telephone", "numéro de téléphone illisible", WARNING)]


def test_a_phone_already_in_the_international_form_should_not_be_told() -> None:
    cells = cells_of(telephone="+33326000000")
    assert (cells.phone("telephone"), cells.problems) == ("+33326000000", [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.fr", ["a@b.fr"]),
        ("a@b.fr|c@d.org", ["a@b.fr", "c@d.org"]),
        ("a@b.fr ; a@b.fr", ["a@b.fr"]),
        ("Accueil : a@b.fr, tous les jours", ["a@b.fr"]),
    ],
)
def test_emails_should_be_found_in_a_cell(value: str, expected: list[str]) -> None:
    assert cells_of(courriels=value).emails("courriels") == expected


@pytest.mark.parametrize("value", ["a@b", "voir le site", "@b.fr"])
def test_an_email_that_cannot_be_read_should_be_flagged(value: str) -> None:
    cells = cells_of(courriels=value)
    assert cells.emails("courriels") == []
    assert faults(cells.problems) == [("courriels", "adresse de courriel illisible", WARNING)]


@pytest.mark.parametrize(
    ("value", "expected", "told"),
    [
        ("https://x.fr/", ["https://x.fr/"], set()),
        ("www.x.fr", ["https://www.x.fr"], {REPAIRED}),
        ("https://x.fr|https://y.fr", ["https://x.fr", "https://y.fr"], set()),
        ("https://x.fr/,https://y.fr", ["https://x.fr/", "https://y.fr"], set()),
        ("https://x.fr;https://x.fr", ["https://x.fr"], set()),
        ("http://", [], {WARNING}),
        ("non", [], {WARNING}),
        ("https://x.fr/" + "a" * 500, [], {WARNING}),
        ("javascript:alert('x.y')", [], {WARNING}),
        ("", [], set()),
    ],
)
def test_web_addresses_should_be_found_in_a_cell(
    value: str, expected: list[str], told: set[Outcome]
) -> None:
    cells = cells_of(site_web=value)
    assert cells.urls("site_web") == expected
    assert outcomes(cells) == told


@pytest.mark.parametrize(
    "value",
    [
        "2022-12-31", "31/12/2022", "31/12/2022 14:29:42", "2022/12/31", "31-12-2022", "31/12/22",
        "2022-12-31T10:00:00", "2022-12-31 10:00:00.123", "20221231", " 2022-12-31 ",
        "1672444800000",
    ],
)  # fmt: skip
def test_a_date_should_be_read_in_the_usual_ways(value: str) -> None:
    assert parse_day(value) == date(2022, 12, 31)


@pytest.mark.parametrize("value", ["", "hier", "31/02/2022", "2022", "2022-13-01", "1" * 13 + "2"])
def test_a_text_that_is_no_date_should_be_none(value: str) -> None:
    assert parse_day(value) is None


@pytest.mark.parametrize(
    ("value", "expected", "told"),
    [
        ("2022-12-31", date(2022, 12, 31), []),
        ("31/12/2022", date(2022, 12, 31), [REPAIRED]),
        (1672444800000, date(2022, 12, 31), [REPAIRED]),
        ("01/01/1970", None, [WARNING]),
        ("demain", None, [WARNING]),
        ("", None, []),
        (None, None, []),
    ],
)
def test_a_date_that_was_mended_or_is_impossible_should_be_told(
    value: object, expected: date | None, told: list[Outcome]
) -> None:
    cells = cells_of(date_maj=value)
    assert cells.day("date_maj") == expected
    assert [each.outcome for each in cells.problems] == told


def test_a_date_to_come_should_be_flagged() -> None:
    cells = cells_of(date_maj=(datetime.now(UTC).date() + timedelta(days=2)).isoformat())
    assert cells.day("date_maj") is None
    assert faults(cells.problems) == [("date_maj", "date dans l'avenir", WARNING)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("48.85", 48.85), ("48,85", 48.85), (48.85, 48.85), (48, 48.0), (" -0.5 ", -0.5), ("", None)],
)
def test_a_number_should_be_read_with_a_point_or_a_comma(
    value: object, expected: float | None
) -> None:
    cells = cells_of(latitude=value)
    assert (cells.decimal("latitude"), cells.problems) == (expected, [])


@pytest.mark.parametrize("value", ["48.85 N", "nord", [48], "1,234,5"])
def test_a_number_that_cannot_be_read_should_be_flagged(value: object) -> None:
    cells = cells_of(latitude=value)
    assert cells.decimal("latitude") is None
    assert faults(cells.problems) == [("latitude", "nombre illisible", WARNING)]


@pytest.mark.parametrize(
    ("value", "expected", "told"),
    [
        ("51100", "51100", []),
        (4000, "04000", ["code remis en forme"]),
        ("4000.0", "04000", ["code remis en forme"]),
        ("51 100", "51100", ["code remis en forme"]),
        ("2a004", "2A004", ["code remis en forme"]),
        ("", None, []),
        ("511000", None, ["code de 5 chiffres attendu"]),
        ("Reims", None, ["code de 5 chiffres attendu"]),
    ],
)
def test_a_code_should_get_back_the_zeros_that_a_spreadsheet_took(
    value: object, expected: str | None, told: list[str]
) -> None:
    cells = cells_of(code=value)
    assert cells.code(5, "code") == expected
    assert [each.reason for each in cells.problems] == told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("43493312300029", {"siret": "43493312300029"}, id="siret"),
        pytest.param("434 933 123 00029", {"siret": "43493312300029"}, id="siret with spaces"),
        pytest.param(43493312300029, {"siret": "43493312300029"}, id="siret as a number"),
        pytest.param("6550086000013", {"siret": "06550086000013"}, id="siret without its zero"),
        pytest.param(LA_POSTE_HEAD, {"siret": LA_POSTE_HEAD}, id="head office of La Poste"),
        pytest.param(LA_POSTE_OFFICE, {"siret": LA_POSTE_OFFICE}, id="post office"),
        pytest.param("W131004321", {"rna": "W131004321"}, id="rna"),
        pytest.param("w131004321", {"rna": "W131004321"}, id="rna in lower case"),
        pytest.param("0123456.001", {"ridet": "0123456001"}, id="ridet"),
        pytest.param("00000000000000", {}, id="all zero"),
        pytest.param("0", {}, id="zero"),
        pytest.param("", {}, id="empty"),
        pytest.param(None, {}, id="absent"),
    ],
)
def test_an_official_number_should_be_told_from_its_form(
    value: object, expected: dict[str, str]
) -> None:
    cells = cells_of(pivot=value)
    assert (cells.identifiers("pivot"), cells.problems) == (expected, [])


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("43493312300028", "SIRET ou RNA faux"),
        (LA_POSTE_WRONG, "SIRET ou RNA faux"),
        ("434933123", "SIREN sans établissement"),
        ("W12", "SIRET ou RNA faux"),
        ("en cours", "SIRET ou RNA faux"),
    ],
)
def test_an_official_number_that_is_wrong_should_be_flagged(value: str, reason: str) -> None:
    cells = cells_of(pivot=value)
    assert cells.identifiers("pivot") == {}
    assert faults(cells.problems) == [("pivot", reason, WARNING)]


def test_labels_should_be_looked_up_folded_and_the_others_flagged() -> None:
    cells = cells_of(services="RÉPARER ; reparer|Vendre")
    assert cells.labels({"reparer": "Réparer"}, "services") == ["Réparer"]
    assert faults(cells.problems) == [("services", "libellé inconnu, gardé tel quel", WARNING)]


@pytest.mark.parametrize(
    ("extra", "told"),
    [(["x"], [(EXTRA, "ligne plus longue que l'en-tête", WARNING)]), (["", " "], []), (None, [])],
)
def test_a_row_longer_than_its_heading_should_be_flagged(extra: object, told: list[Fault]) -> None:
    cells = cells_of(**{EXTRA: extra})
    cells.check_shape()
    assert faults(cells.problems) == told


@pytest.mark.parametrize(
    ("fold", "text", "expected"),
    [
        (slug, "Région Sud (été)", "region-sud-ete"),
        (slug, "--", ""),
        (fold_label, "S'équiper : où ?", "s equiper ou"),
        (fold_label, "« »", ""),
    ],
)
def test_names_should_be_compared_without_accents_nor_signs(
    fold: Callable[[str], str], text: str, expected: str
) -> None:
    assert fold(text) == expected


def test_a_problem_should_be_told_on_one_line() -> None:
    problem = RowProblem("lieux.csv", 3, "pivot", "7" * 200, "SIRET ou RNA faux", WARNING)
    shown = "7" * 79 + "…"
    assert str(problem) == (
        f"lieux.csv:3: colonne « pivot » : « {shown} » signalé : SIRET ou RNA faux"
    )


def test_problems_beyond_a_number_should_only_be_counted() -> None:
    report = ImportReport("lieux.csv")
    problem = RowProblem("lieux.csv", 1, "pivot", "7", "SIRET ou RNA faux", WARNING)
    for _ in range(3):
        report.add([problem] * (MAX_PROBLEMS - 1), accepted=True)
    assert len(report.problems) == MAX_PROBLEMS
    assert report.reasons == {(WARNING, "SIRET ou RNA faux"): 3 * (MAX_PROBLEMS - 1)}


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("612345678", "FR", "+33612345678"),
        ("33612345678", "FR", "+33612345678"),
        ("0262 12 34 56", "RE", "+262262123456"),
        ("3949", "FR", "3949"),
        ("12", "FR", None),
        ("", "FR", None),
        ("٠٦١٢", "FR", None),
    ],
)
def test_a_telephone_number_should_be_read_as_of_its_region(
    text: str, region: str, number: str | None
) -> None:
    assert phone_number(text, region) == number


@pytest.mark.parametrize("column", ["courriels", "site_web", "telephone", "services", "nom"])
@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "a;" * 100_000, "<!--" * 50_000, "<b>" + "<br" * 60_000, "1;" * 100_000],
    ids=["one word", "many values", "comments", "breaks", "numbers"],
)
def test_a_cell_made_to_last_should_be_read_at_once(text: str, column: str) -> None:
    cells = cells_of(**{column: text})
    read = (cells.emails(column), cells.urls(column), cells.phone(column), cells.text(column))
    assert all(len(value or "") <= 10_000 for value in read)
    assert len(cells.labels({}, column)) == 0
    assert len(cells.problems) < 2_000
