"""Thesaurus of needs ("réparer mon ordinateur"), in two levels: themes, and needs under each.

`data/needs.jsonl` holds a theme or a need a line. A need has everyday phrasings, terms of experts,
and its equivalents in three public lists: the services of médiation numérique (help with digital
tools), the thématiques of data·inclusion (social services) and the occupations of ROME (France
Travail).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from index.errors import InvalidRecords, RecordError, UnknownNeed
from index.frozen_model import FrozenModel
from index.languages import OtherLanguage
from index.messages import in_french
from index.records import code_lists as ref
from index.records.field_types import CodeRome, Slug, Text, Texts, coded, unique
from index.records.jsonl import SHOWN_MAX_CHARS, RepeatedField, expected_of, without_repeated_fields

PHRASINGS = (8, 60)
"""Fewest and most everyday phrasings in French that a need of the thesaurus may have."""


class Theme(FrozenModel):
    """Theme of the thesaurus: a heading that groups needs. id: identifier; libelle: label."""

    id: Slug
    libelle: Text


class NeedEntry(FrozenModel):
    """Need of the thesaurus: something people look for, such as help with forms.

    id: identifier; theme: identifier of its theme; libelle: label; phrase_facile: what a place that
    serves it does for people, one sentence in easy French, "" without one; formulations: everyday
    phrasings as people type them, some misspelt; traductions: ISO 639-1 code of another language ->
    phrasings in it; termes: terms of experts; sigles: acronyms with their meaning;
    services_mediation, thematiques, codes_rome: equivalent codes in the public lists of médiation
    numérique, data·inclusion and ROME, possibly none.
    """

    id: Slug
    theme: Slug
    libelle: Text
    description: Text
    phrase_facile: Text = ""
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
        """All the phrasings, as pairs (name of a field, phrasing): French, then other languages.

        The name is "formulations" for French, "traductions.en" for English.
        """
        yield from (("formulations", phrase) for phrase in self.formulations)
        for language, phrases in self.traductions.items():
            yield from ((f"traductions.{language}", phrase) for phrase in phrases)

    @property
    def summary(self) -> str:
        """Label and description of the need as one text: "label. description"."""
        return f"{self.libelle}. {self.description}"


class Thesaurus:
    """Thesaurus of needs: what people look for, in everyday words, grouped by theme.

    themes, needs: identifier -> entry, in the order of the file; out_of_scope: examples of queries
    that no need answers.
    """

    def __init__(
        self,
        themes: Mapping[str, Theme],
        needs: Mapping[str, NeedEntry],
        out_of_scope: tuple[str, ...] = (),
    ) -> None:
        """themes, needs: identifier -> entry; out_of_scope: queries that no need answers."""
        self.themes = themes
        self.needs = needs
        self.out_of_scope = out_of_scope

    def theme_of(self, needs: Sequence[str]) -> str:
        """Return the identifier of the theme of the first of some needs.

        needs: identifiers. The result is "" when there are none, or the first is not in the
        thesaurus.
        """
        first = self.needs.get(needs[0]) if needs else None
        return "" if first is None else first.theme

    def label(self, identifier: str) -> str:
        """Return the label of the need with an identifier, or the identifier when there is none."""
        need = self.needs.get(identifier)
        return identifier if need is None else need.libelle

    def easy_sentences(
        self, declared: Sequence[str], understood: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Return what a record or a location does for people, in easy French, a sentence a need.

        declared: identifiers of the needs that it says it serves; understood: those of the needs
        that a query expresses, the likeliest first: their sentences come before the others. Needs
        without a sentence are left out; the result is empty when no need has one.
        """
        searched = [need for need in understood if need in declared]
        served = dict.fromkeys((*searched, *declared))
        needs = (self.needs[need] for need in served if need in self.needs)
        return tuple(need.phrase_facile for need in needs if need.phrase_facile)

    def need(self, identifier: str) -> NeedEntry:
        """Return the need that has an identifier.

        Args:
            identifier: the `id` of the need.

        Returns:
            The need, with its phrasings.

        Raises:
            UnknownNeed: when no need of the thesaurus has this identifier.
        """
        need = self.needs.get(identifier)
        if need is None:
            raise UnknownNeed(identifier)
        return need

    @classmethod
    def read(cls, path: Path, out_of_scope: Path | None = None) -> Thesaurus:
        """Read a thesaurus of needs from its files.

        Args:
            path: JSON lines, a theme or a need a line, each theme before its needs.
            out_of_scope: text file of examples of queries that no need answers, one a line; lines
                that start with "#" are comments; None or an absent file for no examples.

        Returns:
            The thesaurus.

        Raises:
            InvalidRecords: when a file cannot be read, or any line is wrong: bad JSON, unknown
                field, code or theme, identifier or phrasing already used; it lists every error.
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
