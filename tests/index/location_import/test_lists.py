"""Tests of the table of the lists of places."""

from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.location_import.lists import read_lists
from index.records.jsonl import read_records
from tests.conftest import DATA
from tests.index.location_import.lists import LISTS, make_list


def test_every_list_should_name_its_producer_and_a_record() -> None:
    lists = read_lists(LISTS)
    records = {record.id for record in read_records(DATA / "actors.jsonl")}
    assert len(lists) == 21
    assert {place_list.reseau for place_list in lists} <= records


def test_a_list_should_retain_the_types_it_says() -> None:
    assert make_list(types=(".* / Fixe",)).retains("Principal / Fixe")
    assert not make_list(types=(".* / Fixe",)).retains("Réserve")
    assert make_list().retains("Réserve")


def test_a_list_should_say_which_names_are_seats_of_employers() -> None:
    advisers = next(each for each in read_lists(LISTS) if each.reseau == "conseillers-numeriques")
    assert advisers.is_seat("harmonie mutuelle")
    assert advisers.is_seat("communaute de communes du pays de lure")
    assert not advisers.is_seat("mairie de gradignan")
    assert not make_list().is_seat("harmonie mutuelle")


@pytest.mark.parametrize(
    "text",
    [
        "[[liste]]\nfichier = 'a.csv'",
        "liste = 3",
        "[[liste",
    ],
)
def test_a_table_that_is_malformed_should_be_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRecords, match=r"lists\.toml"):
        read_lists(path)


def test_two_lists_of_one_prefix_should_be_refused(tmp_path: Path) -> None:
    table = LISTS.read_text(encoding="utf-8").split("[[liste]]")[1]
    path = tmp_path / "lists.toml"
    path.write_text(f"[[liste]]{table}[[liste]]{table}", encoding="utf-8")
    with pytest.raises(InvalidRecords, match="même préfixe"):
        read_lists(path)
