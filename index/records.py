"""Records: structures, programmes and open needs, and their reading from JSONL.

Fields carry the French names of the data·inclusion schema v1 wherever it has the notion.
A file is read whole and every fault of every line is reported at once, or nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from index import referentials as ref
from index.errors import InvalidRecords, Problem

EARLIEST_DATE = date(2000, 1, 1)
NEAREST_NAME_MIN = 0.75
"""Jaro-Winkler similarity, in [0, 1], from which a known name is offered for an unknown one."""


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to a mistaken one, or None when none is near."""
    found = process.extractOne(
        name, list(known), scorer=JaroWinkler.similarity, score_cutoff=NEAREST_NAME_MIN
    )
    return None if found is None else str(found[0])


def _code(codes: ref.CodeList) -> AfterValidator:
    """A validator that refuses codes out of the list, and offers the nearest one."""

    def check(value: str | None) -> str | None:
        if value is None or value in codes:
            return value
        near = _nearest(value, codes.labels)
        hint = f"« {near} » ?" if near else "un code parmi " + ", ".join(codes.labels)
        raise PydanticCustomError("unknown_code", "{hint}", {"hint": hint})

    return AfterValidator(check)


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "des valeurs toutes différentes")
    return values


def _past(value: date) -> date:
    if not EARLIEST_DATE <= value <= date.today():
        raise PydanticCustomError("date_range", "une date entre le 2000-01-01 et aujourd'hui")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$", max_length=120)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
Phone = Annotated[str, StringConstraints(pattern=r"^(\+[1-9]\d{6,14}|\d{3,4})$")]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>\"']+@[^@\s<>\"']+\.[a-zA-Z]{2,}$", max_length=254)
]
CodeInsee = Annotated[str, StringConstraints(pattern=r"^([013-9]\d|2[AB1-9])\d{3}$")]
CodePostal = Annotated[str, StringConstraints(pattern=r"^\d{4,5}$")]
Langue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Zone = Annotated[
    str,
    StringConstraints(pattern=r"^(france|[a-z]{2}|\d{2,3}|2[AB]|([013-9]\d|2[AB1-9])\d{3}|\d{9})$"),
]
Texts = Annotated[tuple[Text, ...], AfterValidator(_unique)]


class Service(BaseModel):
    """One thing that a record offers, after the `service` of data·inclusion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nom: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=150)] = (
        Field(description="nom du service, 3 à 150 caractères [data·inclusion]")
    )
    description: Text | None = Field(
        None, description="une ou deux phrases ; vide si le nom suffit [data·inclusion]"
    )
    type: Annotated[str | None, _code(ref.TYPES_SERVICE)] = Field(
        None, description="code de la liste services.type [data·inclusion]"
    )


class Record(BaseModel):
    """What structures, programmes and open needs have in common.

    Each field says its unit or code list, and between brackets who defines it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    nom: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=150)] = (
        Field(description="nom d'usage, 3 à 150 caractères [data·inclusion]")
    )
    sigle: Text | None = Field(None, description="sigle ou nom court [data·inclusion v0]")
    description: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=5, max_length=10_000)
    ] = Field(description="ce que c'est, pour qui, comment [data·inclusion]")
    familles: Annotated[
        tuple[Annotated[str, _code(ref.FAMILLES)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste familles [OrientESS]")
    besoins: Annotated[tuple[Slug, ...], AfterValidator(_unique)] = Field(
        (), description="identifiants du thésaurus des besoins [OrientESS]"
    )
    services: tuple[Service, ...] = Field((), description="services offerts [data·inclusion]")
    thematiques: Annotated[
        tuple[Annotated[str, _code(ref.THEMATIQUES)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste thematiques [data·inclusion]")
    publics: Annotated[tuple[Annotated[str, _code(ref.PUBLICS)], ...], AfterValidator(_unique)] = (
        Field((), description="codes de la liste publics [data·inclusion et OrientESS]")
    )
    prise_en_charge: Annotated[
        tuple[Annotated[str, _code(ref.PRISE_EN_CHARGE)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste prise_en_charge [médiation numérique]")
    frais: Annotated[str | None, _code(ref.FRAIS)] = Field(
        None, description="code de la liste frais [data·inclusion et médiation numérique]"
    )
    frais_precisions: Text | None = Field(
        None, description="tarif ou condition, en une phrase [data·inclusion]"
    )
    modes_accueil: Annotated[
        tuple[Annotated[str, _code(ref.MODES_ACCUEIL)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste modes_accueil [data·inclusion]")
    modes_mobilisation: Annotated[
        tuple[Annotated[str, _code(ref.MODES_MOBILISATION)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste modes_mobilisation [data·inclusion]")
    mobilisable_par: Annotated[
        tuple[Annotated[str, _code(ref.MOBILISABLE_PAR)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste mobilisable_par [data·inclusion]")
    conditions_acces: Text | None = Field(
        None, description="conditions pour y avoir droit, en une phrase [data·inclusion]"
    )
    langues: Annotated[tuple[Langue, ...], AfterValidator(_unique)] = Field(
        (), description="langues parlées, codes ISO 639 [OrientESS]"
    )
    horaires_accueil: Text | None = Field(
        None, description="heures d'ouverture, syntaxe OpenStreetMap [data·inclusion]"
    )
    adresse: Text | None = Field(None, description="numéro et voie [data·inclusion]")
    code_postal: CodePostal | None = Field(
        None, description="code postal, 5 chiffres (4 en Belgique) [data·inclusion]"
    )
    commune: Text | None = Field(None, description="nom de la commune [data·inclusion]")
    code_insee: CodeInsee | None = Field(
        None, description="code officiel géographique de la commune [INSEE]"
    )
    latitude: float | None = Field(
        None, ge=-90, le=90, description="degrés décimaux, WGS 84 [data·inclusion]"
    )
    longitude: float | None = Field(
        None, ge=-180, le=180, description="degrés décimaux, WGS 84 [data·inclusion]"
    )
    zone_eligibilite: Annotated[tuple[Zone, ...], AfterValidator(_unique)] = Field(
        (),
        description="« france », pays, département, EPCI ou commune (codes) [data·inclusion]",
    )
    territoires: Annotated[
        tuple[Annotated[str, _code(ref.TERRITOIRES)], ...], AfterValidator(_unique)
    ] = Field((), description="codes de la liste territoires [INSEE et OrientESS]")
    telephone: Phone | None = Field(
        None, description="numéro international E.164, ou numéro court [data·inclusion]"
    )
    courriel: Email | None = Field(
        None, description="adresse de l'organisation, jamais d'une personne [data·inclusion]"
    )
    site_web: Url | None = Field(None, description="adresse web [data·inclusion]")
    lien_source: Url | None = Field(
        None, description="page publique qui atteste la fiche [data·inclusion]"
    )
    source: Slug = Field("orientess", description="qui a écrit la fiche [data·inclusion]")
    sources: Texts = Field((), description="autres pages consultées, ou origines fusionnées")
    date_maj: Annotated[date, AfterValidator(_past)] = Field(
        description="jour de la dernière vérification, AAAA-MM-JJ [data·inclusion]"
    )
    competences_recherchees: Texts = Field(
        (), description="compétences cherchées, en mots courants [OrientESS]"
    )
    missions: Texts = Field((), description="missions ou emplois proposés, une phrase chacun")

    @model_validator(mode="after")
    def _agree(self) -> Record:
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError(
                "coordinates", "latitude et longitude ensemble, ou aucune des deux"
            )
        if ref.PUBLICS.universal in self.publics and len(set(self.publics) - ref.PUBLICS.apart) > 1:
            raise PydanticCustomError(
                "publics", "« tous-publics » seul, ou la liste des publics concernés"
            )
        return self


class Actor(Record):
    """A structure: an association, a cooperative, a foundation, a public body."""

    type: Literal["structure"] = Field(description="toujours « structure » [OrientESS]")


class Programme(Record):
    """A programme or scheme that structures carry out."""

    type: Literal["programme"] = Field(description="toujours « programme » [OrientESS]")


class Need(Record):
    """An open need, published by an operator: somebody seeks help, goods or skills."""

    type: Literal["besoin"] = Field(description="toujours « besoin » [OrientESS]")


AnyRecord = Annotated[Actor | Programme | Need, Field(discriminator="type")]
_ADAPTER: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
_FIELDS = {"record": tuple(Actor.model_fields), "service": tuple(Service.model_fields)}
_EXPECTED = {
    "missing": "une valeur : le champ est obligatoire",
    "string_type": "un texte",
    "tuple_type": "une liste",
    "float_type": "un nombre",
    "float_parsing": "un nombre",
    "union_tag_invalid": "« structure », « programme » ou « besoin »",
    "union_tag_not_found": "un champ type : « structure », « programme » ou « besoin »",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ",
    "date_parsing": "une date AAAA-MM-JJ",
    "string_too_short": "au moins {min_length} caractères",
    "string_too_long": "au plus {max_length} caractères",
    "string_pattern_mismatch": "un texte de la forme {pattern}",
    "greater_than_equal": "au moins {ge}",
    "less_than_equal": "au plus {le}",
}


def _expected(error: ErrorDetails) -> str:
    """What the field should have held, in French."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _FIELDS["service" if "services" in error["loc"] else "record"]
        near = _nearest(str(error["loc"][-1]), known)
        return f"un champ connu : « {near} » ?" if near else "un champ connu du modèle"
    template = _EXPECTED.get(kind)
    return error["msg"] if template is None else template.format(**context)


def _problem(file: str, line: int, error: ErrorDetails) -> Problem:
    """A fault found by pydantic, told with its file and line."""
    location = [
        str(part) for part in error["loc"] if part not in ("structure", "programme", "besoin")
    ]
    missing = error["type"] in ("missing", "union_tag_not_found")
    whole = isinstance(error["input"], dict)
    found = "rien" if missing else "la fiche" if whole else _shown(error["input"])
    field = ".".join(location) or ("type" if "tag" in error["type"] else "fiche")
    return Problem(file, line, field, found, _expected(error))


def _shown(value: object) -> str:
    """A value as the report shows it, cut to one line of 80 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:79] + "…"


class _RepeatedField(ValueError):
    """A JSON object that gives the same field twice."""


def _no_repeated(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise _RepeatedField(name)
        fields[name] = value
    return fields


def _read_line(file: str, number: int, line: str) -> AnyRecord | list[Problem]:
    """The record of a line, or its problems."""
    try:
        json.loads(line, object_pairs_hook=_no_repeated)
        return _ADAPTER.validate_json(line)
    except _RepeatedField as error:
        return [Problem(file, number, str(error), "le champ deux fois", "une seule valeur")]
    except json.JSONDecodeError as error:
        found = f"« {line[max(0, error.pos - 15) : error.pos + 15]} » (colonne {error.colno})"
        return [Problem(file, number, "ligne", found, "un objet JSON sur une seule ligne")]
    except ValidationError as error:
        return [_problem(file, number, each) for each in error.errors(include_url=False)]


def read_records(path: Path) -> tuple[AnyRecord, ...]:
    """The records of a JSONL file, in its order; empty lines are skipped.

    Args:
        path: the file, in UTF-8, with one record a line.

    Returns:
        The records, at least one, each with an identifier of its own.

    Raises:
        InvalidRecords: with every problem of every line (bad JSON, bad field, unknown field,
            repeated identifier, text that is not UTF-8), or when the file is absent or empty.
    """
    file = path.name
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        problem = Problem(str(path), 0, "fichier", "rien", "un fichier JSONL")
        raise InvalidRecords([problem]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"l'octet {error.object[error.start]:#04x}"
        raise InvalidRecords([Problem(file, line, "ligne", found, "du texte en UTF-8")]) from None
    records: list[AnyRecord] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        outcome = _read_line(file, number, text)
        if isinstance(outcome, list):
            problems.extend(outcome)
        elif outcome.id in first_line:
            found = f"« {outcome.id} », déjà à la ligne {first_line[outcome.id]}"
            problems.append(Problem(file, number, "id", found, "un identifiant unique"))
        else:
            first_line[outcome.id] = number
            records.append(outcome)
    if not records and not problems:
        problems.append(Problem(file, 1, "fichier", "aucune fiche", "au moins une fiche"))
    if problems:
        raise InvalidRecords(problems)
    return tuple(records)


def to_json(record: AnyRecord) -> str:
    """A record as one line of JSONL, without the fields that are empty."""
    return record.model_dump_json(exclude_defaults=True)


def parse_record(line: str) -> AnyRecord:
    """The record of one line written by `to_json`.

    Args:
        line: the record as JSON.

    Returns:
        The record.

    Raises:
        InvalidRecords: when the line is not a valid record.
    """
    outcome = _read_line("fiche", 1, line)
    if isinstance(outcome, list):
        raise InvalidRecords(outcome)
    return outcome
