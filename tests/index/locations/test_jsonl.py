"""Tests of the compressed files of locations."""

import gzip
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.locations import jsonl
from index.locations.jsonl import pack, read_locations, write_locations
from tests.locations import make_location

RECORDS, NEEDS = {"france-services"}, {"demarches--impots"}


def test_locations_should_be_read_back_as_they_were_written(tmp_path: Path) -> None:
    first = make_location(telephone="+33561000000", besoins=("demarches--impots",))
    second = make_location(id="france-services--2", meme_lieu=("france-services--1",))
    write_locations(tmp_path / "a.jsonl.gz", [first])
    write_locations(tmp_path / "b.jsonl.gz", [second])
    assert read_locations(tmp_path, RECORDS, NEEDS) == (first, second)


def test_a_folder_that_is_absent_should_hold_no_location(tmp_path: Path) -> None:
    assert read_locations(tmp_path / "absent", RECORDS, NEEDS) == ()


def test_the_same_locations_should_give_the_same_bytes_without_empty_fields() -> None:
    location = make_location()
    assert pack([location]) == pack([make_location()])
    line = gzip.decompress(pack([location])).decode()
    assert "telephone" not in line
    assert line.endswith("}\n")


@pytest.mark.parametrize(
    ("fields", "field", "found"),
    [
        ({"reseau": "inconnu"}, "reseau", "« inconnu »"),
        ({"autres_reseaux": ("inconnu",)}, "autres_reseaux", "« inconnu »"),
        ({"besoins": ("inconnu",)}, "besoins", "« inconnu »"),
        ({"meme_lieu": ("inconnu",)}, "meme_lieu", "« inconnu »"),
        ({"autres_ids": ("france-services--1",)}, "autres_ids", "déjà dans a.jsonl.gz"),
        ({"id": "france-services--1"}, "id", "déjà dans a.jsonl.gz"),
    ],
)
def test_a_location_that_names_nothing_or_repeats_an_id_should_be_an_error_with_its_line(
    tmp_path: Path, fields: dict[str, object], field: str, found: str
) -> None:
    write_locations(tmp_path / "a.jsonl.gz", [make_location()])
    wrong = make_location(**({"id": "france-services--2"} | fields))
    write_locations(tmp_path / "b.jsonl.gz", [wrong])
    with pytest.raises(InvalidRecords) as caught:
        read_locations(tmp_path, RECORDS, NEEDS)
    (error,) = caught.value.errors
    assert (error.file, error.line, error.field) == ("b.jsonl.gz", 1, field)
    assert found in error.found


def test_every_error_of_every_file_should_be_listed_in_french(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "x"}\n{"id": 1}\n'))
    (tmp_path / "b.jsonl.gz").write_bytes(b"no archive")
    (tmp_path / "c.jsonl.gz").write_bytes(pack([make_location()])[:-9])
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(b"\xff"))
    with pytest.raises(InvalidRecords) as caught:
        read_locations(tmp_path, RECORDS, NEEDS)
    errors = caught.value.errors
    assert {error.file for error in errors} == {f"{letter}.jsonl.gz" for letter in "abcd"}
    assert {error.line for error in errors if error.file == "a.jsonl.gz"} == {1, 2}
    assert any("attendu un fichier JSONL compressé" in str(error) for error in errors)


def test_a_file_that_unpacks_beyond_the_limit_should_be_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "MAX_BYTES", 100)
    write_locations(tmp_path / "a.jsonl.gz", [make_location()])
    with pytest.raises(InvalidRecords, match="démesuré"):
        read_locations(tmp_path, RECORDS, NEEDS)
