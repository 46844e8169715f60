"""Lists of places: the files that are read, their producer, licence, network and date."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.locations.models import LICENCES
from index.messages import in_french
from index.records.field_types import Month, Slug, Text, coded


class PlaceList(FrozenModel):
    """List of places of one producer: its file, and what is true of all its rows.

    The fields are explained in `data/lieux/lists.toml`, which holds one table a list. Lists come in
    the order in which they are trusted.
    """

    fichier: str
    prefixe: Slug
    source: Slug
    credit: Text
    reseau: Slug
    licence: Annotated[str, coded(LICENCES)]
    date: Month
    a_verifier: bool = False
    numeros: bool = True
    contacts: bool = True
    horaires: bool = True
    conseillers: bool = False
    sans_doublon: bool = False
    types: tuple[str, ...] = Field(())
    sieges: str = ""

    def retains(self, kind: str) -> bool:
        """Return True if a row of some type is a place open to the public."""
        return not self.types or any(re.fullmatch(wanted, kind) for wanted in self.types)

    def is_seat(self, name: str) -> bool:
        """Return True if the name of a place says that it is the seat of an employer.

        name: in lower case without accents. A list may name who employs in place of where one goes.
        """
        return bool(self.sieges) and re.search(self.sieges, name) is not None


def _different(lists: tuple[PlaceList, ...]) -> tuple[PlaceList, ...]:
    """Return lists as they are; refuse two with one prefix, whose identifiers could be the same."""
    if len({each.prefixe for each in lists}) != len(lists):
        raise ValueError("deux listes de même préfixe")
    return lists


_LISTS: TypeAdapter[tuple[PlaceList, ...]] = TypeAdapter(
    Annotated[tuple[PlaceList, ...], AfterValidator(_different)]
)


def read_lists(path: Path) -> tuple[PlaceList, ...]:
    """Read the table of the lists of places, in the order in which they are trusted.

    Raises InvalidRecords when the file is absent or a list lacks a field or has an invalid one.
    """
    try:
        return _LISTS.validate_python(tomllib.loads(path.read_text("utf-8")).get("liste", ()))
    except OSError as error:
        reason = in_french(error)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        reason = str(error)
    raise InvalidRecords([RecordError(path.name, 0, "liste", reason, "des tables [[liste]]")])
