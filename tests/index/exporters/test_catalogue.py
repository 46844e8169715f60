"""Tests of what an export holds."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from index.artefact import manifest, versions
from index.exporters.catalogue import Catalogue
from index.exporters.forms import FORMS
from index.exporters.locations import ODBL
from index.indexing.build import build
from index.places.gazetteer import Gazetteer
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import make_location
from tests.towns import TOWNS

STREET = {"adresse": "1 rue Haute", "code_postal": "59000", "commune": "Lille"}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A network with two places, one of which is under the ODbL."""
    records = [make_actor(id="reseau", **STREET, code_insee="59350")]
    places = [
        make_location(id=name, reseau="reseau", licence=licence, date_source="2026-05", **STREET)
        for name, licence in (("ouvert", "etalab-2.0"), ("partage", ODBL))
    ]
    build(records, HashEncoder(), "hash", tmp_path, locations=places)
    opened = manifest.read(tmp_path / versions.CURRENT)
    return Catalogue.of(opened.content, Gazetteer(TOWNS), opened.manifest.version)


def rows(catalogue: Catalogue, odbl: bool = False, **chosen: list[int]) -> set[str]:
    """Identifiers of the rows of médiation numérique."""
    text = "".join(catalogue.lines(FORMS["mediation-numerique"], odbl, **chosen))
    return {row["id"] for row in csv.DictReader(io.StringIO(text))}


def test_a_standard_should_hold_records_and_places_of_open_licences(catalogue: Catalogue) -> None:
    assert rows(catalogue) == {"reseau", "ouvert"}


def test_places_that_are_shared_alike_should_be_apart(catalogue: Catalogue) -> None:
    assert rows(catalogue, odbl=True) == {"partage"}


def test_a_part_should_hold_what_was_chosen(catalogue: Catalogue) -> None:
    assert rows(catalogue, rows=[], locations=[0]) == {"ouvert"}
    assert rows(catalogue, rows=[0], locations=[]) == {"reseau"}


def test_our_own_forms_should_hold_no_place(catalogue: Catalogue) -> None:
    text = "".join(replace(catalogue, gazetteer=None).lines(FORMS["jsonl"]))
    assert text.count("\n") == 1
