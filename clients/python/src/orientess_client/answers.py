"""The answers of the API, as JSON gives them. Names are those of data·inclusion where it has them.

Only what most integrations read is named here; the OpenAPI document at /api/openapi.json names all.
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
    """Why a record answers; reperes: the words found, as (start, end) in the text."""

    libelle: str
    texte: str
    reperes: list[tuple[int, int]]


class Resultat(TypedDict):
    """One record that answers. distance: km; confiance: a probability, in [0, 1]."""

    rang: int
    fiche: Fiche
    raison: Raison
    distance: float | None
    score: float
    confiance: float
    appreciation: str


class Correction(TypedDict):
    """How words were mended: pairs of what was written and what was understood."""

    texte: str
    changements: list[tuple[str, str]]


class Lieu(TypedDict):
    """The place that was understood."""

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
    """One search of a batch: its answer, or the problem that it alone has."""

    reponse: Recherche | None
    probleme: dict[str, Any] | None


class Lot(TypedDict):
    """One answer for each search, in the order given."""

    items: list[RechercheDuLot]
    version_index: str


class BesoinVraisemblable(TypedDict):
    """A need that a text says; vraisemblance: a probability, in [0, 1]."""

    id: str
    libelle: str
    vraisemblance: float


class TexteClasse(TypedDict):
    """The needs and occupations that a text says; none when nothing is sure enough."""

    texte: str
    besoins: list[BesoinVraisemblable]
    metiers: list[dict[str, Any]]
    message: str | None


class Classification(TypedDict):
    """One answer for each text, in the order given."""

    items: list[TexteClasse]
    version_index: str
