"""Models of records: values that are accepted, values that are refused and what was expected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from index.errors import InvalidRecords, RecordError
from index.records.jsonl import parse_record, read_records, to_json
from index.records.models import Actor, AnyRecord, Need, Programme, Record, Service, usable_modes
from tests.conftest import make_actor
from tests.index.records.conftest import MINIMAL, MakeFile, errors_of

MANY = {f"champ{number}": ["x"] for number in range(40)}
"""As many fields of origin as a record may keep."""


def problem_of(**fields: Any) -> RecordError:
    """The only error of a record that must be refused."""
    with pytest.raises(InvalidRecords) as caught:
        parse_record(json.dumps(MINIMAL | fields))
    (problem,) = caught.value.errors
    return problem


@pytest.mark.parametrize(
    ("fields", "field", "found", "expected"),
    [
        pytest.param({"nom": "X"}, "nom", '"X"', "au moins 3 caractères", id="too short"),
        pytest.param({"nom": "X" * 200}, "nom", "…", "au plus 150 caractères", id="too long"),
        pytest.param({"nom": "   "}, "nom", '"   "', "au moins 3 caractères", id="blank"),
        pytest.param({"nom": 12}, "nom", "12", "un texte", id="not a text"),
        pytest.param({"familles": "x"}, "familles", '"x"', "une liste", id="not a list"),
        pytest.param({"besoins": [3]}, "besoins.0", "3", "un texte", id="inside a list"),
        pytest.param({"type": "asso"}, "type", '"asso"', "« programme »", id="type"),
        pytest.param({"id": "Un Nom"}, "id", '"Un Nom"', "un texte de la forme", id="slug"),
        pytest.param({"frais": "gratis"}, "frais", '"gratis"', "« gratuit » ?", id="near code"),
        pytest.param({"frais": "zzz"}, "frais", '"zzz"', "un code parmi", id="unknown code"),
        pytest.param({"publics": ["jeune"]}, "publics.0", '"jeune"', "« jeunes » ?", id="public"),
        pytest.param(
            {"familles": ["communs-numeriques"] * 2},
            "familles",
            "communs-numeriques",
            "des valeurs toutes différentes",
            id="repeated code",
        ),
        pytest.param({"date_maj": "hier"}, "date_maj", '"hier"', "une date", id="no date"),
        pytest.param({"date_maj": "1999-12-31"}, "date_maj", "1999", "entre", id="too old"),
        pytest.param(
            {"latitude": 91, "longitude": 0}, "latitude", "91", "au plus 90", id="off the Earth"
        ),
        pytest.param(
            {"latitude": 0, "longitude": -181}, "longitude", "-181", "au moins -180", id="west"
        ),
        pytest.param(
            {"latitude": "ici", "longitude": 0}, "latitude", '"ici"', "un nombre", id="no number"
        ),
        pytest.param(
            {"latitude": 48.5}, "fiche", "la fiche", "latitude et longitude", id="half a place"
        ),
        pytest.param(
            {"publics": ["tous-publics", "jeunes"]},
            "fiche",
            "la fiche",
            "« tous-publics » seul",
            id="everybody and some",
        ),
        pytest.param(
            {"services": [{}]}, "services.0.nom", "rien", "obligatoire", id="service without name"
        ),
        pytest.param({"courriel": "moi"}, "courriel", '"moi"', "de la forme", id="e-mail"),
        pytest.param({"site_web": "ess.fr"}, "site_web", '"ess.fr"', "de la forme", id="address"),
        pytest.param(
            {"telephone": "03 20 00"}, "telephone", '"03 20 00"', "de la forme", id="telephone"
        ),
        pytest.param(
            {"siret": "13002526500014"}, "siret", "14", "la clé est juste", id="key of a SIRET"
        ),
        pytest.param({"siret": "130025265"}, "siret", "130025265", "de la forme", id="SIREN"),
        pytest.param({"siret": 13002526500013}, "siret", "13002526500013", "un texte", id="number"),
        pytest.param({"rna": "W12345678"}, "rna", '"W12345678"', "de la forme", id="RNA"),
        pytest.param({"ridet": "12345678"}, "ridet", '"12345678"', "de la forme", id="RIDET"),
        pytest.param({"besoins": ["a", "a"]}, "besoins", "a", "toutes différentes", id="a need"),
        pytest.param({"besoins": ["Un besoin"]}, "besoins.0", "Un besoin", "forme", id="need"),
        pytest.param(
            {"reseaux_porteurs": ["emaus"]}, "reseaux_porteurs.0", '"emaus"', "« emmaus »", id="net"
        ),
        pytest.param(
            {"thematiques": ["numerique--rien"]},
            "thematiques.0",
            "rien",
            "« numerique--",
            id="topic",
        ),
        pytest.param(
            {"complement_adresse": ""}, "complement_adresse", '""', "au moins 1", id="empty"
        ),
        pytest.param({"libelles": MANY | {"x": []}}, "libelles", "champ0", "", id="many labels"),
        pytest.param({"libelles": {"a": "b"}}, "libelles.a", '"b"', "une liste", id="label"),
    ],
)
def test_a_fault_should_be_told_with_its_field_what_was_found_and_what_was_expected(
    fields: dict[str, Any], field: str, found: str, expected: str
) -> None:
    problem = problem_of(**fields)
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected


def test_a_date_to_come_should_be_refused() -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert problem_of(date_maj=tomorrow).field == "date_maj"


@pytest.mark.parametrize("missing", ["id", "nom", "description", "type"])
def test_a_required_field_that_is_absent_should_be_named(missing: str) -> None:
    fields = {name: value for name, value in MINIMAL.items() if name != missing}
    with pytest.raises(InvalidRecords) as caught:
        parse_record(json.dumps(fields))
    (problem,) = caught.value.errors
    assert (problem.field, problem.found) == (missing, "rien")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("telefone", "telephone"), ("publiques", "publics"), ("code_insé", "code_insee")],
)
def test_an_unknown_field_should_be_refused_with_the_nearest_known_name(
    name: str, nearest: str
) -> None:
    problem = problem_of(**{name: "x"})
    assert problem.field == name
    assert problem.expected == f"un champ connu : « {nearest} » ?"


def test_an_unknown_field_of_a_service_should_be_compared_with_those_of_services() -> None:
    problem = problem_of(services=[{"nom": "Atelier", "typ": "atelier"}])
    assert problem.field == "services.0.typ"
    assert problem.expected == "un champ connu : « type » ?"


def test_an_unknown_field_like_no_other_should_get_no_guess() -> None:
    assert problem_of(zzz=1).expected == "un champ connu du modèle"


def test_a_long_value_should_be_shown_on_one_line_of_eighty_characters() -> None:
    found = problem_of(description="x" * 20_000).found
    assert len(found) == 80
    assert found.endswith("…")


def test_coordinates_that_are_no_numbers_should_be_refused(written: MakeFile) -> None:
    line = json.dumps(MINIMAL | {"latitude": float("nan"), "longitude": float("nan")})
    assert [each.field for each in errors_of(written(line))] == ["latitude", "longitude"]


@pytest.mark.parametrize(
    ("kind", "model"), [("structure", Actor), ("programme", Programme), ("besoin", Need)]
)
def test_the_type_should_decide_the_model(kind: str, model: type[Record]) -> None:
    assert type(parse_record(json.dumps(MINIMAL | {"type": kind}))) is model


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("telephone", "+33320000000"),
        ("telephone", "3949"),
        ("code_insee", "2A004"),
        ("code_postal", "1000"),
        ("zone_eligibilite", ["france"]),
        ("zone_eligibilite", ["2B", "59", "974", "be", "59350", "245900410"]),
        ("publics", ["tous-publics", "associations"]),
        ("id", "aide--numerique"),
        ("langues", ["fr", "lsf"]),
        ("siret", "13002526500013"),
        ("siret", "35600000049837"),
        ("rna", "W751234567"),
        ("ridet", "1234567890"),
        ("complement_adresse", "Bâtiment B, 2e étage"),
        ("accessibilite_lieu", "https://acceslibre.beta.gouv.fr/app/1/"),
        ("reseaux_porteurs", ["emmaus", "mjc"]),
        ("besoins", ["equipement--ordinateur"]),
        ("libelles", {"frais": ["Gratuit : 0 €", ""], "publics": []}),
        ("libelles", MANY),
    ],
)
def test_a_usual_value_should_be_accepted(field: str, value: object) -> None:
    line = json.dumps(MINIMAL | {field: value})
    assert json.loads(to_json(parse_record(line)))[field] == value


def test_a_record_may_have_no_date(actor: Callable[..., AnyRecord]) -> None:
    assert actor(date_maj=None).date_maj is None


@pytest.mark.parametrize("field", ["code_insee", "zone_eligibilite"])
@pytest.mark.parametrize("value", ["20004", "2C004", "5935", "593500"])
def test_a_code_that_the_insee_never_gives_should_be_refused(field: str, value: str) -> None:
    given = value if field == "code_insee" else [value]
    assert problem_of(**{field: given}).field.startswith(field)


def test_spaces_around_a_text_should_be_removed(actor: Callable[..., AnyRecord]) -> None:
    assert actor(nom="  Emmaüs \n").nom == "Emmaüs"


def test_a_record_should_not_change_once_read(actor: Callable[..., AnyRecord]) -> None:
    record = actor()
    with pytest.raises(ValueError, match="frozen"):
        record.nom = "Autre"  # type: ignore[misc]


@pytest.mark.parametrize("model", [Actor, Programme, Need, Service])
def test_every_field_should_say_what_it_holds_and_who_defines_it(
    model: type[Record | Service],
) -> None:
    told = {name: field.description or "" for name, field in model.model_fields.items()}
    silent = {name for name, text in told.items() if not re.search(r"\w.* \[.+\]$", text)}
    assert silent == set()


def test_decomposed_text_should_be_composed(written: MakeFile) -> None:
    (record,) = read_records(written(json.dumps(MINIMAL | {"nom": "Me\u0301diathe\u0300que"})))
    assert record.nom == "Médiathèque"


@pytest.mark.parametrize(
    ("field", "value"),
    [("latitude", "48.8"), ("date_maj", 1704067200), ("date_maj", "2024-01-01T10:00:00")],
)
def test_a_value_of_another_type_should_not_be_guessed(field: str, value: object) -> None:
    assert (
        problem_of(**{"longitude": 2.0} if field == "latitude" else {}, **{field: value}).field
        == field
    )


@pytest.mark.parametrize("nom", ["\x1c\x1c\x1c", "a\x00bc", "----"])
def test_a_text_that_cannot_be_read_should_be_refused(nom: str) -> None:
    assert "lisible" in problem_of(nom=nom).expected


def test_a_record_that_serves_only_other_countries_should_have_no_commune_of_france() -> None:
    abroad = {"code_insee": "11254", "territoires": ["canada"]}
    assert "aucun pour l'étranger" in problem_of(**abroad).expected


@pytest.mark.parametrize(
    ("mode", "means"),
    [
        ("telephoner", {"telephone": "3939"}),
        ("envoyer-un-courriel", {"courriel": "a@b.example"}),
        ("utiliser-lien-mobilisation", {"site_web": "https://site.example/"}),
        ("utiliser-lien-mobilisation", {"lien_mobilisation": "https://rdv.example/"}),
    ],
)
def test_a_mode_of_contact_should_have_what_it_needs(mode: str, means: dict[str, str]) -> None:
    problem = problem_of(modes_mobilisation=[mode])
    assert f"pas de mode « {mode} »" in str(problem)
    assert make_actor(modes_mobilisation=[mode], **means).modes_mobilisation == (mode,)


def test_the_age_that_an_older_file_holds_should_not_count() -> None:
    line = json.dumps(MINIMAL | {"a_reverifier": True})
    assert not parse_record(line).a_reverifier
    assert "a_reverifier" not in to_json(parse_record(line))


@pytest.mark.parametrize(
    ("fields", "reachable"),
    [
        ({}, False),
        ({"telephone": "3939"}, True),
        ({"adresse": "1 rue Neuve"}, True),
        ({"lien_mobilisation": "https://rdv.example/"}, True),
    ],
)
def test_a_record_should_say_a_way_in(fields: dict[str, str], reachable: bool) -> None:
    assert make_actor(**fields).is_reachable is reachable


def test_a_mode_should_be_usable_with_what_it_needs_alone() -> None:
    modes = ("telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation")
    assert usable_modes(modes, {"telephone": "", "site_web": "https://relais.example"}) == (
        "se-presenter", "utiliser-lien-mobilisation",
    )  # fmt: skip
    assert usable_modes(modes, {}) == ("se-presenter",)


@pytest.mark.parametrize(
    ("fields", "claimable"),
    [
        ({}, True),
        ({"type": "programme"}, True),
        ({"type": "besoin"}, False),
        ({"source": "dora"}, False),
    ],
)
def test_our_own_organisations_and_programmes_should_be_claimable(
    fields: dict[str, Any], claimable: bool
) -> None:
    assert make_actor(**fields).is_claimable is claimable


@pytest.mark.parametrize(
    ("fields", "month"),
    [
        ({}, None),
        ({"date_source": "2019-03"}, "2019-03"),
        ({"date_source": "2019-03", "confirmee_le": "2026-02"}, "2026-02"),
        ({"date_source": "2026-05", "confirmee_le": "2026-02"}, "2026-05"),
        ({"date_maj": "2026-01-05", "confirmee_le": "2020-01", "source": "dora"}, "2026-01"),
        ({"date_maj": "2026-01-05"}, None),
    ],
)
def test_the_newest_evidence_should_be_a_page_or_a_confirmation(
    fields: dict[str, Any], month: str | None
) -> None:
    assert make_actor(**fields).evidence == month


@pytest.mark.parametrize(
    ("days", "is_over"),
    [(-1, True), (0, False), (1, False), (None, False)],
)
def test_a_need_is_over_the_day_after_its_last_one(days: int | None, is_over: bool) -> None:
    last = None if days is None else str(date.today() + timedelta(days=days))
    assert make_actor(type="besoin", date_fin=last).is_over is is_over


def test_only_a_need_has_a_last_day() -> None:
    assert not make_actor().is_over
    assert problem_of(date_fin="2026-01-01").field == "date_fin"
