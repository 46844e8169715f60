"""data·inclusion: a structure and its services, v1 or v0, to one record that sums them up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from index.importers import data_inclusion
from index.importers.cells import Cells
from index.importers.data_inclusion import modern, service_of
from index.importers.report import Outcome, RowProblem
from index.records.models import Actor
from tests.index.importers.conftest import SERVICE, STRUCTURE, Fault, faults, real_gazetteer

WARNING, REFUSED = Outcome.WARNING, Outcome.REFUSED
UNKNOWN_CODE = "code inconnu, gardé tel quel"
PROCEDURES = (
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
)
ONLINE = "numerique--acceder-a-des-services-en-ligne"


def read(
    structure: Mapping[str, object], *services: Mapping[str, Any]
) -> tuple[Actor | None, list[RowProblem]]:
    """The record of a structure and its services, and its problems."""
    cells = Cells("structures.json", 1, structure)
    own = [modern(each) for each in services]
    return data_inclusion.read_structure(cells, own, real_gazetteer()), cells.problems


def structure(*services: Mapping[str, Any], **fields: object) -> tuple[Actor, list[Fault]]:
    """The record of a structure with these services and fields, and what is wrong in them."""
    record, problems = read(STRUCTURE | fields, *(SERVICE | dict(each) for each in services))
    assert record is not None, problems
    return record, faults(problems)


def orphan(**fields: object) -> Actor:
    """The record of a service whose structure is unknown."""
    cells = Cells("services.json", 4, SERVICE | fields)
    record = data_inclusion.read_orphan(cells, real_gazetteer())
    assert record is not None, cells.problems
    return record


def test_a_structure_in_which_nothing_is_wrong_should_have_no_problem() -> None:
    record, told = structure()
    assert told == []
    assert (record.id, record.source, record.nom) == ("dora--s1", "dora", STRUCTURE["nom"])
    assert (record.date_maj, record.territoires) == (date(2024, 4, 2), ("grand-est",))
    assert (record.latitude, record.longitude) == (49.25, 4.03)
    assert record.libelles == {}


def test_every_field_of_a_structure_should_be_kept() -> None:
    record, told = structure(
        siret="43493312300029",
        adresse="12 rue de Vesle",
        complement_adresse="Bâtiment B",
        telephone="+33326000000",
        courriel="contact@x.fr",
        site_web="https://x.fr/",
        horaires_accueil='Mo-Fr 09:00-12:00; PH off "fermé"',
        accessibilite_lieu="https://acceslibre.beta.gouv.fr/x",
        lien_source="https://dora.fr/s1",
        reseaux_porteurs=["ccas-cias", "mjc"],
    )
    assert told == []
    assert record.siret == "43493312300029"
    assert (record.adresse, record.complement_adresse) == ("12 rue de Vesle", "Bâtiment B")
    assert (record.telephone, record.courriel) == ("+33326000000", "contact@x.fr")
    assert (record.site_web, record.lien_source) == ("https://x.fr/", "https://dora.fr/s1")
    assert record.horaires_accueil == 'Mo-Fr 09:00-12:00; PH off "fermé"'
    assert record.accessibilite_lieu == "https://acceslibre.beta.gouv.fr/x"
    assert record.reseaux_porteurs == ("ccas-cias", "mjc")


def test_a_service_should_keep_all_that_its_producer_says() -> None:
    record, _ = structure({"type": "atelier", "nombre_semaines": 3, "contact": None})
    (service,) = record.services
    assert (service.nom, service.type) == ("Atelier CV", "atelier")
    assert service.description == "Rédiger son CV à plusieurs."
    assert service.details == {
        "id": "dora--v1", "source": "dora", "date_maj": "2024-04-02", "nombre_semaines": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            {"presentation_resume": "Un", "prise_rdv": "x", "horaires_ouverture": "Mo"},
            {"description": "Un", "lien_mobilisation": "x", "horaires_accueil": "Mo"},
            id="renamed",
        ),
        pytest.param(
            {"presentation_resume": "Un", "presentation_detail": "Deux"},
            {"description": "Un"},
            id="first kept",
        ),
        pytest.param({"a": None, "b": "", "c": [], "d": 0, "e": False}, {"d": 0, "e": False},
                     id="empty left out"),
        pytest.param({"types": ["atelier"], "profils": ["femmes"]},
                     {"type": ["atelier"], "publics": ["femmes"]}, id="lists"),
    ],
)  # fmt: skip
def test_names_of_v0_should_become_those_of_v1(
    given: dict[str, object], expected: dict[str, object]
) -> None:
    assert modern(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"nom": "CV"}, {"nom": "Service CV", "details": {}}),
        ({}, {"nom": "Service", "details": {}}),
        ({"nom": "x" * 200}, {"nom": "x" * 150, "details": {}}),
        ({"nom": "<b>Atelier</b>", "description": "<p>Un</p>"},
         {"nom": "Atelier", "description": "Un", "details": {}}),
        ({"nom": "Atelier", "type": ["atelier", "formation"]},
         {"nom": "Atelier", "type": "atelier", "details": {}}),
        ({"nom": "Atelier", "type": "accueil"}, {"nom": "Atelier", "details": {"type": "accueil"}}),
        ({"nom": "Atelier", "structure_id": "s1", "frais": "payant"},
         {"nom": "Atelier", "details": {"frais": "payant"}}),
    ],
)  # fmt: skip
def test_a_service_should_have_a_name_and_a_known_type(
    given: dict[str, object], expected: dict[str, object]
) -> None:
    assert service_of(given) == expected


def test_a_record_should_sum_up_what_its_services_say() -> None:
    record, told = structure(
        {"thematiques": [ONLINE], "publics": ["femmes"], "modes_accueil": ["a-distance"]},
        {"thematiques": [ONLINE, PROCEDURES], "publics": ["jeunes"],
         "modes_mobilisation": ["telephoner"], "mobilisable_par": ["usagers"]},
        telephone="+33326000000",
    )  # fmt: skip
    assert told == []
    assert record.thematiques == (ONLINE, PROCEDURES)
    assert record.publics == ("femmes", "jeunes")
    assert record.modes_accueil == ("a-distance",)
    assert record.modes_mobilisation == ("telephoner",)
    assert record.mobilisable_par == ("usagers",)


def test_a_service_for_everyone_should_make_the_record_for_everyone() -> None:
    record, _ = structure({"publics": ["femmes"]}, {"publics": ["tous-publics"]})
    assert record.publics == ("tous-publics",)


@pytest.mark.parametrize("value", ["a-distance|en-presentiel", "a-distance;en-presentiel",
                                   "a-distance,en-presentiel", '["a-distance", "en-presentiel"]'],
)  # fmt: skip
def test_a_list_in_a_cell_should_be_cut(value: str) -> None:
    record, told = structure({"modes_accueil": value})
    assert (record.modes_accueil, told) == (("a-distance", "en-presentiel"), [])


@pytest.mark.parametrize(
    ("fees", "expected"),
    [
        ([], None),
        ([None, None], None),
        (["gratuit", None], "gratuit"),
        (["payant", "payant"], "payant"),
        (["gratuit", "payant"], "gratuit-sous-condition"),
        (["au-chapeau"], None),
    ],
)
def test_fees_of_services_should_be_summed_up(fees: list[str | None], expected: str | None) -> None:
    assert structure(*({"frais": each} for each in fees))[0].frais == expected


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([], ()),
        ([["51"], ["59", "51"]], ("51", "59")),
        ([["51"], ["france"]], ("france",)),
        ([["99100"]], ("france",)),
        ([["51"], None], ()),
        ([["51454", "200067213"]], ("51454", "200067213")),
    ],
)
def test_a_zone_should_be_known_only_when_each_service_has_one(
    zones: list[list[str] | None], expected: tuple[str, ...]
) -> None:
    record, _ = structure(*({"zone_eligibilite": each} for each in zones))
    assert record.zone_eligibilite == expected


@pytest.mark.parametrize("field", ["frais_precisions", "conditions_acces"])
def test_what_services_say_alike_should_be_said_once(field: str) -> None:
    alike, _ = structure({field: "Sur <b>adhésion</b>"}, {field: "Sur adhésion"}, {})
    apart, _ = structure({field: "Sur adhésion"}, {field: "10 euros"})
    assert (getattr(alike, field), getattr(apart, field)) == ("Sur adhésion", None)


@pytest.mark.parametrize(
    ("field", "code", "meant"),
    [
        ("thematiques", "numerique--acceder-a-du-materiel",
         ("numerique--acceder-a-une-connexion-internet", "numerique--acquerir-un-equipement")),
        ("thematiques", "numerique--accompagner-les-demarches-de-sante", (PROCEDURES, ONLINE)),
    ],
)  # fmt: skip
def test_a_theme_of_v0_should_be_translated(field: str, code: str, meant: tuple[str, ...]) -> None:
    record, told = structure({field: [code]})
    assert (record.thematiques, told) == (meant, [])
    assert record.services[0].details[field] == [code]


@pytest.mark.parametrize("code", ["conseiller-numerique", "CNFS", "conseillers-numeriques"])
def test_a_network_of_v0_should_be_translated(code: str) -> None:
    record, told = structure(labels_nationaux=[code])
    assert (record.reseaux_porteurs, told) == (("conseillers-numeriques",), [])


@pytest.mark.parametrize(
    "field", ["thematiques", "publics", "modes_accueil", "modes_mobilisation", "mobilisable_par"]
)
def test_an_unknown_code_should_be_flagged_and_kept_with_its_service(field: str) -> None:
    record, told = structure({field: ["jardinage"]})
    assert getattr(record, field) == ()
    assert record.services[0].details[field] == ["jardinage"]
    assert told == [(field, UNKNOWN_CODE, WARNING)]


def test_an_unknown_network_should_be_flagged() -> None:
    record, told = structure(reseaux_porteurs=["jardinage"])
    assert (record.reseaux_porteurs, told) == (
        (), [("reseaux_porteurs", UNKNOWN_CODE, WARNING)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "identifier", "kept"),
    [
        ("dora--s1", "dora--s1", None),
        ("Dora--Été 1", "dora--ete-1", ("Dora--Été 1",)),
        ("dora--a--b", "dora--a-b", ("dora--a--b",)),
        ("orientess--atelier", "atelier", None),
        ("x" * 90, "x" * 56, ("x" * 90,)),
        (12, "12", None),
        (None, "1", None),
    ],
)
def test_an_identifier_should_be_of_our_form_and_the_other_kept(
    own: object, identifier: str, kept: tuple[str, ...] | None
) -> None:
    record, _ = structure(id=own)
    assert (record.id, record.libelles.get("id")) == (identifier, kept)


def test_the_name_of_a_source_should_be_kept_as_it_was() -> None:
    record, _ = structure(source="Mes Aides")
    assert (record.source, record.libelles["source"]) == ("mes-aides", ("Mes Aides",))


@pytest.mark.parametrize(
    ("services", "description"),
    [
        ([], "Structure d'insertion est une structure référencée."),
        ([{"nom": "Atelier CV."}, {"nom": "<i>Prêt</i>"}, {"nom": "Prêt"}],
         "Structure d'insertion propose : Atelier CV ; Prêt."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("said", [None, "", "EPN", "???"])
def test_a_structure_that_says_nothing_should_be_told_by_its_services(
    said: str | None, services: list[dict[str, str]], description: str
) -> None:
    record, _ = structure(*services, description=said)
    assert record.description == description
    assert record.libelles == {"sans_description": ()}


def test_a_structure_without_a_name_should_be_refused() -> None:
    record, (problem,) = read(STRUCTURE | {"nom": ""})
    assert (record, problem.column, problem.outcome) == (None, "nom", REFUSED)
    assert problem.reason == "nom absent ou trop court"


def test_a_structure_that_can_be_no_record_should_be_refused_with_its_column() -> None:
    record, (problem,) = read(STRUCTURE | {"id": "???"})
    assert (record, problem.column, problem.outcome) == (None, "id", REFUSED)


def test_a_service_without_its_structure_should_be_a_record_that_says_so() -> None:
    record = orphan(commune="Reims", code_postal="51100", thematiques=[ONLINE], publics=["femmes"])
    assert (record.id, record.nom) == ("service--dora-v1", "Atelier CV")
    assert record.description == "Rédiger son CV à plusieurs."
    assert (record.thematiques, record.publics) == ((ONLINE,), ("femmes",))
    assert [service.nom for service in record.services] == ["Atelier CV"]
    assert record.libelles["structure_absente"] == ("dora--s1",)
    assert record.code_insee == "51454"


def test_a_service_without_a_number_should_be_told_by_its_row() -> None:
    assert orphan(id=None).id == "service--4"


def test_a_service_without_a_name_nor_a_structure_should_be_refused() -> None:
    cells = Cells("services.json", 4, SERVICE | {"nom": None})
    assert data_inclusion.read_orphan(cells, real_gazetteer()) is None
    assert faults(cells.problems) == [("nom", "nom absent ou trop court", REFUSED)]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"thematiques": 3, "publics": {"a": 1}, "frais": ["gratuit"]}, id="types"),
        pytest.param({"description": ["a", "b"], "nom": {"a": 1}}, id="texts"),
        pytest.param({"zone_eligibilite": [], "modes_accueil": [None, 3]}, id="lists"),
    ],
)
def test_values_of_other_types_in_a_service_should_not_lose_its_structure(
    odd: dict[str, object],
) -> None:
    record, _ = structure(odd)
    assert (record.id, len(record.services)) == ("dora--s1", 1)


def test_a_mode_of_contact_without_its_means_should_be_taken_out_and_told() -> None:
    record, told = structure({"modes_mobilisation": ["telephoner", "se-presenter"]})
    assert record.modes_mobilisation == ("se-presenter",)
    assert ("modes_mobilisation", "mode retiré : rien pour s'en servir", Outcome.WARNING) in told
