"""Models of records: structures, programmes and open needs, validated by pydantic.

Fields carry the French names of the data·inclusion schema v1 wherever it has the notion;
`index.records.jsonl` reads and writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    JsonValue,
    StringConstraints,
    computed_field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.frozen_model import FrozenModel
from index.records import code_lists as ref
from index.records.field_types import (
    CodeInsee,
    CodePostal,
    Email,
    Labels,
    Langue,
    LongText,
    Month,
    Name,
    Phone,
    ProvedField,
    Questions,
    Readable,
    Ridet,
    Rna,
    Siret,
    Slug,
    Text,
    Texts,
    Url,
    Zone,
    coded,
    past,
    unique,
)

OURS = "orientess"
"""Source of the records that the project writes itself."""
OLD_MONTHS = 36
"""Age, in months, from which the evidence of a record is old: its facts are to be checked again."""
MEANS = {
    "telephoner": ("telephone",),
    "envoyer-un-courriel": ("courriel",),
    "utiliser-lien-mobilisation": ("lien_mobilisation", "site_web"),
}
"""Mode of contact -> the fields of a record, one of which it needs. "se-presenter" needs an address
or places, which the catalogue as a whole tells."""


def usable_modes(modes: Iterable[str], fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the modes of contact that have what they need, as a number to call.

    modes: codes of the list modes_mobilisation; fields: name of a field of a record -> its value.
    """
    return tuple(
        mode for mode in modes if mode not in MEANS or any(fields.get(name) for name in MEANS[mode])
    )


def months_since(month: str) -> int:
    """Return how many months have passed since a month, "AAAA-MM", until today's."""
    today = date.today()
    year, number = map(int, month.split("-"))
    return (today.year - year) * 12 + today.month - number


class Service(FrozenModel):
    """Service that an organisation or a programme offers, as "Aide aux démarches en ligne".

    Its fields are those of a service in data·inclusion, the French open data on social inclusion;
    those that the model lacks are in `details`. For any other fact, such as an address, that of
    the record applies.
    """

    nom: Name = Field(description="nom du service, 3 à 150 caractères [data·inclusion]")
    description: LongText | None = Field(
        None, description="une ou deux phrases ; vide si le nom suffit [data·inclusion]"
    )
    type: Annotated[str | None, coded(ref.TYPES_SERVICE)] = Field(
        None, description="code de la liste services.type [data·inclusion]"
    )
    details: dict[str, JsonValue] = Field(
        {},
        max_length=40,
        description="les autres champs du service, tels que son producteur les donne "
        "[data·inclusion]",
    )


class Record(FrozenModel):
    """Entry of the catalogue: the fields common to organisations, programmes and open needs.

    An open need is a published call for help, goods or skills. The description of each field
    gives its unit, format or code list, and between brackets the standard that defines it.
    """

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    nom: Name = Field(description="nom d'usage, 3 à 150 caractères [data·inclusion]")
    sigle: Text | None = Field(None, description="sigle ou nom court [data·inclusion v0]")
    autres_noms: Annotated[Texts, Field(max_length=20)] = Field(
        (), description="autres noms, anciens ou courants, que l'on écrit aussi [OrientESS]"
    )
    description: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=5, max_length=10_000), Readable
    ] = Field(description="ce que c'est, pour qui, comment [data·inclusion]")
    familles: Annotated[tuple[Annotated[str, coded(ref.FAMILLES)], ...], AfterValidator(unique)] = (
        Field((), description="codes de la liste familles [OrientESS]")
    )
    besoins: Annotated[tuple[Slug, ...], AfterValidator(unique)] = Field(
        (), description="identifiants du thésaurus des besoins [OrientESS]"
    )
    services: tuple[Service, ...] = Field((), description="services offerts [data·inclusion]")
    thematiques: Annotated[
        tuple[Annotated[str, coded(ref.THEMATIQUES)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste thematiques [data·inclusion]")
    publics: Annotated[tuple[Annotated[str, coded(ref.PUBLICS)], ...], AfterValidator(unique)] = (
        Field((), description="codes de la liste publics [data·inclusion et OrientESS]")
    )
    prise_en_charge: Annotated[
        tuple[Annotated[str, coded(ref.PRISE_EN_CHARGE)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste prise_en_charge [médiation numérique]")
    frais: Annotated[str | None, coded(ref.FRAIS)] = Field(
        None, description="code de la liste frais [data·inclusion et médiation numérique]"
    )
    frais_precisions: Text | None = Field(
        None, description="tarif ou condition, en une phrase [data·inclusion]"
    )
    modes_accueil: Annotated[
        tuple[Annotated[str, coded(ref.MODES_ACCUEIL)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste modes_accueil [data·inclusion]")
    modes_mobilisation: Annotated[
        tuple[Annotated[str, coded(ref.MODES_MOBILISATION)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste modes_mobilisation [data·inclusion]")
    mobilisable_par: Annotated[
        tuple[Annotated[str, coded(ref.MOBILISABLE_PAR)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste mobilisable_par [data·inclusion]")
    conditions_acces: Text | None = Field(
        None, description="conditions pour y avoir droit, en une phrase [data·inclusion]"
    )
    langues: Annotated[tuple[Langue, ...], AfterValidator(unique)] = Field(
        (), description="langues parlées, codes ISO 639 [OrientESS]"
    )
    horaires_accueil: Text | None = Field(
        None, description="heures d'ouverture, syntaxe OpenStreetMap [data·inclusion]"
    )
    forme_juridique: Annotated[str | None, coded(ref.FORMES_JURIDIQUES)] = Field(
        None, description="code de la liste forme_juridique [OrientESS]"
    )
    questions: Questions = Field(
        (), description="façons dont on demande ce que fait la fiche, jamais montrées [OrientESS]"
    )
    siret: Siret | None = Field(None, description="numéro SIRET, clé vérifiée [data·inclusion]")
    rna: Rna | None = Field(None, description="numéro d'association [répertoire national]")
    ridet: Ridet | None = Field(None, description="numéro RIDET [Nouvelle-Calédonie]")
    adresse: Text | None = Field(None, description="numéro et voie [data·inclusion]")
    complement_adresse: Text | None = Field(
        None, description="bâtiment, étage, lieu-dit [data·inclusion]"
    )
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
    zone_eligibilite: Annotated[tuple[Zone, ...], AfterValidator(unique)] = Field(
        (),
        description="« france », pays, département, EPCI ou commune (codes) [data·inclusion]",
    )
    territoires: Annotated[
        tuple[Annotated[str, coded(ref.TERRITOIRES)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste territoires [INSEE et OrientESS]")
    telephone: Phone | None = Field(
        None, description="numéro international E.164, ou numéro court [data·inclusion]"
    )
    courriel: Email | None = Field(
        None, description="adresse de l'organisation, jamais d'une personne [data·inclusion]"
    )
    site_web: Url | None = Field(None, description="adresse web [data·inclusion]")
    lien_mobilisation: Url | None = Field(
        None, description="page où prendre rendez-vous [data·inclusion]"
    )
    accessibilite_lieu: Url | None = Field(
        None, description="fiche Acceslibre du lieu [data·inclusion]"
    )
    reseaux_porteurs: Annotated[
        tuple[Annotated[str, coded(ref.RESEAUX_PORTEURS)], ...], AfterValidator(unique)
    ] = Field((), description="codes de la liste reseaux_porteurs [data·inclusion]")
    libelles: Labels = Field(
        {},
        description="libellés d'origine : champ de la source -> valeurs telles quelles [OrientESS]",
    )
    lien_source: Url | None = Field(
        None, description="page publique qui atteste la fiche [data·inclusion]"
    )
    source: Slug = Field(OURS, description="qui a écrit la fiche [data·inclusion]")
    sources: Texts = Field(
        (), description="autres pages consultées, ou origines fusionnées [OrientESS]"
    )
    preuves: Annotated[dict[ProvedField, Url], Field(max_length=4)] = Field(
        {},
        description="champ de contact -> page, parmi les sources, qui le montre [OrientESS]",
    )
    date_source: Month | None = Field(
        None, description="mois de la preuve la plus récente, AAAA-MM [OrientESS]"
    )
    date_source_nature: Annotated[str | None, coded(ref.NATURES_DATE_SOURCE)] = Field(
        None, description="code de la liste date_source_nature [OrientESS]"
    )
    confirmee_le: Month | None = Field(
        None, description="mois où l'organisation a confirmé sa fiche, AAAA-MM [OrientESS]"
    )
    date_maj: Annotated[date, AfterValidator(past)] | None = Field(
        None, description="jour de la dernière mise à jour de la fiche, AAAA-MM-JJ [data·inclusion]"
    )
    competences_recherchees: Texts = Field(
        (), description="compétences cherchées, en mots courants [OrientESS]"
    )
    missions: Texts = Field(
        (), description="missions ou emplois proposés, une phrase chacun [OrientESS]"
    )

    @computed_field(  # type: ignore[prop-decorator]  # mypy knows no decorated property
        description="vrai quand la preuve a plus de trois ans [OrientESS]"
    )
    @property
    def a_reverifier(self) -> bool:
        """True if the newest evidence is older than three years; False when its age is unknown."""
        return self.evidence is not None and months_since(self.evidence) > OLD_MONTHS

    @property
    def evidence(self) -> str | None:
        """Month of the newest evidence of the record, "AAAA-MM"; None when it is unknown.

        A record of ours says it, or its organisation confirmed it since; an imported one was true
        on the day its producer updated it.
        """
        page = self.date_source
        if page is None and self.date_maj is not None and self.source != OURS:
            page = f"{self.date_maj:%Y-%m}"
        return max(filter(None, (page, self.confirmee_le)), default=None)

    @property
    def is_claimable(self) -> bool:
        """True if its organisation may confirm or correct it here: our own record.

        An imported one is corrected where its producer holds it.
        """
        return self.source == OURS

    @property
    def is_over(self) -> bool:
        """True for a published need whose last day is past; False for any other record."""
        return False

    @property
    def is_reachable(self) -> bool:
        """True if the record says a way in: a contact, a link to book, or an address."""
        return self.is_contactable or bool(self.lien_mobilisation or self.adresse)

    @property
    def is_contactable(self) -> bool:
        """True if one can reach it: a telephone, a mail, a site, or known opening hours."""
        return any((self.telephone, self.courriel, self.site_web, self.horaires_accueil))

    @model_validator(mode="after")
    def _has_means(self) -> Record:
        """Refuse a mode of contact without what it needs, as a number to call."""
        usable = usable_modes(self.modes_mobilisation, dict(self))
        for mode, fields in MEANS.items():
            if mode in self.modes_mobilisation and mode not in usable:
                needed = " ou ".join(fields)
                raise PydanticCustomError(
                    "means",
                    "{needed} rempli, ou pas de mode « {mode} »",
                    {"needed": needed, "mode": mode},
                )
        return self

    @model_validator(mode="after")
    def _agree(self) -> Record:
        """Refuse values that contradict one another.

        They are a latitude without a longitude, "tous-publics" among other publics, and a commune
        of France for a record that serves only other countries.
        """
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError(
                "coordinates", "latitude et longitude ensemble, ou aucune des deux"
            )
        if (
            ref.PUBLICS.universal in self.publics
            and len(set(self.publics) - ref.PUBLICS.excluded) > 1
        ):
            raise PydanticCustomError(
                "publics", "« tous-publics » seul, ou la liste des publics concernés"
            )
        if self.code_insee and self.territoires and ref.ABROAD.issuperset(self.territoires):
            raise PydanticCustomError(
                "commune", "un code INSEE pour un territoire de France, aucun pour l'étranger"
            )
        return self


class Actor(Record):
    """Record of an organisation: an association, a cooperative, a foundation, a public body."""

    type: Literal["structure"] = Field(description="toujours « structure » [OrientESS]")


class Programme(Record):
    """Record of a programme or a scheme that organisations carry out, as "Pass numérique"."""

    type: Literal["programme"] = Field(description="toujours « programme » [OrientESS]")


class Need(Record):
    """Record of an open need: a call, published by an operator, for help, goods or skills."""

    type: Literal["besoin"] = Field(description="toujours « besoin » [OrientESS]")
    date_fin: date | None = Field(
        None, description="dernier jour du besoin, AAAA-MM-JJ ; vide s'il dure [OrientESS]"
    )

    @property
    def is_over(self) -> bool:
        """True when its last day is past."""
        return self.date_fin is not None and self.date_fin < date.today()

    @property
    def is_claimable(self) -> bool:
        """False: operators publish calls themselves."""
        return False


AnyRecord = Annotated[Actor | Programme | Need, Field(discriminator="type")]
