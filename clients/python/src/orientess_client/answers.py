"""Types of the JSON responses of the API.

Names of fields are those of data·inclusion, a French standard for social services, where it has
them. The types list the fields that most integrations read; the OpenAPI document at
/api/openapi.json lists all of them.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Format = Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique"]
Order = Literal["pertinence", "distance"]
Precision = Literal["adresse", "rue", "commune"]
Group = Literal["pres-de-vous", "dans-votre-region", "partout", "autres-pays"]


class Fiche(TypedDict):
    """A record of the catalogue: an organisation, a programme, or a need that somebody published.

    Optional fields are None or absent when the record does not state them; in a search that asks
    for some fields by `champs`, all others are absent. type: "structure" is an
    organisation, "besoin" a published need; latitude, longitude: degrees; frais: code of the price;
    date_maj: day of writing, such as "2026-10-31"; date_source: month of the newest evidence, such
    as "2026-10"; date_fin: last day of a published need, as date_maj, None when it lasts.
    """

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
    date_source: NotRequired[str | None]
    date_fin: NotRequired[str | None]


class Raison(TypedDict):
    """Why a record is a result: the passage (piece of its text) that best matches the query.

    libelle: field the passage comes from, in French; texte: the passage; reperes: (start, end) in
    `texte` of the words in common with the query, in characters, the end excluded.
    """

    libelle: str
    texte: str
    reperes: list[tuple[int, int]]


class LieuDeFiche(TypedDict):
    """A location of a record: a place open to the public, with how to reach it and when to go.

    distance: kilometres from the place searched, None when it would say more than is known;
    situation: where it is, in French words; precision: of its point; horaires_accueil: opening
    hours in OpenStreetMap's syntax; ouvert: True if open now, None when unknown; ouvert_jusqu_a:
    when it closes, as ISO 8601, None when closed or unknown; licence: of its source, such as
    "odbl-1.0"; date_source: month of the source, such as "2025-03"; lien: path of its page.
    """

    id: str
    nom: str
    distance: float | None
    situation: str
    precision: Precision
    adresse: str | None
    code_postal: str | None
    commune: str
    telephone: str | None
    courriel: str | None
    site_web: str | None
    horaires_accueil: str | None
    ouvert: bool | None
    ouvert_jusqu_a: str | None
    frais: str | None
    prise_rdv: str | None
    publics: list[str]
    services: list[str]
    source: str
    licence: str
    date_source: str | None
    lien: str


class Resultat(TypedDict):
    """One result of a search: a record, how well it answers the query, and where it is.

    rang: rank, from 1; fiche: the record; raison: why it is a result; distance: kilometres from the
    place searched, None when it would say more than is known; precision: of the point of the
    record, None without one; groupe: near, in the région or anywhere, None without a place;
    nombre_lieux: number of all its locations; lieux: the three nearest at most; score: used to
    order the results only, from 0 to 1; confiance: probability that the record answers the query,
    from 0 to 1; appreciation: the same in words.
    """

    rang: int
    fiche: Fiche
    raison: Raison
    distance: float | None
    precision: Precision | None
    groupe: Group | None
    nombre_lieux: int
    lieux: list[LieuDeFiche]
    score: float
    confiance: float
    appreciation: str


class Correction(TypedDict):
    """Spelling correction that was made to the query before it was searched.

    texte: corrected query; changements: (word as typed, corrected word) pairs, such as
    ("recondissioné", "reconditionné").
    """

    texte: str
    changements: list[tuple[str, str]]


class Lieu(TypedDict):
    """Place around which, or in which, the search was made.

    nom: such as "Lille (59)"; type: kind of place, such as "commune"; code: its official code, ""
    outside France; latitude, longitude: degrees, of the centre, None when unknown.
    """

    nom: str
    type: str
    code: str
    latitude: float | None
    longitude: float | None


class Recherche(TypedDict):
    """A page of the results of a search.

    items: results of this page, best first; total: number of results on all pages; total_exact:
    False when there may be more, in a large catalogue; certitude: "sur", "peut-etre" or "rien";
    page: number of this page, from 1; size: results per page, at most; pages: number of pages;
    message: what the user can do unless it is "sur", else None; besoins_possibles: identifiers of
    the needs to ask the user about when it is not "sur"; correction: None when the spelling was not
    corrected; lieu: place of the search, None without one; lieu_compris: False when a place was
    asked for and not recognized; elargissements: sentences, in French, on conditions of the search
    that were relaxed; facettes: numbers of results by filter; facettes_lieux: numbers of locations
    by filter on what they have; mode: "hybride" when meaning and words were compared, "lexical"
    when words alone were; version_index: version of the searched data.
    """

    items: list[Resultat]
    total: int
    total_exact: bool
    certitude: str
    page: int
    size: int
    pages: int
    message: str | None
    besoins_possibles: list[str]
    correction: Correction | None
    lieu: Lieu | None
    lieu_compris: bool
    elargissements: list[str]
    facettes: list[dict[str, Any]]
    facettes_lieux: list[dict[str, Any]]
    mode: str
    version_index: str


class RechercheDuLot(TypedDict):
    """Response to one search of a batch (several searches in one request).

    reponse: its page of results, None when it failed; probleme: its error as a problem document
    (RFC 9457), None when it succeeded.
    """

    reponse: Recherche | None
    probleme: dict[str, Any] | None


class Lot(TypedDict):
    """Responses to a batch, which is several searches in one request.

    items: one response per search, in the order of the searches; version_index: version of the
    searched data.
    """

    items: list[RechercheDuLot]
    version_index: str


class BesoinVraisemblable(TypedDict):
    """Need (entry of the thesaurus of OrientESS) that a text probably expresses.

    id: identifier of the need, such as "demarches--impots"; libelle: its label; vraisemblance:
    probability, from 0 to 1, that the text expresses it.
    """

    id: str
    libelle: str
    vraisemblance: float


class TexteClasse(TypedDict):
    """Classification of a text.

    texte: the text; besoins: needs that it probably expresses; metiers: occupations that it
    probably names; both empty when none is certain enough; message: text for the user, None without
    one.
    """

    texte: str
    besoins: list[BesoinVraisemblable]
    metiers: list[dict[str, Any]]
    message: str | None


class Classification(TypedDict):
    """Classifications of several texts.

    items: one classification per text, in the order of the texts; version_index: version of the
    data used.
    """

    items: list[TexteClasse]
    version_index: str


class FicheListee(TypedDict):
    """A record of a list, without a text.

    fiche: the record, reduced to the fields that `champs` keeps; distance, precision, groupe,
    nombre_lieux: as in `Resultat`; score_qualite: from 0 to 1; modifiee_le: day of its last change;
    doublons: identifiers of records that are likely the same; lien: path of its page.
    """

    fiche: Fiche
    distance: float | None
    precision: Precision | None
    groupe: Group | None
    nombre_lieux: int
    score_qualite: float
    modifiee_le: str
    doublons: list[str]
    lien: str


class Fiches(TypedDict):
    """A page of a list of records; ordre: what they are sorted by, such as "id"."""

    items: list[FicheListee]
    total: int
    page: int
    size: int
    pages: int
    ordre: str
    lieu: Lieu | None
    lieu_compris: bool
    elargissements: list[str]
    version_index: str
    index_du: str


class Changement(TypedDict):
    """A change of a record; nature: "ajout", "modification" or "retrait"; date: ISO 8601."""

    id: str
    nature: Literal["ajout", "modification", "retrait"]
    date: str
    lien: str | None


class Changements(TypedDict):
    """A page of what changed, oldest first.

    debut: since when the journal is whole; complet: False when everything must be read again;
    index_du: what to give as `depuis` later.
    """

    items: list[Changement]
    total: int
    page: int
    size: int
    pages: int
    debut: str
    complet: bool
    version_index: str
    index_du: str
