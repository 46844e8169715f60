"""data·inclusion v1: structures and services come back the same, and are valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from index.exporters.data_inclusion import services_of, structure_of
from index.importers.pipeline import Import
from index.records.models import Actor, AnyRecord
from tests.conftest import open_data
from tests.index.importers.conftest import (
    SERVICE,
    STANDARDS,
    STRUCTURE,
    load_all,
    write_json,
)

MakeActor = Callable[..., AnyRecord]
Rows = list[dict[str, Any]]

FULL_STRUCTURE: dict[str, Any] = STRUCTURE | {
    "lien_source": "https://dora.fr/s1",
    "siret": "43493312300029",
    "adresse": "12 rue de Vesle",
    "complement_adresse": "Bâtiment B",
    "telephone": "+33326000000",
    "courriel": "contact@x.fr",
    "site_web": "https://x.fr/",
    "horaires_accueil": 'Mo-Fr 09:00-12:00; PH off "fermé"',
    "accessibilite_lieu": "https://acceslibre.beta.gouv.fr/x",
    "reseaux_porteurs": ["ccas-cias", "mjc"],
}
FULL_SERVICE: dict[str, Any] = SERVICE | {
    "type": "atelier",
    "lien_source": "https://dora.fr/v1",
    "thematiques": ["numerique--acceder-a-des-services-en-ligne",
                    "numerique--acquerir-un-equipement"],
    "frais": "payant",
    "frais_precisions": "10 euros l'année",
    "publics": ["femmes", "jeunes"],
    "publics_precisions": "Dès 16 ans",
    "conditions_acces": "Être inscrit\nà France Travail",
    "commune": "Reims",
    "code_postal": "51100",
    "code_insee": "51454",
    "adresse": "14 rue de Vesle",
    "complement_adresse": "Bâtiment C",
    "longitude": 4.04,
    "latitude": 49.26,
    "telephone": "+33326000001",
    "courriel": "atelier@x.fr",
    "contact_nom_prenom": "Accueil",
    "modes_accueil": ["en-presentiel"],
    "zone_eligibilite": ["51", "200067213", "51454"],
    "lien_mobilisation": "https://x.fr/rdv",
    "modes_mobilisation": ["telephoner", "envoyer-un-courriel"],
    "mobilisable_par": ["usagers", "professionnels"],
    "mobilisation_precisions": "Le matin",
    "volume_horaire_hebdomadaire": 1.5,
    "nombre_semaines": 12,
    "horaires_accueil": "Mo 09:00-10:30",
}  # fmt: skip
CASES = {
    "bare": ([STRUCTURE], [SERVICE]),
    "full": ([FULL_STRUCTURE], [FULL_SERVICE]),
    "full and bare": ([FULL_STRUCTURE], [FULL_SERVICE, SERVICE | {"id": "dora--v2"}]),
    "no service": ([FULL_STRUCTURE], []),
    "no description": ([STRUCTURE | {"description": None}], [SERVICE]),
    "two structures": (
        [FULL_STRUCTURE, STRUCTURE | {"id": "dora--s2", "source": "Mes Aides", "nom": "Autre"}],
        [SERVICE | {"id": "dora--v9", "structure_id": "dora--s2"}, FULL_SERVICE],
    ),
    "identifiers of their own form": (
        [STRUCTURE | {"id": "Dora--Été_1"}], [SERVICE | {"structure_id": "Dora--Été_1"}],
    ),
    "everyone, everywhere": (
        [STRUCTURE], [SERVICE | {"publics": ["tous-publics"], "zone_eligibilite": ["france"]}],
    ),
    "one free, one not": (
        [STRUCTURE],
        [SERVICE | {"frais": "gratuit"}, SERVICE | {"id": "dora--v2", "frais": "payant"}],
    ),
}  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    """The official schema of structures or of services."""
    text = (STANDARDS / "data-inclusion-v1" / f"{name}.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


@cache
def validator(name: str) -> Draft202012Validator:
    """What checks a row against an official schema."""
    return Draft202012Validator(schema(name), format_checker=FormatChecker())


def faults(name: str, rows: Iterable[dict[str, Any]]) -> list[str]:
    """What the official schema refuses in some rows."""
    return [error.message for row in rows for error in validator(name).iter_errors(row)]


def imported(folder: Path, structures: Rows, services: Rows) -> list[Actor]:
    """The records of some structures and services."""
    files = (
        write_json(folder / "structures.json", structures),
        write_json(folder / "services.json", services),
    )
    records, report = load_all(Import(*files))
    assert report.refused == 0
    return records


def exported(records: Iterable[AnyRecord]) -> tuple[Rows, Rows]:
    """The structures and the services of some records."""
    kept = list(records)
    return [structure_of(each) for each in kept], [
        row for each in kept for row in services_of(each)
    ]


@open_data("standards")
def test_the_full_rows_should_hold_every_field_of_the_schemas() -> None:
    assert set(FULL_STRUCTURE) == set(schema("structure")["properties"])
    assert set(FULL_SERVICE) == set(schema("service")["properties"])


@open_data("standards")
@pytest.mark.parametrize("case", CASES)
def test_the_rows_of_these_tests_should_be_valid(case: str) -> None:
    structures, services = CASES[case]
    assert (faults("structure", structures), faults("service", services)) == ([], [])


@pytest.mark.parametrize("case", CASES)
def test_records_should_be_the_same_once_exported_and_imported(case: str, tmp_path: Path) -> None:
    records = imported(tmp_path, *CASES[case])
    assert imported(tmp_path, *exported(records)) == records


@open_data("standards")
@pytest.mark.parametrize("case", CASES)
def test_what_is_exported_should_be_valid(case: str, tmp_path: Path) -> None:
    structures, services = exported(imported(tmp_path, *CASES[case]))
    assert (len(structures), len(services)) == tuple(map(len, CASES[case]))
    assert (faults("structure", structures), faults("service", services)) == ([], [])


def test_full_rows_should_be_written_as_they_were_read(tmp_path: Path) -> None:
    structures, services = exported(imported(tmp_path, [FULL_STRUCTURE], [FULL_SERVICE]))
    assert (structures, services) == ([FULL_STRUCTURE], [FULL_SERVICE])


def test_a_record_of_ours_should_say_for_its_services_what_they_do_not(actor: MakeActor) -> None:
    record = actor(
        services=[{"nom": "Prêt d'ordinateurs"}, {"nom": "Atelier", "type": "atelier",
                                                  "description": "Un atelier par mois."}],
        thematiques=["numerique--acquerir-un-equipement"],
        publics=["seniors", "associations"],
        frais="gratuit-sous-condition",
        zone_eligibilite=["59", "be", "france"],
        commune="Lille",
        telephone="+33320000000",
    )  # fmt: skip
    first, second = services_of(record)
    shared = {
        "source": "orientess",
        "structure_id": "orientess--exemple",
        "date_maj": "2026-01-15",
        "thematiques": ["numerique--acquerir-un-equipement"],
        "publics": ["seniors"],
        "frais": "gratuit",
        "zone_eligibilite": ["59", "france"],
        "commune": "Lille",
        "telephone": "+33320000000",
    }
    assert first == shared | {
        "id": "orientess--exemple-1",
        "nom": "Prêt d'ordinateurs",
        "description": "Prêt d'ordinateurs : un service de Exemple.",
    }
    assert second == shared | {
        "id": "orientess--exemple-2",
        "nom": "Atelier",
        "type": "atelier",
        "description": "Un atelier par mois.",
    }


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("frais", "payant", "payant"),
        ("frais", None, None),
        ("publics", ["tous-publics", "associations"], ["tous-publics"]),
        ("publics", ["associations"], None),
        ("zone_eligibilite", ["be"], None),
        ("zone_eligibilite", ["2A", "59350"], ["2A", "59350"]),
    ],
)
def test_a_code_that_the_standard_lacks_should_be_the_nearest_or_none(
    field: str, value: object, expected: object, actor: MakeActor
) -> None:
    (service,) = services_of(actor(services=[{"nom": "Atelier"}], **{field: value}))
    assert service.get(field) == expected


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"date_maj": None}, "date_maj : attendu une valeur : le champ est obligatoire"),
        ({"code_postal": "1080"}, "code_postal : attendu au moins 5 caractères"),
    ],
)
def test_a_structure_that_the_schema_refuses_should_be_told_with_its_field_in_french(
    fields: dict[str, object], told: str, actor: MakeActor
) -> None:
    with pytest.raises(ValueError, match=f"^{told}"):
        structure_of(actor(**fields))


def test_what_is_ours_alone_should_not_be_exported(actor: MakeActor) -> None:
    record = actor(date_source="2019-03", services=[{"nom": "Atelier"}])
    rows = (structure_of(record), *services_of(record))
    assert [row for row in rows if "a_reverifier" in row] == []


def test_a_service_that_the_schema_refuses_should_be_told_with_its_field(actor: MakeActor) -> None:
    record = actor(services=[{"nom": "Prêt", "details": {"thematiques": ["mobilite"]}}])
    with pytest.raises(ValueError, match="^thematiques.* : attendu un code de la liste$"):
        list(services_of(record))
