"""Operations of the API and types of their parameters.

Made from the OpenAPI document by `make generated`: do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypedDict

VERSION = "0.1.0"
"""Version of the service whose API this is."""


class Operation(NamedTuple):
    """An operation of the API: its HTTP method, the template of its path, the type of its body."""

    method: str
    path: str
    body: Literal["", "json", "csv"] = ""


OPERATIONS: Mapping[str, Operation] = {
    "actor": Operation("GET", "/api/v1/actors/{id}"),
    "actors": Operation("GET", "/api/v1/actors"),
    "actors_of_need": Operation("GET", "/api/v1/needs/{id}/actors"),
    "browser_suggestions": Operation("GET", "/api/v1/suggestions/opensearch"),
    "changes": Operation("GET", "/api/v1/changes"),
    "changes_feed": Operation("GET", "/api/v1/changes.atom"),
    "classify": Operation("POST", "/api/v1/classify", "json"),
    "commune_at": Operation("GET", "/api/v1/communes/reverse"),
    "communes": Operation("GET", "/api/v1/communes"),
    "communes_of_file": Operation("POST", "/api/v1/communes/csv", "csv"),
    "complementary": Operation("GET", "/api/v1/actors/{id}/complementary"),
    "export": Operation("GET", "/api/v1/export"),
    "facets": Operation("GET", "/api/v1/facets"),
    "give_feedback": Operation("POST", "/api/v1/feedback", "json"),
    "location": Operation("GET", "/api/v1/lieux/{id}"),
    "locations": Operation("GET", "/api/v1/lieux"),
    "match_skills": Operation("POST", "/api/v1/match/skills", "json"),
    "need": Operation("GET", "/api/v1/needs/{id}"),
    "needs": Operation("GET", "/api/v1/needs"),
    "needs_of_actor": Operation("GET", "/api/v1/actors/{id}/needs"),
    "occupation": Operation("GET", "/api/v1/occupations/{id}"),
    "occupations": Operation("GET", "/api/v1/occupations"),
    "package": Operation("GET", "/api/v1/export/datapackage.json"),
    "pret": Operation("GET", "/pret"),
    "report_mistake": Operation("POST", "/api/v1/reports", "json"),
    "sante": Operation("GET", "/sante"),
    "search": Operation("GET", "/api/v1/search"),
    "search_batch": Operation("POST", "/api/v1/search/batch", "json"),
    "search_by_post": Operation("POST", "/api/v1/search", "json"),
    "search_csv": Operation("GET", "/api/v1/search.csv"),
    "search_csv_by_post": Operation("POST", "/api/v1/search.csv", "json"),
    "search_file": Operation("POST", "/api/v1/search/csv", "csv"),
    "search_geojson": Operation("GET", "/api/v1/search.geojson"),
    "search_geojson_by_post": Operation("POST", "/api/v1/search.geojson", "json"),
    "served_version": Operation("GET", "/version"),
    "similar": Operation("GET", "/api/v1/actors/{id}/similar"),
    "suggestions": Operation("GET", "/api/v1/suggestions"),
}
"""Name of an operation -> what to send."""


class SearchParameters(TypedDict, total=False):
    """Parameters of POST /api/v1/search."""

    familles: Sequence[str]
    type: Sequence[Literal["structure", "programme", "besoin"]]
    publics: Sequence[str]
    frais: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    modes_accueil: Sequence[Literal["en-presentiel", "a-distance"]]
    territoires: Sequence[str]
    prise_en_charge: Sequence[str]
    langues: Sequence[str]
    modes_mobilisation: Sequence[
        Literal["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
    ]
    accompagnement: Sequence[Literal["individuel", "collectif", "autonomie"]]
    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    ouvert: bool
    ouvert_le: str
    service: Sequence[str]
    frais_lieu: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    rdv: bool
    accessible: bool
    partout: bool
    tri: Literal["pertinence", "distance"]
    exact: bool
    page: int
    size: int
    format: Literal["json", "geojson", "csv"]
    facettes: bool
    champs: Sequence[str]


class RecordsParameters(TypedDict, total=False):
    """Parameters of GET /api/v1/actors."""

    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    besoins: Sequence[str]
    thematiques: Sequence[str]
    reseaux_porteurs: Sequence[str]
    mobilisable_par: Sequence[Literal["usagers", "professionnels"]]
    sources: Sequence[str]
    score_qualite_minimum: float
    exclure_doublons: bool
    modifie_depuis: str
    groupe: Sequence[Literal["pres-de-vous", "dans-votre-region", "partout", "autres-pays"]]
    familles: Sequence[str]
    type: Sequence[Literal["structure", "programme", "besoin"]]
    publics: Sequence[str]
    frais: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    modes_accueil: Sequence[Literal["en-presentiel", "a-distance"]]
    territoires: Sequence[str]
    prise_en_charge: Sequence[str]
    langues: Sequence[str]
    modes_mobilisation: Sequence[
        Literal["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
    ]
    accompagnement: Sequence[Literal["individuel", "collectif", "autonomie"]]
    champs: Sequence[str]
    apres: str
    page: int
    size: int


class ExportParameters(TypedDict, total=False):
    """Parameters of GET /api/v1/export."""

    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    besoins: Sequence[str]
    thematiques: Sequence[str]
    reseaux_porteurs: Sequence[str]
    mobilisable_par: Sequence[Literal["usagers", "professionnels"]]
    sources: Sequence[str]
    score_qualite_minimum: float
    exclure_doublons: bool
    modifie_depuis: str
    groupe: Sequence[Literal["pres-de-vous", "dans-votre-region", "partout", "autres-pays"]]
    familles: Sequence[str]
    type: Sequence[Literal["structure", "programme", "besoin"]]
    publics: Sequence[str]
    frais: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    modes_accueil: Sequence[Literal["en-presentiel", "a-distance"]]
    territoires: Sequence[str]
    prise_en_charge: Sequence[str]
    langues: Sequence[str]
    modes_mobilisation: Sequence[
        Literal["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
    ]
    accompagnement: Sequence[Literal["individuel", "collectif", "autonomie"]]
    format: Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique", "hsds"]
    ressource: Literal["structures", "services"]
    licence: Literal["ouvertes", "odbl"]
    excel: bool


class LocationsParameters(TypedDict, total=False):
    """Parameters of GET /api/v1/lieux."""

    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    ouvert: bool
    ouvert_le: str
    service: Sequence[str]
    frais_lieu: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    rdv: bool
    accessible: bool
    besoin: str
    reseau: str
    page: int
    size: int
    format: Literal["json", "geojson", "csv"]


class ServingParameters(TypedDict, total=False):
    """Parameters of GET /api/v1/needs/{id}/actors."""

    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    page: int
    size: int
    familles: Sequence[str]
    type: Sequence[Literal["structure", "programme", "besoin"]]
    publics: Sequence[str]
    frais: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    modes_accueil: Sequence[Literal["en-presentiel", "a-distance"]]
    territoires: Sequence[str]
    prise_en_charge: Sequence[str]
    langues: Sequence[str]
    modes_mobilisation: Sequence[
        Literal["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
    ]
    accompagnement: Sequence[Literal["individuel", "collectif", "autonomie"]]


class FileParameters(TypedDict, total=False):
    """Parameters of POST /api/v1/search/csv."""

    encodage: Literal["utf-8", "windows-1252"]
    separateur: Literal["virgule", "point-virgule", "tabulation"]
    resultats: int
    distance: float
    familles: Sequence[str]
    type: Sequence[Literal["structure", "programme", "besoin"]]
    publics: Sequence[str]
    frais: Sequence[Literal["gratuit", "gratuit-sous-condition", "payant"]]
    modes_accueil: Sequence[Literal["en-presentiel", "a-distance"]]
    territoires: Sequence[str]
    prise_en_charge: Sequence[str]
    langues: Sequence[str]
    modes_mobilisation: Sequence[
        Literal["telephoner", "envoyer-un-courriel", "se-presenter", "utiliser-lien-mobilisation"]
    ]
    accompagnement: Sequence[Literal["individuel", "collectif", "autonomie"]]


class ChangesParameters(TypedDict, total=False):
    """Parameters of GET /api/v1/changes."""

    depuis: str
    objet: Literal["fiche", "lieu"]
    page: int
    size: int


class SkillsParameters(TypedDict, total=False):
    """Parameters of POST /api/v1/match/skills."""

    lieu: str
    code_commune: str
    code_departement: str
    code_region: str
    epci: str
    lat: float
    lon: float
    distance: float
    profil: str
    competences: Sequence[str]
    voies: Sequence[
        Literal["emploi", "formation", "insertion", "benevolat", "volontariat", "mecenat"]
    ]
    referentiel: Sequence[Literal["orientess", "rome"]]
    size: int
