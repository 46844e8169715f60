"""What orders records: files read, or told and left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import CalibrationError
from index.ordering.ordering import Ordering, read_ordering
from tests.conftest import DATA

OURS = DATA / "services_nationaux.toml"


def test_an_order_that_cannot_be_read_should_be_told_and_left_out(tmp_path: Path) -> None:
    path, told = tmp_path / "ordre.onnx", list[str]()
    assert read_ordering(path, tmp_path / "absent.toml", told.append) == Ordering()
    path.write_text("autre chose", encoding="utf-8")
    assert read_ordering(path, tmp_path / "absent.toml", told.append) == Ordering()
    assert told == ["sans ordre appris, la fusion ordonne : ordre.onnx n'est pas un ordre appris."]


@pytest.mark.parametrize("text", ['a = ["b"]', "a ="])
def test_a_wrong_file_of_services_should_say_what_is_expected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "services.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalibrationError, match="une ligne par besoin"):
        read_ordering(DATA / "ordre.onnx", path, str)


@pytest.mark.catalogue
def test_our_national_services_should_be_records_that_declare_the_need() -> None:
    lines = (DATA / "actors.jsonl").read_text(encoding="utf-8").splitlines()
    needs = {record["id"]: record["besoins"] for record in map(json.loads, lines)}
    national = read_ordering(DATA / "ordre.onnx", OURS, str).national
    assert national
    assert [need for need, record in national.items() if need not in needs[record]] == []
