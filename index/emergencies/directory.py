"""Directory of emergencies: numbers, sentences and ways of saying, read from `urgences.toml`."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.languages import OTHERS, LanguageCode, missing
from index.messages import in_french

Country = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]
NUMBER = r"^[0-9]{1,5}( [0-9]{2,4}){0,4}$"
Number = Annotated[str, Field(pattern=NUMBER)]
Address = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=300)]


class _Table(FrozenModel):
    """A table of `urgences.toml`: unknown keys are refused."""


class Sentences(_Table):
    """One sentence in the languages of the pages, by ISO 639-1 code: `fr`, and each other."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Text]

    fr: Text

    @model_validator(mode="after")
    def _is_translated(self) -> Self:
        """Raise ValueError when a language is missing, or is none of the pages."""
        unknown = [code for code in self.__pydantic_extra__ if code not in OTHERS]
        if unknown:
            raise ValueError(f"« {unknown[0]} » n'est pas une langue des pages")
        if lacking := missing(self.__pydantic_extra__):
            raise ValueError(f"la phrase manque en : {', '.join(lacking)}")
        return self

    def in_language(self, code: str) -> str:
        """Return the sentence in a language, in French when it is none of the pages."""
        return self.__pydantic_extra__.get(code, self.fr)


class EmergencyNumber(_Table):
    """A number to call in an emergency (a table `numeros` of `urgences.toml`).

    numero: as it is written for people ("116 000"); nom: who answers; autres_noms: how else people
    name the line; anciens: numbers that it replaces, still typed; services: what for, keys of the
    table `services`; pays: countries where it answers, two letters each; moyen: how it is reached;
    heures: when it answers, empty when the source does not say; gratuit: True when the source says
    that it is free; acces: other ways to reach it, for who cannot hear, speak or be heard; tchat:
    page where one writes; source: page of who runs it, or of the State; lu: page that was read,
    often a copy; copie: year, month or day of that copy, empty when it shows none.
    """

    numero: Number
    nom: Text
    autres_noms: tuple[Text, ...] = ()
    anciens: tuple[Number, ...] = ()
    services: tuple[str, ...] = Field(min_length=1)
    pays: tuple[Country, ...] = Field(min_length=1)
    moyen: Literal["appel", "sms"] = "appel"
    heures: str = ""
    gratuit: bool = False
    acces: str = ""
    tchat: Address | None = None
    source: Address
    lu: Address | None = None
    copie: str = Field("", pattern=r"^(20[0-9]{2}(-[0-9]{2}){0,2})?$")

    @property
    def address(self) -> str:
        """Address of a link that calls the number, or writes to it: "tel:116000"."""
        return f"{'sms' if self.moyen == 'sms' else 'tel'}:{self.numero.replace(' ', '')}"


class Step(Sentences):
    """One thing to do, in its place among others, after a loss or a swindle.

    The sentence is in every language; service: what to call for it, a key of the table
    `services`, empty for nothing; lien: page where it is done, in France.
    """

    service: str = ""
    lien: Address | None = None


class Situation(_Table):
    """A situation of danger, and the ways of saying it (a table `situations` of `urgences.toml`).

    nom: its identifier; services: those to call, the first one first; consigne: key of what to do,
    empty when steps say it; etapes: what to do first, in order, when minutes count and no life is
    at stake; surveille: True when somebody else may look at the screen; dit: language -> ways of
    saying that it happens to oneself or to somebody; sujet: language -> names of the situation,
    which do not count in a text about something else.
    """

    nom: str
    services: tuple[str, ...] = ()
    consigne: str = ""
    etapes: tuple[Step, ...] = ()
    surveille: bool = False
    dit: dict[LanguageCode, tuple[str, ...]] = {}
    sujet: dict[LanguageCode, tuple[str, ...]] = {}


class Directory(_Table):
    """All that `urgences.toml` says; the syntax of ways of saying is described at its head.

    verifie: day when the sources were read; traduction_automatique: languages whose sentences are
    machine translations; titre, titre_premiers, possible, mention: heading of the numbers, of steps
    to do first, what comes before the numbers of a likely danger, and words that say that a
    sentence is a machine translation; consignes: key -> what to do; services: key -> what numbers
    are for; groupes: language -> name of a group -> its words; contextes: language -> words of
    texts about something else; neutres: language -> phrases that tell no emergency.
    """

    verifie: date
    traduction_automatique: tuple[LanguageCode, ...]
    titre: Sentences
    titre_premiers: Sentences
    possible: Sentences
    mention: Sentences
    consignes: dict[str, Sentences]
    services: dict[str, Sentences]
    numeros: tuple[EmergencyNumber, ...]
    groupes: dict[LanguageCode, dict[str, str]] = {}
    contextes: dict[LanguageCode, str] = {}
    neutres: dict[LanguageCode, str] = {}
    situations: tuple[Situation, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> Directory:
        """Raise ValueError when a situation or a number has an unknown service or instruction."""
        named = {
            *chain.from_iterable(each.services for each in self.situations),
            *chain.from_iterable(each.services for each in self.numeros),
        }
        named |= {step.service for each in self.situations for step in each.etapes} - {""}
        unknown = sorted(named - set(self.services))
        unknown += [
            each.consigne or each.nom
            for each in self.situations
            if each.consigne not in self.consignes and not each.etapes
        ]
        if unknown:
            raise ValueError(f"inconnu : {', '.join(unknown)}")
        return self


def read_directory(path: Path) -> Directory | None:
    """Read the numbers to call in emergencies, and the ways of saying each situation.

    Args:
        path: the TOML file (`urgences.toml`).

    Returns:
        What it says; None when there is no file.

    Raises:
        InvalidRecords: when the file cannot be read or is no TOML in UTF-8, when a key is unknown,
            or when a value is absent or malformed. It lists every error.
    """
    if not path.exists():
        return None
    expected = "des urgences (voir data/README.md)"
    try:
        return Directory.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise InvalidRecords(
            [
                RecordError(
                    path.name,
                    0,
                    ".".join(map(str, item["loc"])) or "fichier",
                    item["msg"],
                    expected,
                )
                for item in error.errors()
            ]
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidRecords(
            [RecordError(path.name, 0, "fichier", in_french(error), expected)]
        ) from error
