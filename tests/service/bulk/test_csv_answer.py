"""Rows of the answer to a file of needs."""

from __future__ import annotations

import csv
import io

from index.errors import InvalidQuery
from index.search.query import Query
from index.search.searcher import Searcher
from service.bulk.csv_answer import COLUMNS, answer_lines, refusal_line
from service.bulk.csv_file import check_needs, read_csv
from service.bulk.streaming import PREFIX, REFUSED, heading

SITE = "https://orientess.example"
FILE = read_csv("numero;besoin\n=1+1;réparer un smartphone\n".encode(), check_needs)


def rows(*lines: str) -> list[dict[str, str]]:
    """The rows of an answer, under its heading."""
    text = heading(FILE, COLUMNS) + "".join(lines)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_each_result_should_be_a_row_after_the_cells_sent(searcher: Searcher) -> None:
    result = searcher.search(Query("réparer un smartphone", size=2))
    found = rows(*answer_lines(FILE, FILE.rows[0], result, SITE))
    assert [row[f"{PREFIX}id"] for row in found] == [hit.record.id for hit in result.hits]
    assert {row["numero"] for row in found} == {"'=1+1"}
    first = found[0]
    assert first[f"{PREFIX}statut"] == result.certainty.value
    assert first[f"{PREFIX}lien"] == f"{SITE}/fiches/{result.hits[0].record.id}"
    assert list(first) == ["numero", "besoin", *(f"{PREFIX}{name}" for name in COLUMNS)]


def test_a_need_without_a_result_should_have_one_row(searcher: Searcher) -> None:
    result = searcher.search(Query("réparer", filters={"frais": ("gratuit-sous-condition",)}))
    (row,) = rows(*answer_lines(FILE, FILE.rows[0], result, SITE))
    assert (row[f"{PREFIX}statut"], row[f"{PREFIX}id"]) == ("rien", "")
    assert row[f"{PREFIX}message"]


def test_a_row_that_is_refused_should_say_why_and_where() -> None:
    (row,) = rows(refusal_line(FILE, FILE.rows[0], InvalidQuery("q", "Écrivez votre besoin.")))
    assert row[f"{PREFIX}statut"] == REFUSED
    assert row[f"{PREFIX}message"] == "Ligne 2 : Écrivez votre besoin."


def test_the_nearest_location_should_give_the_contact(located_searcher: Searcher) -> None:
    query = Query("remplir des papiers en ligne", place="Lille")
    result = located_searcher.search(query)
    near = [hit for hit in result.hits if hit.locations]
    found = rows(*answer_lines(FILE, FILE.rows[0], result, SITE))
    telephones = {row[f"{PREFIX}id"]: row[f"{PREFIX}telephone"] for row in found}
    assert near
    assert telephones["france-services"] == "+33320000001"
    assert {row[f"{PREFIX}lieu_compris"] for row in found} == {"Lille (59)"}
