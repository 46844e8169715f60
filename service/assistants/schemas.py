"""Parameters and results of MCP tools: those of the API, cut to what an assistant needs.

Texts of records are written by third parties: they are cut and marked as such (`record_text`).
"""

from __future__ import annotations

from copy import copy
from typing import Any

from pydantic import BaseModel, Field

from index.frozen_model import FrozenModel
from index.records import code_lists as ref
from index.records.field_types import Slug
from index.records.models import AnyRecord
from index.records.opening_hours import OpenStatus
from index.search.likelihood import Certainty
from index.search.results import Group
from service.assistants.record_text import (
    DATA,
    LISTED_MAX,
    LONG_CHARS,
    NAME_CHARS,
    SHORT_CHARS,
    WARNING,
    cut,
    quoted,
    quoted_list,
    quoted_or_none,
)
from service.emergencies.schemas import EmergencyNumbers, FirstSteps, PossibleNumbers
from service.presentation.contacts import contacts_of, is_national, place_of, where_of
from service.presentation.evidence import evidence_in_words
from service.presentation.formatting import french_phone, open_in_words
from service.records.view import RecordView
from service.search.filters import with_assistant_filters
from service.search.location_schemas import LieuDeFiche
from service.search.parameters import SearchParameters
from service.search.schemas import (
    Closeness,
    CorrectionReponse,
    LieuReponse,
    PossibleNeeds,
    RechercheReponse,
    ResultatReponse,
)

RESULTS_MAX = 10
"""Most records returned by one call of the search tool: an assistant reads them all."""


def _api_field(name: str, **changes: Any) -> Any:  # noqa: ANN401 - as pydantic types Field
    """Return a copy of a field of `SearchParameters`, bounds included, for a parameter of a tool.

    name: parameter of the API; changes: attributes of the field to replace.
    """
    field = copy(SearchParameters.model_fields[name])
    for attribute, value in changes.items():
        setattr(field, attribute, value)
    return field


@with_assistant_filters
class BesoinFiltre(FrozenModel, allow_inf_nan=False):
    """Part of the parameters of the search tool: a query, a place, and filters.

    besoin: the need, in everyday French ("réparer mon téléphone"); lieu: where, such as a commune
    or a postal code, "" for the place that the need names, if any; code_commune, code_departement,
    code_region, epci: a code instead; lat, lon: a point instead, in degrees; distance: radius
    around the place, in kilometres. A list of codes is added for each filter that assistants are
    offered, empty by default.
    """

    besoin: str = _api_field("q")
    lieu: str = _api_field("lieu")
    code_commune: str = _api_field("code_commune", description="Ou son code INSEE")
    code_departement: str = _api_field("code_departement", description="Ou celui d'un département")
    code_region: str = _api_field("code_region", description="Ou celui d'une région")
    epci: str = _api_field("epci", description="Ou celui d'une intercommunalité")
    lat: float | None = _api_field("lat")
    lon: float | None = _api_field("lon")
    distance: float = _api_field("distance")


class ChercherParametres(BesoinFiltre):
    """Parameters of the search tool: a need in everyday French, a place, filters and a page.

    ouvert: True to keep only the records whose opening hours say that they are open now; exact:
    True to correct no word; nombre: most records on a page; page: number of the page, from 1.
    """

    ouvert: bool = _api_field("ouvert")
    exact: bool = _api_field("exact")
    nombre: int = Field(5, ge=1, le=RESULTS_MAX, description="Fiches rendues au plus")
    page: int = _api_field("page")

    @property
    def search(self) -> SearchParameters:
        """The same search, as the parameters of /api/v1/search."""
        return SearchParameters(
            q=self.besoin, size=self.nombre, **self.model_dump(exclude={"besoin", "nombre"})
        )


class FicheParametres(FrozenModel):
    """Parameters of the tool that reads one record (an organisation or programme).

    identifiant: its identifier, such as "emmaus-connect".
    """

    identifiant: Slug = Field(
        description="Le champ « id » d'une fiche trouvée", examples=["emmaus-connect"]
    )


class ClasserParametres(FrozenModel):
    """Parameters of the tool that finds which needs and occupations a text expresses.

    texte: the text, in French.
    """

    texte: str = _api_field("q", description="Un texte libre, sans nom ni numéro de personne")


class ContactBref(BaseModel):
    """A way to get in touch with a record (an organisation or programme), for an assistant.

    moyen: telephone, rendez-vous, site or courriel; valeur: the number or address.
    """

    moyen: str = Field(description="telephone, rendez-vous, site ou courriel")
    valeur: str = Field(description="Numéro ou adresse, à donner tel quel")


class FicheCommune(BaseModel):
    """Fields of a record that tools return both in a list of results and when it is read alone.

    A record is an organisation, a programme or a request for help of the catalogue.
    """

    id: str
    nom: str
    type: str = Field(description="structure, programme ou besoin (quelqu'un cherche de l'aide)")
    publics: list[str]
    frais: str | None = Field(description="Prix ; absent quand la fiche ne le dit pas")
    accueil: list[str] = Field(description="Sur place, à distance")
    adresse: str = Field(description="Où aller, sinon le territoire servi ; vide : inconnu")
    ouverture: str = Field(description="Ouvert ou non en ce moment ; vide quand on ne le sait pas")
    contacts: list[ContactBref] = Field(description="Vide quand aucun n'a été trouvé")
    lien: str | None = Field(description="La fiche complète, à donner à la personne")
    source: str = Field(description="Qui a écrit la fiche")
    lien_source: str | None = Field(description="Page publique qui atteste la fiche")
    date_source: str | None = Field(description="Mois de la preuve la plus récente, AAAA-MM")
    fraicheur: str = Field(description="L'âge de la fiche, en mots")
    a_reverifier: bool = Field(description="Preuve de plus de trois ans : vérifier avant d'y aller")


class LieuBref(BaseModel):
    """A location of a record, near the place of the query: where to go, how to call, when.

    id: identifier; ouverture: whether it is open now, in words, "" when unknown.
    """

    id: str
    nom: str
    situation: str = Field(description="Où il est, en mots")
    adresse: str = Field(description="Où aller")
    publics: list[str] = Field(description="À qui il est réservé ; vide : tout le monde")
    ouverture: str = Field(description="Ouvert ou non en ce moment ; vide quand on ne le sait pas")
    horaires_accueil: str | None = Field(description="Syntaxe OpenStreetMap")
    frais: str | None = Field(description="Prix ; absent quand le lieu ne le dit pas")
    contacts: list[ContactBref] = Field(description="Vide quand aucun n'a été trouvé")
    lien: str | None = Field(description="La page du lieu, à donner à la personne")
    source: str = Field(description="Qui a publié la liste d'où vient le lieu")
    date_source: str | None


class FicheTrouvee(FicheCommune):
    """A result of the search tool: a record, its rank, why it answers the query and where it is.

    rang: rank, 1 for the best; raison: text of the record that answers the query; appreciation:
    confidence, in words; distance: from the place of the query, in kilometres, None when unknown;
    groupe: near, in the région or anywhere; lieux: nearest locations that serve the need.
    """

    rang: int
    raison: str = Field(description=f"Pourquoi elle répond ({DATA})")
    appreciation: Closeness = Field(description="La confiance, en mots")
    distance: float | None = Field(description="Du lieu demandé, en km, si elle est connue")
    groupe: Group | None = Field(
        description="Où elle est : dites à part ce qui est près, dans la région, et partout"
    )
    nombre_lieux: int = Field(description="Ses lieux, en tout")
    lieux: list[LieuBref] = Field(description="Ses lieux les plus proches qui servent ce besoin")


class ChercherReponse(BaseModel):
    """Answer of the search tool: a page of records, the best first.

    avertissement: that texts of records are data; urgence: numbers to tell before anything else,
    when the need says that somebody is in danger; urgence_possible: those to recall in a line when
    it may; a_faire: what to do first, in order; total: number of records that answer, over all
    pages, 0 when nothing reliable does; total_exact: False when there may be more of them;
    certitude: "sur", "peut-etre" when none surely answers and some are near, "rien"; message: what
    to say unless it is "sur", None otherwise; besoins_possibles: what to ask whether it is meant,
    none when it is "sur"; correction: how misspelt words were understood, None when none was; lieu:
    the place understood, None without one; lieu_compris: False when the place of the query was not
    recognized; elargissements: sentences that say how the search was widened, or which place was
    not recognized.
    """

    avertissement: str = WARNING
    urgence: EmergencyNumbers
    urgence_possible: PossibleNumbers
    a_faire: FirstSteps
    items: list[FicheTrouvee]
    total: int = Field(description="Fiches qui répondent ; 0 : rien de fiable dans ce catalogue")
    certitude: Certainty = Field(
        description="« peut-etre » : rien de sûr, ces fiches s'en approchent ; dites-le avec elles"
    )
    total_exact: bool = Field(description="Faux : il y en a peut-être plus, dites « au moins »")
    page: int
    pages: int
    message: str | None = Field(description="Présent quand rien n'est sûr, ou ne répond")
    besoins_possibles: PossibleNeeds
    correction: CorrectionReponse | None = Field(description="Comment les mots ont été compris")
    lieu: LieuReponse | None = Field(description="Le lieu compris, ou rien")
    lieu_compris: bool = Field(description="Faux : le lieu demandé n'a pas été reconnu")
    elargissements: list[str] = Field(description="Ce qui a été élargi, ou pas compris")
    mode: str = Field(description="« hybride », ou « lexical » : par les mots seulement")


class FicheVoisine(BaseModel):
    """Identifier and name of a record similar to the one that an assistant reads."""

    id: str
    nom: str


class FicheReponse(FicheCommune):
    """Answer of the tool that reads one record (an organisation or programme): all its fields.

    A field is None, "" or an empty list when the record does not say.
    """

    avertissement: str = WARNING
    sigle: str | None
    description: str = Field(description=DATA)
    besoins: list[str] = Field(description="Besoins auxquels elle déclare répondre")
    services: list[str] = Field(description=DATA)
    frais_precisions: str | None = Field(description=DATA)
    conditions_acces: str | None = Field(description=DATA)
    venir: list[str] = Field(description="Comment venir ou appeler, et qui peut prendre contact")
    horaires: list[str]
    langues: list[str] = Field(description="Langues parlées, codes ISO 639")
    siege: str | None = Field(description="Adresse du siège de qui sert tout le pays")
    territoires: list[str]
    recherche: list[str] = Field(description=f"Compétences et missions proposées ({DATA})")
    semblables: list[FicheVoisine]


def _common(record: AnyRecord, site: str, opening: str) -> dict[str, Any]:
    """Return the fields of `FicheCommune`.

    site: public address of the service, empty when it has none; opening: opening status in words.
    """
    return {
        "id": record.id,
        "nom": cut(record.nom, NAME_CHARS),
        "type": record.type,
        "publics": [ref.PUBLICS.label(code) for code in record.publics],
        "frais": record.frais and ref.FRAIS.label(record.frais),
        "accueil": [ref.MODES_ACCUEIL.label(code) for code in record.modes_accueil],
        # the head office of an organisation that serves the whole country is not where to go
        "adresse": cut("" if is_national(record) else place_of(record), SHORT_CHARS)
        or where_of(record),
        "ouverture": opening,
        "contacts": [
            ContactBref(moyen=contact.kind, valeur=contact.text or contact.address)
            for contact in contacts_of(record)
        ],
        "lien": f"{site}/fiches/{record.id}" if site else None,
        "source": record.source,
        "lien_source": record.lien_source,
        "date_source": record.evidence,
        "fraicheur": evidence_in_words(record),
        "a_reverifier": record.a_reverifier,
    }


def serialize_result(result: ResultatReponse, site: str, status: OpenStatus | None) -> FicheTrouvee:
    """Turn a result of the API into a result of the search tool: shorter, without HTML tags.

    result: the result, as /api/v1/search returns it; site: public address of the service without a
    final slash, "" when it has none (the result then has no link); status: whether the place is
    open now, None when unknown.
    """
    reason = result.raison
    return FicheTrouvee(
        **_common(result.fiche, site, open_in_words(status)),
        rang=result.rang,
        raison=quoted(f"{reason.libelle} : {reason.texte}"),
        appreciation=result.appreciation,
        distance=result.distance,
        groupe=result.groupe,
        nombre_lieux=result.nombre_lieux,
        lieux=[_location(location, site) for location in result.lieux],
    )


def _location(location: LieuDeFiche, site: str) -> LieuBref:
    """Turn a location of a result of the API into that of a result of the search tool."""
    number, mail = location.telephone, location.courriel
    contacts = (
        ("telephone", number and french_phone(number)),
        ("rendez-vous", location.prise_rdv),
        ("site", location.site_web),
        ("courriel", mail),
    )
    town = f"{location.code_postal or ''} {location.commune}".strip()
    status, unread = None, location.horaires_accueil
    if location.ouvert is not None:
        status = OpenStatus(location.ouvert, location.ouvert_jusqu_a)
    return LieuBref(
        id=location.id,
        nom=cut(location.nom, NAME_CHARS),
        situation=location.situation,
        adresse=cut(", ".join(filter(None, (location.adresse, town))), SHORT_CHARS),
        publics=[ref.PUBLICS.label(code) for code in location.publics],
        ouverture=open_in_words(status),
        horaires_accueil=location.horaires_accueil if status else quoted_or_none(unread),
        frais=location.frais and ref.FRAIS.label(location.frais),
        contacts=[ContactBref(moyen=kind, valeur=value) for kind, value in contacts if value],
        lien=f"{site}{location.lien}" if site else None,
        source=location.source,
        date_source=location.date_source,
    )


def serialize_results(answer: RechercheReponse, items: list[FicheTrouvee]) -> ChercherReponse:
    """Turn a page of results of the API into an answer of the search tool.

    answer: the page, as /api/v1/search returns it; items: its results, already shortened, which
    replace those of `answer`.
    """
    names = set(ChercherReponse.model_fields) - {"items", "avertissement"}
    return ChercherReponse(**{name: getattr(answer, name) for name in names}, items=items)


def serialize_record(view: RecordView, site: str) -> FicheReponse:
    """Turn a record, as its page shows it, into an answer of the tool that reads one record.

    Texts are cut, without HTML tags. view: the record and what its page shows of it; site: public
    address of the service without a final slash, "" when it has none (no link is then given).
    """
    record, opening = view.record, view.opening
    week = [f"{days} : {hours}" for days, hours in opening.week]
    return FicheReponse(
        **_common(record, site, opening.now),
        sigle=record.sigle and cut(record.sigle, NAME_CHARS),
        description=quoted(record.description, LONG_CHARS),
        besoins=list(view.needs),
        services=quoted_list(service.nom for service in record.services),
        frais_precisions=quoted_or_none(record.frais_precisions),
        conditions_acces=quoted_or_none(record.conditions_acces),
        venir=list(view.ways),
        horaires=week[:LISTED_MAX] or quoted_list(filter(None, [opening.written])),
        langues=list(record.langues),
        siege=cut(place_of(record), SHORT_CHARS) if view.seated else None,
        territoires=[ref.TERRITOIRES.label(code) for code in record.territoires],
        recherche=quoted_list([*record.competences_recherchees, *record.missions]),
        semblables=[
            FicheVoisine(id=similar.record.id, nom=cut(similar.record.nom, NAME_CHARS))
            for similar in view.similar
        ],
    )
