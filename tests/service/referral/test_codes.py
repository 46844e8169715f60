"""Short codes in the service: read again when they change, and what they name."""

from __future__ import annotations

import gzip
from pathlib import Path

from index.codes.code_table import CodeTable
from index.codes.short_code import write_codes
from index.search.searcher import Searcher
from service.referral.codes import Codes, listed

HERE, GONE, NEVER = "K7P2", "4MQD", "X9RT"
TABLE = CodeTable({HERE: "atelier-phenix", GONE: "partie"})


def test_a_code_should_name_its_record_or_say_that_it_left(searcher: Searcher) -> None:
    here, gone, never = listed([HERE, GONE, NEVER], TABLE, searcher.retriever)
    assert here.facts is not None
    assert here.facts.name == "Atelier Phénix"
    assert here.path == "/fiches/atelier-phenix"
    assert (gone.facts, gone.given) == (None, True)
    assert (never.facts, never.given) == (None, False)


def test_an_address_should_hold_the_codes_of_all_or_not_be(tmp_path: Path) -> None:
    TABLE.write(tmp_path / "codes.csv.gz")
    codes = Codes(tmp_path / "codes.csv.gz", tmp_path / "absent.csv.gz")
    assert codes.address(["partie", "atelier-phenix"]) == f"/liste/{write_codes([GONE, HERE])}"
    assert codes.address(["atelier-phenix", "sans-code"]) == ""
    assert codes.address([]) == ""


def test_codes_should_be_read_again_when_their_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv.gz"
    codes = Codes(path)
    assert codes.table == CodeTable()
    TABLE.write(path)
    assert codes.table == TABLE
    assert codes.table is codes.table


def test_a_file_spoilt_while_the_service_runs_should_leave_the_codes_read_before(
    tmp_path: Path,
) -> None:
    path = tmp_path / "codes.csv.gz"
    TABLE.write(path)
    codes = Codes(path)
    assert codes.table == TABLE
    path.write_bytes(gzip.compress(b"n'importe quoi"))
    assert codes.table == TABLE
