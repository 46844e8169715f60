"""Médiation numérique v1.0.2: what was imported is exported as it was, and the rest from codes."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest

from index.exporters.mediation_numerique import (
    PROGRAMMES,
    RESUME_MAX_CHARS,
    UNKNOWN_PIVOT,
    missing,
    row_of,
    unlisted,
)
from index.importers import mediation_codes as codes
from index.importers.mediation_codes import COLUMNS
from index.importers.row_reader import Row
from index.records import code_lists as ref
from index.records.models import Actor, AnyRecord
from tests.conftest import open_data
from tests.index.importers.conftest import PLACE, STANDARDS, read_row

MakeActor = Callable[..., AnyRecord]
EXAMPLE = STANDARDS / "lieux-de-mediation-numerique" / "exemple-valide.csv"
ADDRESS: dict[str, object] = {
    "commune": "Reims", "code_postal": "51100", "adresse": "12 rue de Vesle",
}  # fmt: skip
FULL: dict[str, object] = PLACE | {
    "id": "été-7",
    "pivot": "43493312300029",
    "complement_adresse": "Bâtiment B, 2e étage",
    "typologie": "TIERS_LIEUX|ASSO|RESSOURCERIE",
    "telephone": "+33326000000",
    "courriels": "contact@x.fr|accueil@x.fr",
    "site_web": "https://x.fr/|https://y.fr/a?b=c&d=e",
    "horaires": 'Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00; PH off "fermé"',
    "presentation_resume": "Des ateliers pour tous : l'« essentiel », en 3 séances.",
    "presentation_detail": "Lundi, les débutants.\nMardi, les autres.",
    "source": "Région Sud",
    "itinerance": "Itinérant|Fixe",
    "structure_parente": "Ville de Reims",
    "services": "|".join(ref.SERVICES_MEDIATION.labels),
    "publics_specifiquement_adresses": "|".join(codes.PUBLICS_CODES),
    "prise_en_charge_specifique": "|".join(codes.CARE_CODES),
    "frais_a_charge": "Gratuit sous condition|Payant",
    "dispositif_programmes_nationaux": "|".join(codes.PROGRAMME_CODES),
    "formations_labels": "|".join(codes.TRAINING_LABELS),
    "autres_formations_labels": "Label et la bête|Autre",
    "modalites_acces": "|".join(codes.ACCESS_LABELS),
    "modalites_accompagnement": "|".join(codes.SUPPORT_LABELS),
    "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/51-reims/erp/x/",
    "prise_rdv": "https://www.rdv-solidarites.fr/",
}
"""Every column of the schema, with every label that it allows."""


def imported(row: Row) -> Actor:
    """The record of a row."""
    record, problems = read_row(row)
    assert record is not None, problems
    return record


@open_data("standards")
def test_the_official_example_should_come_back_exactly() -> None:
    with EXAMPLE.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    record = imported(row)
    assert imported(row_of(record)) == record


def test_the_full_row_should_hold_every_column() -> None:
    assert set(FULL) == set(COLUMNS)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_the_schema_should_be_written_as_it_was_read(column: str) -> None:
    assert row_of(imported(FULL))[column] == FULL[column]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="every field"),
        *(
            pytest.param({column: ""}, id=f"without {column}")
            for column in COLUMNS
            if column not in ("nom", "commune", "code_postal", "adresse", "date_maj")
        ),
        pytest.param({"presentation_resume": "", "presentation_detail": ""}, id="no presentation"),
        pytest.param({"services": "", "presentation_resume": "", "presentation_detail": ""},
                     id="nothing said"),
        pytest.param({"presentation_detail": FULL["presentation_resume"]}, id="said twice"),
        pytest.param({"presentation_resume": "Un lieu…", "presentation_detail": "Un lieu ouvert."},
                     id="summary cut"),
        pytest.param({"presentation_resume": "", "presentation_detail": "EPN"}, id="short detail"),
        pytest.param({"pivot": "W131004321"}, id="rna"),
        pytest.param({"pivot": "0123456001"}, id="ridet"),
        pytest.param({"pivot": "43493312300028"}, id="wrong siret"),
        pytest.param({"pivot": "ABC123456"}, id="another number"),
        pytest.param({"pivot": UNKNOWN_PIVOT}, id="unknown number"),
        pytest.param({"nom": "M"}, id="short name"),
        pytest.param({"latitude": "4.03", "longitude": "49.25"}, id="swapped coordinates"),
        pytest.param({"latitude": "43.52609", "longitude": "5.41423"}, id="elsewhere"),
        pytest.param({"code_insee": "", "latitude": "", "longitude": ""}, id="to be found"),
        pytest.param({"frais_a_charge": "Gratuit"}, id="free"),
        pytest.param({"frais_a_charge": "Gratuit sous condition"}, id="free on a condition"),
        pytest.param({"frais_a_charge": "Payant"}, id="paying"),
        pytest.param({"modalites_acces": "Ce lieu n'accueille pas de public"}, id="no public"),
        pytest.param({"modalites_accompagnement": "À distance"}, id="remote"),
        pytest.param({"horaires": "Lundi : 9h-12h"}, id="hours in words"),
        pytest.param({"source": "region-sud"}, id="source already a slug"),
        pytest.param({"id": "region-sud--7"}, id="identifier already ours"),
    ],
)  # fmt: skip
def test_a_row_should_give_the_same_record_once_exported_and_imported(
    fields: dict[str, object],
) -> None:
    record = imported(FULL | fields)
    assert imported(row_of(record)) == record


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"services": ";".join(codes.V0_SERVICES)}, id="services"),
        pytest.param({"publics_accueillis": "Familles/enfants;Adultes;Surdité"}, id="publics"),
        pytest.param(
            {"conditions_acces": "Payant : L'accès est payant;Adhésion : Il faut adhérer"},
            id="fees",
        ),
        pytest.param({"labels_nationaux": "CNFS;APTIC", "labels_autres": "SudLabs"}, id="labels"),
        pytest.param({"modalites_accompagnement": "Seul : j'ai accès;A ma place : on fait"},
                     id="support"),
        pytest.param({"cle_ban": "51454_1", "courriel": "a@x.fr", "accessibilite": "https://a.fr"},
                     id="other names"),
    ],
)  # fmt: skip
def test_a_row_of_v0_should_no_more_change_once_it_was_exported(fields: dict[str, object]) -> None:
    first = imported(row_of(imported(PLACE | fields)))
    assert imported(row_of(first)) == first


@pytest.mark.parametrize("field", ["commune", "code_postal", "adresse", "date_maj"])
def test_a_record_should_say_what_the_schema_wants_and_it_lacks(
    field: str, actor: MakeActor
) -> None:
    assert missing(actor(**ADDRESS)) == ()
    assert missing(actor(**ADDRESS | {field: None})) == (field,)


def test_a_record_of_ours_should_be_written_from_its_codes(actor: MakeActor) -> None:
    row = row_of(
        actor(
            **ADDRESS,
            telephone="+33326000000",
            services=[{"nom": "Cours de cuisine"}],
            thematiques=["numerique--acquerir-un-equipement",
                         "famille--soutien-a-la-parentalite-et-a-leducation"],
            publics=["seniors", "femmes"],
            prise_en_charge=["surdite"],
            frais="gratuit-sous-condition",
            modes_mobilisation=["telephoner", "se-presenter"],
            modes_accueil=["en-presentiel", "a-distance"],
            reseaux_porteurs=["aidants-connect", "mjc"],
        )
    )  # fmt: skip
    assert {name: row[name] for name in COLUMNS if name not in PLACE and row[name]} == {
        "pivot": UNKNOWN_PIVOT,
        "telephone": "+33326000000",
        "presentation_detail": "Une structure qui sert d'exemple dans les tests.",
        "services": f"{codes.ACQUISITION}|{codes.PARENTALITE}",
        "publics_specifiquement_adresses": "Seniors|Femmes",
        "prise_en_charge_specifique": "Surdité",
        "frais_a_charge": "Gratuit sous condition",
        "modalites_acces": "Se présenter|Téléphoner",
        "modalites_accompagnement": "À distance",
        "dispositif_programmes_nationaux": "Aidants Connect",
    }
    assert (row["id"], row["source"]) == ("exemple", "orientess")


def test_services_of_the_schema_should_be_preferred_to_themes(actor: MakeActor) -> None:
    record = actor(
        services=[{"nom": codes.LOISIRS}, {"nom": "Autre"}, {"nom": codes.LOISIRS}],
        thematiques=["numerique--acquerir-un-equipement"],
    )
    assert row_of(record)["services"] == codes.LOISIRS


def test_a_record_for_everyone_should_address_nobody_in_particular(actor: MakeActor) -> None:
    record = actor(publics=["tous-publics"], libelles={"publics_specifiquement_adresses": ["x"]})
    assert row_of(record)["publics_specifiquement_adresses"] == ""


def test_a_short_number_should_not_be_written(actor: MakeActor) -> None:
    assert row_of(actor(telephone="3949"))["telephone"] == ""


@pytest.mark.parametrize(
    ("column", "said", "written"),
    [
        pytest.param("typologie", "ASSO|Ludothèque", "ASSO|Ludothèque", id="kind"),
        pytest.param("typologie", "Aidants Connect", "Aidants Connect", id="of another column"),
        pytest.param(PROGRAMMES, "UNCCAS", "UNCCAS", id="programme"),
        pytest.param(PROGRAMMES, "MJC|CNFS", "MJC|Conseillers numériques", id="kind as programme"),
        pytest.param(PROGRAMMES, "UNCCAS|france services|UNCCAS", "UNCCAS|France Services",
                     id="among known ones"),
    ],
)  # fmt: skip
def test_a_label_of_no_list_should_be_written_where_it_was_said_and_nowhere_else(
    column: str, said: str, written: str
) -> None:
    record, without = imported(PLACE | {column: said}), row_of(imported(PLACE))
    assert row_of(record) == without | {column: written}
    assert imported(row_of(record)).libelles == record.libelles | {
        column: tuple(written.split("|"))
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [("UNCCAS|CNFS", ("UNCCAS",)), ("Certification PIX|France Services", ()), ("", ())],
)
def test_a_programme_that_the_schema_does_not_list_should_be_told(
    said: str, told: tuple[str, ...]
) -> None:
    assert unlisted(row_of(imported(PLACE | {PROGRAMMES: said}))) == told


def test_hours_in_words_should_be_written_as_they_were_read() -> None:
    assert row_of(imported(FULL | {"horaires": "Lundi : 9h-12h"}))["horaires"] == "Lundi : 9h-12h"


def test_labels_that_the_schema_does_not_know_should_not_be_written(actor: MakeActor) -> None:
    unknown = ["Inconnu"]
    fields = ("frais_a_charge", "formations_labels", "itinerance", "modalites_acces",
              "modalites_accompagnement", "prise_en_charge_specifique")  # fmt: skip
    row = row_of(actor(libelles=dict.fromkeys(fields, unknown)))
    assert {row[field] for field in fields} == {""}


@pytest.mark.parametrize(
    ("said", "written"),
    [("SIRET 12", UNKNOWN_PIVOT), ("ABC 123.456", "ABC123456"), ("é" * 10, UNKNOWN_PIVOT)],
)
def test_a_number_should_be_written_only_in_the_form_of_the_schema(
    said: str, written: str, actor: MakeActor
) -> None:
    assert row_of(actor(libelles={"pivot": [said]}))["pivot"] == written


def test_a_summary_should_not_be_longer_than_the_schema_allows(actor: MakeActor) -> None:
    long = "x" * (RESUME_MAX_CHARS + 1)
    row = row_of(actor(description=long, libelles={"presentation_resume": [long]}))
    assert (row["presentation_resume"], row["presentation_detail"]) == ("", long)
