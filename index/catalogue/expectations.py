"""Expectations: figures that an operator wants the catalogue to meet, read from `attentes.toml`.

A catalogue is checked in two ways: rules of consistency that any catalogue must follow, and the
operator's own figures (number of records, identifiers that must be present…), each optional.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.languages import OtherLanguage
from index.messages import in_french


def _ordered(bounds: tuple[int, int]) -> tuple[int, int]:
    """Return bounds as they are; raise ValueError when the least exceeds the most."""
    if bounds[0] > bounds[1]:
        raise ValueError("le minimum dépasse le maximum")
    return bounds


Least = Annotated[int, Field(ge=0)]
Bounds = Annotated[tuple[Least, Least], AfterValidator(_ordered)]
CodedField = Literal["type", "familles", "territoires", "publics", "besoins"]


class _Table(FrozenModel):
    """A table of `attentes.toml`: unknown keys are refused."""


class RecordExpectations(_Table):
    """Figures expected of the records of the catalogue (table `fiches` of `attentes.toml`).

    au_moins: least number of records; a_reprendre_au_plus: highest number of records with a defect
    reported by the audit; a_reverifier_au_plus: highest number of records with old or thin sources;
    identifiants: identifiers of records that must be there. Bounds are included; None sets no
    bound.
    """

    au_moins: Least = Field(0, description="nombre de fiches")
    a_reprendre_au_plus: Least | None = Field(
        None, description="fiches que `orientess check data` dit à reprendre"
    )
    a_reverifier_au_plus: Least | None = Field(None, description="fiches aux sources anciennes")
    identifiants: tuple[str, ...] = Field((), description="fiches qui doivent être là")


class CountExpectation(_Table):
    """Least number of records that have a code in a field (a table `effectifs` of `attentes.toml`).

    champ: the field; codes: codes to count, empty for all those that the field may hold; au_moins:
    least number of records for each code; ensemble: True when it is enough that this number of
    records have any one of the codes; type: count only the records of this type, None for all.
    """

    champ: CodedField = Field(description="champ compté")
    codes: tuple[str, ...] = Field((), description="codes comptés ; vide : tous ceux de la liste")
    ensemble: bool = Field(False, description="une fiche de l'un des codes compte pour tous")
    type: Literal["structure", "programme", "besoin"] | None = Field(
        None, description="ne compter que les fiches de ce type"
    )
    au_moins: Least = Field(description="nombre de fiches")


class ThesaurusExpectations(_Table):
    """Figures expected of the thesaurus, the list of needs (table `besoins` of `attentes.toml`).

    au_moins: least number of needs; langues: languages, by ISO 639-1 code, in which each need must
    have at least `traductions_au_moins` phrasings; tous_les_services: True when each of the nine
    services of médiation numérique (help with digital tools) must be equivalent to a need.
    """

    au_moins: Least = Field(0, description="nombre de besoins")
    langues: tuple[OtherLanguage, ...] = Field((), description="langues de chaque besoin")
    traductions_au_moins: Least = Field(1, description="façons de le dire, par langue")
    tous_les_services: bool = Field(
        False, description="chaque service de la médiation numérique répond à un besoin"
    )


class OccupationExpectations(_Table):
    """Figures expected of the list of occupations (table `metiers` of `attentes.toml`).

    au_moins: least number of occupations; types: types of which there must be an occupation;
    toutes_les_familles: True when each family of activities must have an occupation;
    champs_remplis: fields that each occupation must fill; competences, mots: least and greatest
    number of skills, and of words of the description, both included, None for no bound; niveaux:
    levels of skills, each of which every occupation must require.
    """

    au_moins: Least = Field(0, description="nombre de métiers et de rôles")
    types: tuple[str, ...] = Field((), description="types qui doivent être là")
    toutes_les_familles: bool = Field(False, description="chaque famille a un métier")
    champs_remplis: tuple[str, ...] = Field((), description="champs que chaque métier remplit")
    competences: Bounds | None = Field(None, description="compétences par métier")
    niveaux: tuple[str, ...] = Field((), description="niveaux que chaque métier demande")
    mots: Bounds | None = Field(None, description="mots par description")


class Expectations(_Table):
    """All that an operator expects of the catalogue, as stated in `attentes.toml`.

    One field for each table of the file: fiches, records; effectifs, records by code; besoins,
    needs of the thesaurus; metiers, occupations; exceptions, code of a rule of records ->
    identifiers of the records that may break it, or how many may. A table that is absent expects
    nothing.
    """

    fiches: RecordExpectations = RecordExpectations()
    effectifs: tuple[CountExpectation, ...] = ()
    besoins: ThesaurusExpectations = ThesaurusExpectations()
    metiers: OccupationExpectations = OccupationExpectations()
    exceptions: dict[str, Least | tuple[str, ...]] = {}


def read_expectations(path: Path) -> Expectations:
    """Read the figures that an operator expects of the catalogue.

    Args:
        path: the TOML file (`attentes.toml`); when it is absent, nothing is expected.

    Returns:
        The expectations.

    Raises:
        InvalidRecords: when the file cannot be read or is no TOML in UTF-8, when a key is unknown,
            or when a value is absent, of another type or out of bounds. It lists every error.
    """
    if not path.exists():
        return Expectations()
    expected = "des attentes (voir data/README.md)"
    try:
        return Expectations.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [
            RecordError(path.name, 0, ".".join(map(str, item["loc"])), str(item["input"]), expected)
            for item in error.errors()
        ]
        raise InvalidRecords(problems) from error
    except (OSError, ValueError) as error:
        raise InvalidRecords(
            [RecordError(path.name, 0, "fichier", in_french(error), expected)]
        ) from error
