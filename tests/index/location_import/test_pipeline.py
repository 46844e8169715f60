"""Tests of the lists of producers made into locations."""

from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.location_import.lists import read_lists
from index.location_import.offers import Offers
from index.location_import.pipeline import LocationImport, read_lists_of, write_files
from index.locations.jsonl import read_locations
from index.places.communes import read_communes
from index.records.jsonl import read_records
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA, OPEN_DATA, open_data
from tests.index.location_import.lists import COMMUNES, LISTS, SERVICES, make_list

ROWS = """source_id,nom,adresse,code_postal,commune,latitude,longitude,telephone
1,France services de Foix,12 rue des Tilleuls,09000,Foix,42.97,1.61,0561651234
1,France services de Foix,12 rue des Tilleuls,09000,Foix,42.97,1.61,0561651234
2,France services de Pamiers,1 place Milliane,09100,Pamiers,43.12,1.62,
"""


def read(folder: Path) -> LocationImport:
    (folder / "liste.csv").write_text(ROWS, encoding="utf-8")
    (folder / "communes.csv").write_text(COMMUNES, encoding="utf-8")
    lists = [make_list(), make_list(prefixe="odbl", source="odbl", licence="odbl-1.0")]
    return read_lists_of(folder, lists, read_communes(folder / "communes.csv"), Offers(SERVICES))


def test_a_line_that_repeats_an_identifier_should_be_left_out_and_counted(tmp_path: Path) -> None:
    report = read(tmp_path)
    assert [location.id for location in report.locations] == [
        "france-services--1", "france-services--2", "odbl--1", "odbl--2",
    ]  # fmt: skip
    assert report.dropped["anct : ligne répétée"] == 1
    assert report.rows == {"anct": 3, "odbl": 3}


def test_each_licence_should_have_a_file_of_its_own(tmp_path: Path) -> None:
    report = read(tmp_path)
    write_files(report.locations, tmp_path / "lieux")
    assert sorted(path.name for path in (tmp_path / "lieux").iterdir()) == [
        "licence-ouverte.jsonl.gz", "odbl.jsonl.gz",
    ]  # fmt: skip
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    read_back = read_locations(tmp_path / "lieux", {"france-services"}, needs)
    assert read_back == report.locations


def test_a_list_that_is_absent_should_be_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match=r"liste\.csv"):
        read_lists_of(tmp_path, [make_list()], [], Offers(SERVICES))


@pytest.mark.catalogue
def test_our_locations_should_be_many_and_hold_no_mobile_number() -> None:
    records = {record.id for record in read_records(DATA / "actors.jsonl")}
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    locations = read_locations(DATA / "lieux", records, needs)
    assert len(locations) >= 20_000
    services = [each for each in locations if each.reseau == "france-services"]
    assert sum(bool(each.horaires_accueil) for each in services) >= 2_700
    assert sum(bool(each.horaires_accueil and each.telephone) for each in services) >= 2_500
    assert not [each for each in locations if (each.telephone or "").startswith(("+336", "+337"))]
    assert sum(path.stat().st_size for path in (DATA / "lieux").glob("*.gz")) <= 6e6


@pytest.mark.slow
@pytest.mark.catalogue
@open_data("lieux")
def test_our_locations_should_be_those_of_the_lists() -> None:
    records = {record.id for record in read_records(DATA / "actors.jsonl")}
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    ours = read_locations(DATA / "lieux", records, needs)
    communes = read_communes(DATA / "communes.csv")
    lists = read_lists(LISTS)
    report = read_lists_of(OPEN_DATA, lists, communes, Offers(SERVICES), ours)
    assert Counter(report.locations) == Counter(ours)
