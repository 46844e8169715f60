"""Thesaurus of needs, in two levels: themes, and needs under each theme.

`data/needs.jsonl` holds a theme or a need a line. A need has everyday phrasings, terms of experts,
and bridges: the equivalent codes of the services of médiation numérique, of the thématiques of
data·inclusion and of the occupations of ROME.
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
from index.records.jsonl import SHOWN_MAX_CHARS, RepeatedField, expected_of, without_repeated_fields
from index.records.models import CodeRome, Slug, Text, Texts, coded, unique

PHRASINGS = (8, 40)
"""Least and greatest number of everyday phrasings of a need."""

OtherLanguage = Literal["en", "es", "pt", "ar", "uk"]
"""ISO 639-1 code of a language that needs have phrasings in, besides French."""


class Theme(BaseModel):
    """A heading of the first level, which groups needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    libelle: Text


class NeedEntry(BaseModel):
    """A heading of the second level: a need, which people want to meet.

    formulations: everyday phrasings, as people type them, misspelt ones included; traductions:
    phrasings in other languages, by ISO 639-1 code; termes: terms of experts; sigles: acronyms with
    their meaning; services_mediation, thematiques, codes_rome: equivalent codes, may be empty.
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
        """Phrasings in French, then in other languages: (name of the field, phrasing)."""
        yield from (("formulations", phrase) for phrase in self.formulations)
        for language, phrases in self.traductions.items():
            yield from ((f"traductions.{language}", phrase) for phrase in phrases)

    @property
    def summary(self) -> str:
        """The label and the description together, as one text."""
        return f"{self.libelle}. {self.description}"


class Thesaurus:
    """Themes and needs by identifier, in the order of the file, and texts that no need covers."""

    def __init__(
        self,
        themes: Mapping[str, Theme],
        needs: Mapping[str, NeedEntry],
        out_of_scope: tuple[str, ...] = (),
    ) -> None:
        """themes, needs: identifier -> entry; out_of_scope: texts that no need covers."""
        self.themes = themes
        self.needs = needs
        self.out_of_scope = out_of_scope

    def theme_of(self, needs: Sequence[str]) -> str:
        """Return the theme of the first of some needs, empty without any."""
        first = self.needs.get(needs[0]) if needs else None
        return "" if first is None else first.theme

    def label(self, identifier: str) -> str:
        """Return the label of a need; the identifier itself when no need has it."""
        need = self.needs.get(identifier)
        return identifier if need is None else need.libelle

    def need(self, identifier: str) -> NeedEntry:
        """Return the need of an identifier.

        Args:
            identifier: its `id`.

        Returns:
            The need.

        Raises:
            UnknownNeed: when no need has it.
        """
        need = self.needs.get(identifier)
        if need is None:
            raise UnknownNeed(identifier)
        return need

    @classmethod
    def read(cls, path: Path, out_of_scope: Path | None = None) -> Thesaurus:
        """Read a thesaurus.

        Args:
            path: JSON lines, themes before their needs.
            out_of_scope: texts that no need covers, one a line, "#" before a comment; None or an
                absent file for none.

        Returns:
            The thesaurus.

        Raises:
            InvalidRecords: with every error of every line: bad JSON, unknown code or theme,
                repeated identifier or phrasing.
        """
        themes: dict[str, Theme] = {}
        needs: dict[str, NeedEntry] = {}
        owners: dict[str, str] = {}
        errors: list[RecordError] = []
        for number, line in _lines(path):
            try:
                entry = _entry(line)
            except (ValidationError, RepeatedField, ValueError) as error:
                errors += _line_errors(path.name, number, error)
                continue
            errors += [
                RecordError(path.name, number, *details)
                for details in _conflicts(entry, themes, needs, owners)
            ]
            if isinstance(entry, Theme):
                themes[entry.id] = entry
            else:
                needs[entry.id] = entry
                owners |= {phrase.casefold(): entry.id for _, phrase in entry.phrases}
        if errors:
            raise InvalidRecords(errors)
        return cls(themes, needs, _texts(out_of_scope))


def _texts(path: Path | None) -> tuple[str, ...]:
    """Return the distinct lines of a file, comments left out; none without a file."""
    if path is None or not path.exists():
        return ()
    lines = (line.strip() for _, line in _lines(path))
    return tuple(dict.fromkeys(line for line in lines if not line.startswith("#")))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Return the lines that are not blank, with their number in the file, from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        unreadable = RecordError(str(path), 0, "fichier", in_french(error), "le thésaurus")
        raise InvalidRecords([unreadable]) from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _line_errors(file: str, line: int, error: ValueError) -> list[RecordError]:
    """Return the errors of a line that is not a theme nor a need."""
    match error:
        case ValidationError():
            return [_field_error(file, line, details) for details in error.errors()]
        case RepeatedField():
            value, expected = "le champ deux fois", "une seule valeur"
            return [RecordError(file, line, str(error), value, expected)]
        case _:
            expected = "un objet JSON sur une seule ligne"
            return [RecordError(file, line, "ligne", in_french(error), expected)]


def _field_error(file: str, line: int, error: ErrorDetails) -> RecordError:
    """Return the error of a field, as pydantic reports it."""
    field = ".".join(map(str, error["loc"])) or "ligne"
    value = repr(error["input"])[:SHOWN_MAX_CHARS]
    return RecordError(file, line, field, value, expected_of(error))


def _entry(line: str) -> Theme | NeedEntry:
    """Return the theme or the need of a line."""
    fields = json.loads(line, object_pairs_hook=without_repeated_fields)
    model = NeedEntry if isinstance(fields, dict) and "theme" in fields else Theme
    return model.model_validate_json(line, strict=True)


def _conflicts(
    entry: Theme | NeedEntry,
    themes: Mapping[str, Theme],
    needs: Mapping[str, NeedEntry],
    owners: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """Return the conflicts of an entry with those read before: (field, value, expected).

    owners: phrasing, without case -> identifier of the need that has it.
    """
    conflicts = []
    if entry.id in themes or entry.id in needs:
        conflicts.append(("id", f"« {entry.id} »", "un identifiant unique"))
    if isinstance(entry, NeedEntry):
        if entry.theme not in themes:
            conflicts.append(("theme", f"« {entry.theme} »", "un thème déjà donné"))
        for field, phrase in entry.phrases:
            owner = owners.get(phrase.casefold())
            if owner is not None:
                conflicts.append((field, f"« {phrase} »", f"une autre phrase que {owner}"))
    return conflicts
