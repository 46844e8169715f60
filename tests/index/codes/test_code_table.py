"""The codes given to records and to locations, and the file that keeps them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from index.codes import code_table
from index.codes.code_table import HEADER, CodeTable
from index.codes.short_code import DIGITS, LETTERS, proposed_code
from index.errors import InvalidRecords
from index.locations.jsonl import read_locations
from index.records.jsonl import iter_records
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA

NAMES = [f"fiche-{number}" for number in range(3_000)]


def test_no_two_records_have_the_same_code() -> None:
    codes = CodeTable().with_codes(NAMES).by_identifier
    assert set(codes) == set(NAMES)
    assert len(set(codes.values())) == len(NAMES)


def test_a_code_given_stays_when_others_are_given() -> None:
    before = CodeTable().with_codes(NAMES[:1_000])
    after = before.with_codes(NAMES)
    assert before.by_identifier.items() <= after.by_identifier.items()


def test_codes_do_not_depend_on_the_order_of_records() -> None:
    assert CodeTable().with_codes(NAMES) == CodeTable().with_codes(reversed(NAMES))


def test_a_taken_code_makes_the_next_one_given() -> None:
    taken = CodeTable({proposed_code("fiche", 0): "partie"})
    assert taken.with_codes(["fiche"]).by_identifier["fiche"] == proposed_code("fiche", 1)


def test_a_record_goes_without_a_code_when_all_that_it_may_have_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(code_table, "ATTEMPTS", 1)
    taken = CodeTable({proposed_code("fiche", 0): "partie"})
    assert taken.with_codes(["fiche"]) == taken


def test_the_code_of_a_record_that_left_is_still_known() -> None:
    table = CodeTable({"K7P2": "partie"}).with_codes(["fiche"])
    assert table.by_code["K7P2"] == "partie"


def test_codes_given_here_are_never_those_of_the_catalogue() -> None:
    ours = CodeTable().with_codes(NAMES, LETTERS).by_identifier.values()
    theirs = CodeTable().with_codes(NAMES, DIGITS).by_identifier.values()
    assert not set(ours) & set(theirs)


def test_of_two_tables_the_first_is_right() -> None:
    merged = CodeTable({"K7P2": "a"}).merged(CodeTable({"4MQD": "a", "X9RT": "b"}))
    assert merged.by_identifier == {"a": "K7P2", "b": "X9RT"}
    assert merged.by_code["4MQD"] == "a"


def test_a_file_is_read_as_it_was_written_and_is_the_same_bytes(tmp_path: Path) -> None:
    table = CodeTable().with_codes(NAMES)
    table.write(tmp_path / "a.csv.gz")
    CodeTable.read(tmp_path / "a.csv.gz").write(tmp_path / "b.csv.gz")
    assert CodeTable.read(tmp_path / "b.csv.gz") == table
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_without_a_file_no_code_is_given(tmp_path: Path) -> None:
    assert CodeTable.read(tmp_path / "absent.csv.gz") == CodeTable()


@pytest.mark.parametrize(
    "line", ["K7P,court", "K7P0,hors-alphabet", "K7P2,", "K7P2", "X9RT,deux", "4MQD,une"]
)
def test_a_line_that_is_wrong_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\nX9RT,une\n{line}\n".encode("ascii")))
    with pytest.raises(InvalidRecords) as refused:
        CodeTable.read(path)
    assert [error.line for error in refused.value.errors] == [3]


@pytest.mark.parametrize(
    "content", [b"rien", gzip.compress(b"K7P2,x")[:-9], gzip.compress(b"\xff")]
)
def test_a_spoilt_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(content)
    with pytest.raises(InvalidRecords):
        CodeTable.read(path)


def test_a_file_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_table, "MAX_BYTES", 10)
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(gzip.compress(b"x" * 11))
    with pytest.raises(InvalidRecords, match="démesuré"):
        CodeTable.read(path)


@pytest.mark.catalogue
def test_every_record_and_every_place_of_the_catalogue_has_its_code() -> None:
    """When it fails: `orientess codes`."""
    records = {record.id for record in iter_records(DATA / "actors.jsonl")}
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    places = {place.id for place in read_locations(DATA / "lieux", records, needs)}
    codes = CodeTable.read(DATA / "codes.csv.gz").by_identifier
    assert (records | places) - codes.keys() == set()
    assert {code[0] for code in codes.values()} <= set(LETTERS)
