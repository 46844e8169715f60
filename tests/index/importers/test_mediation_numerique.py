"""Médiation numérique: a row, v1.0.2 or v0.1, to a record, and the labels kept beside codes."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from index.importers import mediation_codes as codes
from index.importers.report import Outcome
from index.importers.row_reader import EXTRA
from index.records import code_lists as ref
from index.records.models import Actor
from tests.conftest import open_data
from tests.index.importers.conftest import (
    PLACE,
    STANDARDS,
    Fault,
    read_place,
    read_row,
)

REPAIRED, WARNING, REFUSED = Outcome.REPAIRED, Outcome.WARNING, Outcome.REFUSED
FOLDER = STANDARDS / "lieux-de-mediation-numerique"
CENTRE = (49.2653, 4.0285)
"""Of Reims, in the table of communes."""
SWAPPED = ("latitude", "latitude et longitude inversées", REPAIRED)
ELSEWHERE = ("latitude", "coordonnées hors de la commune", WARNING)
IMPOSSIBLE = ("latitude", "coordonnées impossibles", WARNING)
FROM_COMMUNE = ("latitude", "coordonnées du centre de la commune", REPAIRED)
UNKNOWN_LABEL = "libellé inconnu, gardé tel quel"


def example(name: str) -> Actor:
    """The record of an official example, in which nothing is refused nor flagged."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    record, _ = read_row(row)
    assert record is not None
    return record


@open_data("standards")
def test_the_official_example_should_be_read_whole() -> None:
    record = example("exemple-valide.csv")
    assert (record.id, record.nom, record.source) == ("hubik--structure-1", "Anonymal", "hubik")
    assert record.siret == "43493312300029"
    assert (record.commune, record.code_insee) == ("Reims", "51454")
    assert record.territoires == ("grand-est",)
    assert [service.nom for service in record.services] == [
        "Maîtrise des outils numériques du quotidien",
        "Insertion professionnelle via le numérique",
        "Loisirs et créations numériques",
    ]
    assert record.publics == ("femmes", "jeunes")
    assert record.frais == "gratuit-sous-condition"
    assert set(record.modes_accueil) == {"en-presentiel", "a-distance"}
    assert record.horaires_accueil == "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00"
    assert record.date_maj == date(2024, 4, 2)
    assert record.libelles["prise_en_charge_specifique"] == (
        "Surdité", "Illettrisme", "Langues étrangères (anglais)",
    )  # fmt: skip


@open_data("standards")
def test_the_official_example_of_v0_should_be_read_whole() -> None:
    record = example("v0_Exemple-valide.csv")
    assert record.telephone == "+33180059880"
    assert [service.nom for service in record.services] == [codes.DEMARCHES, codes.QUOTIDIEN]
    assert (record.publics, record.prise_en_charge) == (("tous-publics",), ("deficience-visuelle",))
    assert record.frais == "gratuit-sous-condition"
    assert record.reseaux_porteurs == ("france-service",)
    assert record.accessibilite_lieu is not None
    assert record.libelles["cle_ban"] == ("13001_3079_00001",)


def test_a_row_in_which_nothing_is_wrong_should_have_no_problem() -> None:
    record, told = read_place()
    assert told == []
    assert (record.id, record.adresse) == ("marne--7", "12 rue de Vesle")
    assert (record.latitude, record.longitude) == (49.25, 4.03)


@pytest.mark.parametrize(
    ("said", "meant"),
    [*codes.V0_SERVICES.items(), *((label, label) for label in ref.SERVICES_MEDIATION.labels)],
)
def test_every_service_of_v0_and_v1_should_be_one_of_the_nine(said: str, meant: str) -> None:
    record, told = read_place(services=said)
    assert ([service.nom for service in record.services], told) == ([meant], [])
    assert record.thematiques == codes.THEMATIQUES_OF[meant]
    assert record.libelles["services"] == (said,)


def test_the_fifteen_services_of_v0_should_be_told_once_each() -> None:
    record, _ = read_place(services=";".join(codes.V0_SERVICES))
    assert {service.nom for service in record.services} == set(codes.V0_SERVICES.values())
    assert len(record.services) == len(set(codes.V0_SERVICES.values()))
    assert len(record.libelles["services"]) == len(codes.V0_SERVICES) == 15


@pytest.mark.parametrize("code", ["numerique--acceder-a-du-materiel", "ACCÉDER À DU MATÉRIEL"])
def test_a_service_written_otherwise_should_be_known(code: str) -> None:
    record, _ = read_place(services=code)
    assert [service.nom for service in record.services] == [codes.ACCES]


def test_an_unknown_service_should_be_flagged_and_kept_as_it_was() -> None:
    record, told = read_place(services="Cuisine|Insertion professionnelle via le numérique")
    assert [service.nom for service in record.services] == [codes.INSERTION]
    assert record.libelles["services"][0] == "Cuisine"
    assert told == [("services", UNKNOWN_LABEL, WARNING)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Gratuit", "gratuit"),
        ("Gratuit sous condition", "gratuit-sous-condition"),
        ("Payant", "payant"),
        ("Gratuit : Je peux accéder gratuitement au lieu et à ses services", "gratuit"),
        ("Gratuit sous condition : La gratuité est conditionnée", "gratuit-sous-condition"),
        ("Payant : L'accès au lieu est payant", "payant"),
        ("Adhésion : L'accès nécessite d'adhérer", "gratuit-sous-condition"),
        ("Accepte le Pass numérique : Il est possible", "gratuit-sous-condition"),
        ("Gratuit|Payant", "gratuit-sous-condition"),
        ("Gratuit|Gratuit sous condition", "gratuit-sous-condition"),
        ("", None),
        ("Au chapeau", None),
    ],
)
def test_free_on_a_condition_should_not_be_free(said: str, code: str | None) -> None:
    record, _ = read_place(frais_a_charge=said)
    assert record.frais == code
    assert "|".join(record.libelles.get("frais_a_charge", ())) == said


@pytest.mark.parametrize(
    ("said", "publics", "care"),
    [
        ("Jeunes|Femmes", ("femmes", "jeunes"), ()),
        ("Seniors (+ 65 ans);Familles/enfants", ("familles", "seniors"), ()),
        ("Seniors;Adultes", ("tous-publics",), ()),
        ("", ("tous-publics",), ()),
        ("Surdité", ("tous-publics",), ("surdite",)),
        ("Déficiance visuelle;Étudiants", ("etudiants",), ("deficience-visuelle",)),
    ],
)
def test_publics_and_what_is_taken_care_of_should_be_told_apart(
    said: str, publics: tuple[str, ...], care: tuple[str, ...]
) -> None:
    record, told = read_place(publics_accueillis=said)
    assert (record.publics, record.prise_en_charge, told) == (publics, care, [])


def test_an_unknown_public_should_be_flagged_and_kept() -> None:
    record, told = read_place(publics_specifiquement_adresses="Poètes|Jeunes")
    assert record.publics == ("jeunes",)
    assert record.libelles["publics_specifiquement_adresses"] == ("Poètes", "Jeunes")
    assert [(reason, outcome) for _, reason, outcome in told] == [(UNKNOWN_LABEL, WARNING)]


@pytest.mark.parametrize(
    ("access", "modes", "who"),
    [
        ("Se présenter|Téléphoner", ("telephoner", "se-presenter"), ()),
        ("Prendre un RDV en ligne", ("utiliser-lien-mobilisation",), ()),
        ("Contacter par mail", ("envoyer-un-courriel",), ()),
        ("Ce lieu n'accueille pas de public", (), ()),
        (
            "Envoyer un mail avec une fiche de prescription",
            ("envoyer-un-courriel",),
            ("professionnels",),
        ),
        ("Envoyer un mail avec une fiche de prescription|Téléphoner",
         ("telephoner", "envoyer-un-courriel"), ()),
    ],
)  # fmt: skip
def test_ways_of_access_should_be_codes(
    access: str, modes: tuple[str, ...], who: tuple[str, ...]
) -> None:
    reach = {"telephone": "+33326000000", "courriels": "contact@x.fr", "site_web": "https://x.fr/"}
    record, _ = read_place(modalites_acces=access, **reach)
    assert (record.modes_mobilisation, record.mobilisable_par) == (modes, who)
    assert record.libelles["modalites_acces"] == tuple(access.split("|"))


@pytest.mark.parametrize(
    ("said", "modes"),
    [
        ("À distance", ("a-distance",)),
        ("En autonomie|À distance", ("en-presentiel", "a-distance")),
        ("Seul : j'ai accès à du matériel et une connexion", ("en-presentiel",)),
        ("Par pigeon", ()),
    ],
)
def test_ways_of_support_should_be_codes(said: str, modes: tuple[str, ...]) -> None:
    assert read_place(modalites_accompagnement=said)[0].modes_accueil == modes


@pytest.mark.parametrize(
    ("column", "said", "network"),
    [
        ("dispositif_programmes_nationaux", "Aidants Connect", "aidants-connect"),
        ("labels_nationaux", "CNFS", "conseillers-numeriques"),
        ("typologie", "MJC", "mjc"),
        ("formations_labels", "Fabriques de Territoire", "fabrique-de-territoire"),
    ],
)
def test_a_network_should_be_known_from_wherever_it_is_said(
    column: str, said: str, network: str
) -> None:
    assert read_place(**{column: said})[0].reseaux_porteurs == (network,)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("typologie", "Aidants Connect"),
        ("dispositif_programmes_nationaux", "MJC"),
        ("formations_labels", "France Services"),
    ],
)
def test_a_label_of_another_column_should_be_flagged_and_mean_nothing(
    column: str, said: str
) -> None:
    record, told = read_place(**{column: said})
    assert (record.reseaux_porteurs, record.libelles[column]) == ((), (said,))
    assert told == [(column, UNKNOWN_LABEL, WARNING)]


def test_labels_of_the_lists_should_not_be_flagged() -> None:
    labels = {
        "typologie": codes.TYPOLOGIES,
        "dispositif_programmes_nationaux": (*codes.PROGRAMME_CODES, "CNFS", "france-service"),
        "formations_labels": (*codes.TRAINING_LABELS, "Étapes numériques (La Poste)"),
    }
    assert read_place(**{column: "|".join(said) for column, said in labels.items()})[1] == []


@pytest.mark.parametrize(
    "fields", [{"typologie": "RESSOURCERIE"}, {"formations_labels": "ORDI 3.0"}]
)
def test_who_reuses_should_also_be_of_the_circular_economy(fields: dict[str, str]) -> None:
    assert "economie-circulaire" in read_place(**fields)[0].familles
    assert "economie-circulaire" not in read_place()[0].familles


@pytest.mark.parametrize(
    ("latitude", "longitude", "found", "told"),
    [
        pytest.param("49.25", "4.03", (49.25, 4.03), [], id="right"),
        pytest.param("49,25", "4,03", (49.25, 4.03), [], id="commas"),
        pytest.param("4.03", "49.25", (49.25, 4.03), [SWAPPED], id="swapped"),
        pytest.param("43.52", "5.41", (43.52, 5.41), [ELSEWHERE], id="elsewhere"),
        pytest.param("43.52", "120.5", (43.52, 120.5), [ELSEWHERE], id="far east"),
        pytest.param("", "", CENTRE, [FROM_COMMUNE], id="missing"),
        pytest.param("0", "0", CENTRE, [FROM_COMMUNE], id="zero"),
        pytest.param("49.25", "", CENTRE, [IMPOSSIBLE, FROM_COMMUNE], id="half missing"),
        pytest.param("91", "4", CENTRE, [IMPOSSIBLE, FROM_COMMUNE], id="beyond the pole"),
        pytest.param("49", "181", CENTRE, [IMPOSSIBLE, FROM_COMMUNE], id="beyond the date line"),
        pytest.param("inf", "4", CENTRE, [IMPOSSIBLE, FROM_COMMUNE], id="infinite"),
    ],
)
def test_coordinates_should_be_checked_against_the_commune(
    latitude: str, longitude: str, found: tuple[float, float], told: list[Fault]
) -> None:
    record, problems = read_place(latitude=latitude, longitude=longitude)
    assert (record.latitude, record.longitude) == found
    assert problems == told


def test_coordinates_should_stay_unknown_where_the_commune_is() -> None:
    record, _ = read_place(commune="Nulle-Part", code_postal="", code_insee="", latitude="")
    assert (record.latitude, record.longitude, record.code_insee) == (None, None, None)
    assert (record.commune, record.territoires) == ("Nulle-Part", ())


@pytest.mark.parametrize(
    ("insee", "told"),
    [
        ("", [("code_insee", "code de la commune retrouvé", REPAIRED)]),
        (
            "99999",
            [
                ("code_insee", "code de commune inconnu", WARNING),
                ("code_insee", "code de la commune retrouvé", REPAIRED),
            ],
        ),
    ],
)
def test_the_code_of_a_commune_should_be_found_again(insee: str, told: list[Fault]) -> None:
    record, problems = read_place(code_insee=insee)
    assert (record.code_insee, problems) == ("51454", told)


def test_a_phone_of_la_reunion_should_have_its_own_prefix() -> None:
    record, _ = read_place(
        commune="Saint-Denis", code_postal="97400", code_insee="", telephone="0262 12 34 56"
    )
    assert (record.telephone, record.code_insee) == ("+262262123456", "97411")
    assert record.territoires == ("la-reunion",)


@pytest.mark.parametrize(
    ("pivot", "field"),
    [("43493312300029", "siret"), ("W131004321", "rna"), ("0123456.001", "ridet")],
)
def test_the_pivot_should_go_to_the_field_of_its_kind(pivot: str, field: str) -> None:
    record, told = read_place(pivot=pivot)
    assert (getattr(record, field), told) == (pivot.replace(".", ""), [])


def test_a_wrong_pivot_should_be_flagged_and_kept() -> None:
    record, told = read_place(pivot="43493312300028")
    assert (record.siret, record.libelles["pivot"]) == (None, ("43493312300028",))
    assert told == [("pivot", "SIRET ou RNA faux", WARNING)]


def test_a_pivot_of_zeros_should_be_no_number_and_no_fault() -> None:
    record, told = read_place(pivot="00000000000000")
    assert (record.siret, "pivot" in record.libelles, told) == (None, False, [])


@pytest.mark.parametrize(
    ("resume", "detail", "description"),
    [
        ("Un lieu ouvert.", "", "Un lieu ouvert."),
        ("", "Un lieu ouvert.", "Un lieu ouvert."),
        ("Un lieu.", "Ouvert à tous.", "Un lieu.\nOuvert à tous."),
        ("Un lieu…", "Un lieu ouvert à tous.", "Un lieu ouvert à tous."),
        ("EPN", "", "Cyber-base : EPN"),
        ("", "EPN", "Cyber-base : EPN"),
        ("", "", "Lieu de médiation numérique à Reims."),
        ("<p>Un <b>lieu</b></p>", "", "Un lieu"),
    ],
)
def test_a_description_should_be_what_the_row_says(
    resume: str, detail: str, description: str
) -> None:
    record, _ = read_place(presentation_resume=resume, presentation_detail=detail)
    assert record.description == description


def test_a_row_that_says_nothing_should_be_told_by_what_it_offers() -> None:
    record, _ = read_place(services=codes.ACCES, commune="")
    assert record.description == f"Lieu de médiation numérique. On y propose : {codes.ACCES}."
    assert "sans_presentation" in record.libelles


def test_several_addresses_should_be_kept_beside_the_first() -> None:
    record, _ = read_place(courriels="a@x.fr|b@x.fr", site_web="https://a.fr|https://b.fr")
    assert (record.courriel, record.site_web) == ("a@x.fr", "https://a.fr")
    assert record.libelles["courriels"] == ("a@x.fr", "b@x.fr")
    assert record.libelles["site_web"] == ("https://a.fr", "https://b.fr")


@pytest.mark.parametrize(
    ("own", "source", "identifier", "said"),
    [
        ("7", "Région Sud", "region-sud--7", ("7",)),
        ("region-sud--7", "Région Sud", "region-sud--7", None),
        ("Été 7", "", "marne--ete-7", ("Été 7",)),
        ("", "marne", "marne--cyber-base-reims", None),
        ("atelier", "orientess", "atelier", None),
    ],
)
def test_an_identifier_should_start_with_its_source(
    own: str, source: str, identifier: str, said: tuple[str, ...] | None
) -> None:
    record, _ = read_place(id=own, source=source)
    assert (record.id, record.libelles.get("id")) == (identifier, said)


def test_the_name_of_a_source_should_be_kept_as_it_was() -> None:
    record, _ = read_place(source="Région Sud")
    assert (record.source, record.libelles["source"]) == ("region-sud", ("Région Sud",))


def test_a_very_short_name_should_be_followed_by_the_commune() -> None:
    record, told = read_place(nom="M")
    assert record.nom == "M (Reims)"
    assert told == [("nom", "nom très court, complété par la commune", REPAIRED)]


@pytest.mark.parametrize("nom", ["", None, "  ", "??", "\x00", "<br>"])
def test_a_row_without_a_name_should_be_refused(nom: object) -> None:
    record, problems = read_row(PLACE | {"nom": nom})
    assert record is None
    problem = problems[-1]
    assert (problem.file, problem.row, problem.column) == ("lieux.csv", 1, "nom")
    assert (problem.reason, problem.outcome) == ("nom absent ou trop court", REFUSED)


def test_a_short_name_without_a_commune_should_be_refused() -> None:
    record, (*_, problem) = read_row({"nom": "M", "services": ""})
    assert (record, problem.value, problem.outcome) == (None, "M", REFUSED)


def test_a_label_beyond_measure_should_be_left_out_with_its_column() -> None:
    record, (*_, problem) = read_row(PLACE | {"typologie": "x" * 10_001})
    assert record is not None
    assert "typologie" not in record.libelles
    assert (problem.column, problem.outcome) == ("libelles.typologie.0", WARNING)


def test_cells_beyond_the_heading_should_be_flagged_and_the_row_kept() -> None:
    _, told = read_place(**{EXTRA: ["x"]})
    assert told == [(EXTRA, "ligne plus longue que l'en-tête", WARNING)]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"nom": ["Cyber", "base"], "services": ["x", {"a": 1}]}, id="lists"),
        pytest.param({"telephone": True, "latitude": [], "date_maj": {"a": 1}}, id="objects"),
        pytest.param({"pivot": [1], "code_postal": 4000.5, "horaires": 3.5}, id="numbers"),
        pytest.param({"presentation_detail": "x" * 50_000, "adresse": "y" * 5_000}, id="long"),
        pytest.param({"adresse": "\x01\x02", "horaires": "\u202e\ufeff"}, id="control"),
    ],
)
def test_values_of_other_types_should_never_stop_a_row(odd: dict[str, object]) -> None:
    record, _ = read_place(**odd)
    assert record.id == "marne--7"
