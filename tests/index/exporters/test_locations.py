"""Locations in the public standards: one organisation each, without a point that would lie."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from index.exporters.data_inclusion import structure_of
from index.exporters.locations import (
    UNDATED,
    records_of,
    under_odbl,
    without_town_points,
)
from index.exporters.mediation_numerique import missing, row_of
from index.locations.models import Precision
from index.records.models import AnyRecord
from tests.conftest import make_actor
from tests.locations import make_location

ADDRESS = {"adresse": "8 rue Lafaurie", "date_source": "2025-03"}
PAPERS = "Aide aux démarches administratives"
NETWORKS = {"france-services": make_actor(id="france-services", nom="France services")}


def _record(**fields: Any) -> AnyRecord:
    (record,) = records_of([make_location(**(ADDRESS | fields))], NETWORKS)
    return record


def test_a_location_should_be_a_row_of_mediation_numerique() -> None:
    record = _record(
        services=(PAPERS,),
        telephone="+33561000000",
        horaires_accueil="Mo-Fr 09:00-12:00",
        frais="gratuit",
        prise_rdv="https://rdv.example/",
    )
    assert missing(record) == ()
    row = row_of(record)
    assert (row["id"], row["nom"]) == ("france-services--1", "France services de Foix")
    assert (row["adresse"], row["code_postal"], row["commune"]) == (
        "8 rue Lafaurie",
        "09000",
        "Foix",
    )
    assert (row["telephone"], row["horaires"]) == ("+33561000000", "Mo-Fr 09:00-12:00")
    assert (row["services"], row["frais_a_charge"]) == (PAPERS, "Gratuit")
    assert (row["source"], row["date_maj"]) == ("france-services", "2025-03-01")
    assert row["dispositif_programmes_nationaux"] == "France Services"
    assert row["prise_rdv"] == "https://rdv.example/"
    assert (row["presentation_resume"], row["presentation_detail"]) == ("", "")


def test_a_location_should_be_a_structure_of_data_inclusion() -> None:
    row = structure_of(_record(nom="Médiathèque."))
    assert (row["id"], row["source"], row["nom"]) == (
        "france-services--1",
        "france-services",
        "Médiathèque",
    )
    assert row["reseaux_porteurs"] == ["france-service"]
    assert "description" not in row


@pytest.mark.parametrize(
    ("precision", "latitude"), [("adresse", "42.9639"), ("rue", "42.9639"), ("commune", "")]
)
def test_no_point_should_be_given_when_only_the_town_is_known(
    precision: str, latitude: str
) -> None:
    assert row_of(_record(precision=precision))["latitude"] == latitude


def test_a_location_without_a_date_should_be_left_out_and_reported() -> None:
    left: list[tuple[str, str]] = []
    locations = [make_location(), make_location(id="b", date_source="2026-01")]
    records = list(records_of(locations, {}, lambda name, why: left.append((name, why))))
    assert [record.date_maj for record in records] == [date(2026, 1, 1)]
    assert left == [("france-services--1", UNDATED)]


def test_the_licence_that_is_shared_alike_should_be_told_apart() -> None:
    assert under_odbl(make_location(licence="odbl-1.0"))
    assert not under_odbl(make_location(licence="cc-by-4.0"))


def test_a_record_at_the_centre_of_its_town_should_lose_its_point() -> None:
    records = [make_actor(id="a", latitude=1.0, longitude=2.0), make_actor(id="b")]
    precisions = {"a": Precision.COMMUNE, "b": None}
    shown = list(without_town_points(records, lambda record: precisions[record.id]))
    assert [(record.latitude, record.longitude) for record in shown] == [(None, None)] * 2
    kept = list(without_town_points(records, lambda _record: Precision.RUE))
    assert (kept[0].latitude, kept[0].longitude) == (1.0, 2.0)
