"""Types of the JSON responses of the API, with the field names of data·inclusion where it has them.

They list the fields that most integrations read; the OpenAPI document at /api/openapi.json lists
all of them.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Format = Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique"]
Order = Literal["pertinence", "distance"]


class Fiche(TypedDict):
    """A record: a structure, a programme, or an open need."""

    id: str
    type: Literal["structure", "programme", "besoin"]
    nom: str
    description: str
    commune: NotRequired[str | None]
    code_postal: NotRequired[str | None]
    latitude: NotRequired[float | None]
    longitude: NotRequired[float | None]
    telephone: NotRequired[str | None]
    courriel: NotRequired[str | None]
    site_web: NotRequired[str | None]
    frais: NotRequired[str | None]
    lien_source: NotRequired[str | None]
    date_maj: NotRequired[str | None]


class Raison(TypedDict):
    """Passage of a record that matches the query; reperes: (start, end) of the matching words."""

    libelle: str
    texte: str
    reperes: list[tuple[int, int]]


class Resultat(TypedDict):
    """One result. distance: kilometres; confiance: calibrated probability, in [0, 1]."""

    rang: int
    fiche: Fiche
    raison: Raison
    distance: float | None
    score: float
    confiance: float
    appreciation: str


class Correction(TypedDict):
    """Spelling correction of the query; changements: (word as typed, corrected word) pairs."""

    texte: str
    changements: list[tuple[str, str]]


class Lieu(TypedDict):
    """The place recognized in the query."""

    nom: str
    type: str
    code: str
    latitude: float | None
    longitude: float | None


class Recherche(TypedDict):
    """A page of results; mode: « hybride », or « lexical » without the encoder."""

    items: list[Resultat]
    total: int
    page: int
    size: int
    pages: int
    message: str | None
    correction: Correction | None
    lieu: Lieu | None
    elargissements: list[str]
    facettes: list[dict[str, Any]]
    mode: str
    version_index: str


class RechercheDuLot(TypedDict):
    """One search of a batch: its page of results, or its error."""

    reponse: Recherche | None
    probleme: dict[str, Any] | None


class Lot(TypedDict):
    """Responses of a batch, in the order of the searches."""

    items: list[RechercheDuLot]
    version_index: str


class BesoinVraisemblable(TypedDict):
    """A likely need of a text; vraisemblance: calibrated probability, in [0, 1]."""

    id: str
    libelle: str
    vraisemblance: float


class TexteClasse(TypedDict):
    """Likely needs and occupations of a text; empty when none is certain enough."""

    texte: str
    besoins: list[BesoinVraisemblable]
    metiers: list[dict[str, Any]]
    message: str | None


class Classification(TypedDict):
    """Classifications, in the order of the texts."""

    items: list[TexteClasse]
    version_index: str
