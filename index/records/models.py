"""Models of records: structures, programmes and open needs, validated by pydantic.

Fields carry the French names of the data·inclusion schema v1 wherever it has the notion;
`index.records.jsonl` reads and writes them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError
from stdnum.fr import siret

from index.records import code_lists as ref

EARLIEST_DATE = date(2000, 1, 1)


def coded(codes: ref.CodeList) -> AfterValidator:
    """Return a validator for a field of a pydantic model that holds one code of a list, or None.

    It refuses a code that is not in the list; the error proposes the code spelt most like it:
    "senior" -> "seniors".
    """

    def check(value: str | None) -> str | None:
        if value is None or value in codes:
            return value
        near = ref.nearest(value, codes.labels)
        hint = f"« {near} » ?" if near else "un code parmi " + ", ".join(codes.labels)
        raise PydanticCustomError("unknown_code", "{hint}", {"hint": hint})

    return AfterValidator(check)


def unique(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a field as they are.

    Raises PydanticCustomError, which pydantic reports as an error of the field, when one is
    repeated.
    """
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "des valeurs toutes différentes")
    return values


def _past(value: date) -> date:
    """Return a date as it is; refuse one before 2000 or in the future."""
    if not EARLIEST_DATE <= value <= date.today():
        raise PydanticCustomError("date_range", "une date entre le 2000-01-01 et aujourd'hui")
    return value


def _readable(value: str) -> str:
    """Return a text in composed characters (Unicode NFC).

    Refuse one without any letter or digit, or with a control character other than a line break or
    a tab.
    """
    controls = not value.isprintable() and (  # most texts are printable: sparing 28,000 locations
        {char for char in value if unicodedata.category(char) == "Cc"} - set("\n\t")
    )
    if controls or not any(char.isalnum() for char in value):
        raise PydanticCustomError("unreadable", "un texte lisible, sans caractère de contrôle")
    return unicodedata.normalize("NFC", value)


Readable = AfterValidator(_readable)
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Readable
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=150), Readable
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$", max_length=120)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
Phone = Annotated[str, StringConstraints(pattern=r"^(\+[1-9]\d{6,14}|\d{3,4})$")]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[a-zA-Z]{2,}$", max_length=254)
]
CodeInsee = Annotated[str, StringConstraints(pattern=r"^([013-9]\d|2[AB1-9])\d{3}$")]
CodePostal = Annotated[str, StringConstraints(pattern=r"^\d{4,5}$")]
CodeRome = Annotated[str, StringConstraints(pattern=r"^[A-N]\d{4}$")]
Langue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Zone = Annotated[
    str,
    StringConstraints(pattern=r"^(france|[a-z]{2}|\d{2,3}|2[AB]|([013-9]\d|2[AB1-9])\d{3}|\d{9})$"),
]
Texts = Annotated[tuple[Text, ...], AfterValidator(unique)]


def _identifier(check: Callable[[str], object]) -> AfterValidator:
    """Return a validator that refuses an official number whose check digit is wrong."""

    def verify(value: str) -> str:
        if not check(value):
            raise PydanticCustomError("identifier", "un numéro dont la clé est juste")
        return value

    return AfterValidator(verify)


Siret = Annotated[str, StringConstraints(pattern=r"^\d{14}$"), _identifier(siret.is_valid)]
Rna = Annotated[str, StringConstraints(pattern=r"^W\d{9}$")]
Ridet = Annotated[str, StringConstraints(pattern=r"^\d{9,10}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Labels = Annotated[
    dict[Annotated[str, StringConstraints(max_length=60)], tuple[Label, ...]], Field(max_length=40)
]


LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), Readable
]


class Service(BaseModel):
    """Service that an organisation or a programme offers, as "Aide aux démarches en ligne".

    Its fields are those of a service in data·inclusion, the French open data on social inclusion;
    those that the model lacks are in `details`. For any other fact, such as an address, that of
    the record applies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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


class Record(BaseModel):
    """Entry of the catalogue: the fields common to organisations, programmes and open needs.

    An open need is a published call for help, goods or skills. The description of each field
    gives its unit, format or code list, and between brackets the standard that defines it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    nom: Name = Field(description="nom d'usage, 3 à 150 caractères [data·inclusion]")
    sigle: Text | None = Field(None, description="sigle ou nom court [data·inclusion v0]")
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
    source: Slug = Field("orientess", description="qui a écrit la fiche [data·inclusion]")
    sources: Texts = Field(
        (), description="autres pages consultées, ou origines fusionnées [OrientESS]"
    )
    date_maj: Annotated[date, AfterValidator(_past)] | None = Field(
        None, description="jour de la dernière mise à jour de la fiche, AAAA-MM-JJ [data·inclusion]"
    )
    a_reverifier: bool = Field(
        False, description="vrai quand les sources sont anciennes ou minces [OrientESS]"
    )
    competences_recherchees: Texts = Field(
        (), description="compétences cherchées, en mots courants [OrientESS]"
    )
    missions: Texts = Field(
        (), description="missions ou emplois proposés, une phrase chacun [OrientESS]"
    )

    @property
    def is_contactable(self) -> bool:
        """True if one can reach it: a telephone, a mail, a site, or known opening hours."""
        return any((self.telephone, self.courriel, self.site_web, self.horaires_accueil))

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


AnyRecord = Annotated[Actor | Programme | Need, Field(discriminator="type")]
