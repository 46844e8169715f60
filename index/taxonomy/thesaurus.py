"""The thesaurus of needs: two levels, themes and needs, with everyday words and bridges.

`data/needs.jsonl` holds one theme or one need a line. A need says how people ask for it, in what
words experts speak of it, and what stands for it in the services of médiation numérique, the
thématiques of data·inclusion and the occupations of ROME.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from index.errors import InvalidRecords, RecordError, UnknownNeed
from index.messages import in_french
from index.records import code_lists as ref
from index.records.jsonl import SHOWN_MAX_CHARS, RepeatedField, expected_of, no_repeated
from index.records.models import CodeRome, Slug, Text, Texts, coded, unique

PHRASINGS = (8, 40)
"""The least and the most everyday phrasings that a need may have."""

OtherLanguage = Literal["en", "es", "pt", "ar", "uk"]


class Theme(BaseModel):
    """A level-1 heading: what several needs have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    libelle: Text


class NeedEntry(BaseModel):
    """A level-2 heading: something that people want to do or to get.

    formulations: as people type it, mistakes included; traductions: ways of asking for it in other
    languages, by ISO 639-1 code; termes: experts' words; sigles: acronyms and what they stand for;
    services_mediation, thematiques, codes_rome: bridges, maybe empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    theme: Slug
    libelle: Text
    description: Text
    formulations: Annotated[Texts, Field(min_length=PHRASINGS[0], max_length=PHRASINGS[1])]
    traductions: Mapping[OtherLanguage, Texts] = Field(default_factory=dict)
    termes: Texts = ()
    sigles: Texts = ()
    services_mediation: Annotated[
        tuple[Annotated[str, coded(ref.SERVICES_MEDIATION)], ...], AfterValidator(unique)
    ] = ()
    thematiques: Annotated[
        tuple[Annotated[str, coded(ref.THEMATIQUES)], ...], AfterValidator(unique)
    ] = ()
    codes_rome: tuple[CodeRome, ...] = ()

    @property
    def phrases(self) -> Iterator[tuple[str, str]]:
        """Every way of asking for it, in French and in other languages, with its field."""
        yield from (("formulations", phrase) for phrase in self.formulations)
        for language, phrases in self.traductions.items():
            yield from ((f"traductions.{language}", phrase) for phrase in phrases)

    @property
    def summary(self) -> str:
        """The label and the sentence together."""
        return f"{self.libelle}. {self.description}"


class Thesaurus:
    """Themes and needs, by identifier, in the order of the file; and what is none of them."""

    def __init__(
        self,
        themes: Mapping[str, Theme],
        needs: Mapping[str, NeedEntry],
        out_of_scope: tuple[str, ...] = (),
    ) -> None:
        """themes, needs: identifier -> entry; outside: requests that no need covers."""
        self.themes = themes
        self.needs = needs
        self.out_of_scope = out_of_scope

    def theme_of(self, needs: Sequence[str]) -> str:
        """The theme of the first of some needs, empty when there is none."""
        first = self.needs.get(needs[0]) if needs else None
        return "" if first is None else first.theme

    def label(self, identifier: str) -> str:
        """The label of a need; its identifier when it is unknown."""
        found = self.needs.get(identifier)
        return identifier if found is None else found.libelle

    def need(self, identifier: str) -> NeedEntry:
        """The need of an identifier.

        Args:
            identifier: its `id`.

        Returns:
            The need.

        Raises:
            UnknownNeed: when there is none.
        """
        found = self.needs.get(identifier)
        if found is None:
            raise UnknownNeed(identifier)
        return found

    @classmethod
    def read(cls, path: Path, outside: Path | None = None) -> Thesaurus:
        """The thesaurus of a file.

        Args:
            path: JSON lines, themes before their needs.
            outside: requests that no need covers, one a line, "#" before a comment; None or an
                absent file for none.

        Returns:
            The thesaurus.

        Raises:
            InvalidRecords: with every line that is wrong: bad JSON, unknown code or theme, repeated
                identifier or phrasing.
        """
        themes: dict[str, Theme] = {}
        needs: dict[str, NeedEntry] = {}
        said: dict[str, str] = {}
        problems: list[RecordError] = []
        for number, line in _lines(path):
            try:
                entry = _entry(line)
            except ValidationError as error:
                problems += [_problem(path.name, number, each) for each in error.errors()]
                continue
            except RepeatedField as error:
                fault = (str(error), "le champ deux fois", "une seule valeur")
                problems.append(RecordError(path.name, number, *fault))
                continue
            except ValueError as error:
                expected = "un objet JSON sur une seule ligne"
                problems.append(RecordError(path.name, number, "ligne", in_french(error), expected))
                continue
            problems += [
                RecordError(path.name, number, *fault)
                for fault in _faults(entry, themes, needs, said)
            ]
            if isinstance(entry, Theme):
                themes[entry.id] = entry
            else:
                needs[entry.id] = entry
                said |= {phrase.casefold(): entry.id for _, phrase in entry.phrases}
        if problems:
            raise InvalidRecords(problems)
        return cls(themes, needs, _requests(outside))


def _requests(path: Path | None) -> tuple[str, ...]:
    if path is None or not path.exists():
        return ()
    lines = (line.strip() for _, line in _lines(path))
    return tuple(dict.fromkeys(line for line in lines if not line.startswith("#")))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their number in the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = RecordError(str(path), 0, "fichier", in_french(error), "le thésaurus")
        raise InvalidRecords([problem]) from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _problem(file: str, line: int, error: ErrorDetails) -> RecordError:
    field = ".".join(map(str, error["loc"])) or "ligne"
    return RecordError(
        file, line, field, repr(error["input"])[:SHOWN_MAX_CHARS], expected_of(error)
    )


def _entry(line: str) -> Theme | NeedEntry:
    fields = json.loads(line, object_pairs_hook=no_repeated)
    model = NeedEntry if isinstance(fields, dict) and "theme" in fields else Theme
    return model.model_validate_json(line, strict=True)


def _faults(
    entry: Theme | NeedEntry,
    themes: Mapping[str, Theme],
    needs: Mapping[str, NeedEntry],
    said: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """What is wrong with an entry among those read before: (field, found, expected)."""
    faults = []
    if entry.id in themes or entry.id in needs:
        faults.append(("id", f"« {entry.id} »", "un identifiant unique"))
    if isinstance(entry, NeedEntry):
        if entry.theme not in themes:
            faults.append(("theme", f"« {entry.theme} »", "un thème déjà donné"))
        for field, phrase in entry.phrases:
            owner = said.get(phrase.casefold())
            if owner is not None:
                faults.append((field, f"« {phrase} »", f"une autre phrase que {owner}"))
    return faults
