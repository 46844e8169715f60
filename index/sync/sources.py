"""Sources of open data, as the operator lists them in `data/sources.toml`: one table a source.

[france-services]
actif = true                                       fetched by `orientess sync`
titre = "Liste des France services"
url = "https://www.data.gouv.fr/…"                 an https address
redirections = ["static.data.gouv.fr"]             hosts that it may lead to, beside its own
correspondance = "france-services"                 or format = "mediation-numerique"
licence = "etalab-2.0"
credit = "ANCT, France services"
reseau = "france-services"                         record of the catalogue that the places belong to
frequence = "mensuelle"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.importers.standards import Standard
from index.locations.models import LICENCES
from index.messages import in_french
from index.records.field_types import Slug, coded
from index.sync.download import MAX_BYTES, TIMEOUT_S

MEGA = 1_000_000
SHOWN_MAX_CHARS = 80
EXPECTED = "une source (voir docs/operations.md)"


def _https(value: str) -> str:
    """Return an address as it is; raise ValueError unless it is one of https, without a password.

    The fragment is refused too: it is never sent, so it would be a mistake.
    """
    expected = "une adresse https://, sans mot de passe"
    try:
        parts = urlsplit(value)
        valid = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError as error:
        raise ValueError(expected) from error
    if not valid or "@" in parts.netloc or parts.fragment or not value.isprintable():
        raise ValueError(expected)
    return value


HttpsUrl = Annotated[str, StringConstraints(max_length=500), AfterValidator(_https)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+(:\d{1,5})?$", max_length=255)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]


PERIODS = {
    "quotidienne": timedelta(days=1),
    "hebdomadaire": timedelta(days=7),
    "mensuelle": timedelta(days=30),
}
"""Code of a frequency -> time between two looks at the source."""


class Source(FrozenModel):
    """One source of open data: where it is, how to read it, what is owed to those who publish it.

    Each address answers with a CSV or JSON file, compressed or not; with `par_pages`, with the
    pages of data·inclusion's API.
    """

    actif: bool = Field(False, description="vrai pour que « orientess sync » la lise")
    titre: Line = Field(description="titre du jeu de données")
    url: HttpsUrl = Field(description="adresse du fichier, ou de l'API")
    url_services: HttpsUrl | None = Field(
        None, description="adresse des services data·inclusion à joindre aux structures"
    )
    redirections: tuple[Host, ...] = Field(
        (), description="des hôtes où ces adresses peuvent mener, comme « static.data.gouv.fr »"
    )
    par_pages: bool = Field(False, description="vrai pour une API qui répond page par page")
    cle: Annotated[str, StringConstraints(pattern=r"^([A-Z][A-Z0-9_]*)?$")] = Field(
        "", description="le nom de la variable d'environnement qui contient la clé de l'API"
    )
    format: Literal[Standard.MEDIATION, Standard.STRUCTURES] | None = Field(
        None, description="mediation-numerique ou data-inclusion"
    )
    correspondance: str = Field(
        "", description="une correspondance : un nom (hinaura, cnfs…) ou un fichier TOML"
    )
    retenir: dict[str, tuple[Line, ...]] = Field(
        {}, description="une colonne et les débuts des valeurs des lignes à retenir"
    )
    licence: Annotated[str, coded(LICENCES)] = Field(description="code de la licence")
    credit: Line = Field(description="qui publie ces données, comme sa licence demande de le dire")
    page: HttpsUrl | None = Field(None, description="la page qui présente ces données")
    reseau: Slug | None = Field(None, description="identifiant de la fiche du réseau")
    frequence: Literal["quotidienne", "hebdomadaire", "mensuelle"] = Field(
        "hebdomadaire", description="quotidienne, hebdomadaire ou mensuelle"
    )
    taille_max_mo: int = Field(
        MAX_BYTES // MEGA, ge=1, le=2000, description="un nombre entier de mégaoctets de 1 à 2000"
    )
    duree_max_s: int = Field(
        TIMEOUT_S, ge=1, le=3600, description="un nombre entier de secondes de 1 à 3600"
    )

    @model_validator(mode="after")
    def _is_readable(self) -> Source:
        """Raise ValueError unless there is one way of reading the files, and only one."""
        if (self.format is None) == (not self.correspondance):
            raise ValueError("un format ou une correspondance, et pas les deux")
        if self.url_services and self.format is not Standard.STRUCTURES:
            raise ValueError("pas d'url_services, sinon au format data-inclusion")
        return self

    @property
    def urls(self) -> Mapping[str, str]:
        """Addresses to fetch: "" for the organisations or places, "-services" for services.

        The key is the suffix of the name of the file.
        """
        services = {"-services": self.url_services} if self.url_services else {}
        return {"": self.url} | services

    @property
    def period(self) -> timedelta:
        """Time between two looks at the source."""
        return PERIODS[self.frequence]

    @property
    def max_bytes(self) -> int:
        """Greatest size of a file, in bytes, as sent and once expanded."""
        return self.taille_max_mo * MEGA


_SOURCES: TypeAdapter[dict[Slug, Source]] = TypeAdapter(dict[Slug, Source])


def read_sources(path: Path) -> dict[str, Source]:
    """Read the sources of open data that an operator may fetch.

    Args:
        path: the TOML file (`sources.toml`); when it is absent, there is none.

    Returns:
        Name of the source -> the source, in the order of the file.

    Raises:
        InvalidRecords: when the file cannot be read or is no TOML in UTF-8, when a key is unknown,
            or when a value is absent or wrong. It lists every error, with the key.
    """
    if not path.exists():
        return {}
    try:
        return _SOURCES.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise InvalidRecords([_problem(path, item) for item in error.errors()]) from error
    except (OSError, ValueError) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), EXPECTED)
        raise InvalidRecords([problem]) from error


def _problem(path: Path, item: ErrorDetails) -> RecordError:
    """Describe an error of the file in French, with the table and the key where it is."""
    place = [str(part) for part in item["loc"] if part != "[key]"]
    key = next((part for part in place[1:] if part in Source.model_fields), "")
    if item["type"] == "missing":
        found, expected = "rien", _description(key)
    elif item["type"] == "extra_forbidden":
        found, expected = "une clé inconnue", "une clé parmi " + ", ".join(Source.model_fields)
    else:
        found = _shown(item["input"]) if key else "une source incomplète"
        expected = _own_message(item) or _description(key)
    if item["loc"][-1] == "[key]":
        found, expected = _shown(item["input"]), "un nom en minuscules et tirets"
    return RecordError(path.name, 0, ".".join(place), found, expected)


def _shown(value: object) -> str:
    """Serialize a wrong value, cut when it is long; an address with a password is not shown."""
    text = str(value)
    if "@" in text:
        return "une autre valeur"
    cut = text if len(text) <= SHOWN_MAX_CHARS else text[: SHOWN_MAX_CHARS - 1] + "…"
    return f"« {cut} »"


def _description(key: str) -> str:
    field = Source.model_fields.get(key)
    return (field and field.description) or EXPECTED


def _own_message(item: ErrorDetails) -> str:
    """Return the message of an error raised by a validator of ours, "" for pydantic's own."""
    context: dict[str, Any] = item.get("ctx", {})
    return str(context.get("error") or context.get("hint") or "")
