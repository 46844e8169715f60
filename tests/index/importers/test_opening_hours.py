"""Opening hours: those of OpenStreetMap are told from others, which are kept as words."""

from __future__ import annotations

from time import thread_time

import pytest

from index.exporters.data_inclusion import structure_of
from index.importers.data_inclusion import read_structure
from index.importers.opening_hours import is_opening_hours
from index.importers.report import Outcome
from tests.index.importers.conftest import STRUCTURE, cells_of, faults, read_place, real_gazetteer

LIMIT_S = 0.2
REASON = "horaires hors de la syntaxe d'OpenStreetMap, gardés tels quels"


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
        "Mo, We, Fr 08:30-17:00",
        "Mo-Fr 08:00-12:00, Sa 10:00-12:00",
        "Mo 09:00 - 12:00",
        "Mo-Su,PH off",
        "SH Mo-Fr 10:00-12:00",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"; PH off "fermé"',
        "24/7",
        "24/7 closed",
        "08:00-20:00",
        "Fr 22:00-02:00",
        "Fr 18:00-26:00",
        "Sa 10:00+",
        "Jul-Aug Mo-Fr 09:00-12:00",
        "Jul 14-Aug 15: Mo 10:00-12:00",
        "2026 Dec 24-2027 Jan 02 off",
        "Jan 01,May 01,Dec 25 off",
        "easter -2 days-easter +1 day off",
        "Th[1,3] 14:00-16:00; Su[-1] 10:00-12:00",
        "week 01-53/2 Mo 09:00-12:00",
        "2026-2027 Mo-Fr 09:00-12:00",
        "sunrise-sunset",
        "(sunrise+01:00)-18:00",
        'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
        "Mo-Fr 09:00-12:00;",
        "Mo-Fr",
        "PH +1 day off",
        "Tu 10:00-16:00/90",
    ],
)
def test_hours_of_openstreetmap_should_be_known(text: str) -> None:
    assert is_opening_hours(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ; ",
        "Lundi au vendredi 9h-12h/14h-18h",
        "Mo-Fr 9:00-12:00",
        "Mo-Fr 09h00-12h00",
        "Mo 08:30",
        "Mo 08:00-12:00-14:00",
        "Mo 09:00-12:00 14:00-17:00",
        "Mo 25:00-26:00",
        "Mo 09:60-12:00",
        "Mo 09:00-49:00",
        "Mo-Tu-Th 09:00-12:00",
        "Mo Tu 09:00-12:00",
        "Mon-Fri 09:00-12:00",
        "lu-ve 09:00-12:00",
        "09:00-12:00 Mo",
        "Mo off 09:00-12:00",
        "Jul 32 off",
        "Mo[6] 09:00-12:00",
        "week 54 Mo off",
        "Mo-Fr 09:00-12:00 sur rendez-vous",
        'Mo "sans fin',
        "/",
        "Mo 09:00-12:00;;Tu 09:00-12:00",
        ": Mo 09:00-12:00",
        "offert",
    ],
)
def test_other_texts_should_not_be_taken_for_hours(text: str) -> None:
    assert not is_opening_hours(text)


@pytest.mark.parametrize(
    "text",
    ["Mo," * 330, "PH,Mo," * 160 + "x", "09:00-10:00," * 80 + "x", '"' * 999, "week 1,2," * 120],
)
def test_no_text_should_take_long(text: str) -> None:
    start = thread_time()
    is_opening_hours(text)
    assert thread_time() - start < LIMIT_S


def test_hours_should_be_read_as_they_are() -> None:
    record, told = read_place(horaires="Mo-Fr 09:00-12:00; PH off")
    assert (record.horaires_accueil, told) == ("Mo-Fr 09:00-12:00; PH off", [])
    assert "horaires_accueil" not in record.libelles


@pytest.mark.parametrize("column", ["horaires", "horaires_ouverture"])
def test_hours_in_words_should_be_flagged_and_kept_apart(column: str) -> None:
    record, told = read_place(**{column: "Le mardi, de 9h à 12h"})
    assert record.horaires_accueil is None
    assert record.libelles["horaires_accueil"] == ("Le mardi, de 9h à 12h",)
    assert told == [("horaires", REASON, Outcome.WARNING)]


def test_hours_of_a_structure_in_words_should_be_flagged_and_come_back() -> None:
    cells = cells_of(**STRUCTURE | {"horaires_accueil": "Le mardi"})
    record = read_structure(cells, [], real_gazetteer())
    assert record is not None
    assert record.horaires_accueil is None
    assert structure_of(record)["horaires_accueil"] == "Le mardi"
    assert faults(cells.problems) == [("horaires_accueil", REASON, Outcome.WARNING)]
