"""State of a source between two updates: versions of its files, number of rows, dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, ValidationError

from index.files import FileDigest, write_atomically
from index.frozen_model import FrozenModel
from index.locations.models import LICENCES

if TYPE_CHECKING:
    from index.sync.sources import Source  # loads httpx: a page of credits needs none

STATE = "state.json"
EARLY = timedelta(hours=6)
"""A source is looked at this much before its period ends: a timer is never quite on time."""
_IMPORTED_BY = {"url", "url_services", "format", "correspondance", "retenir", "par_pages"}
"""Fields of a source that change what is imported from it."""


class StoredFile(FrozenModel):
    """The last good version of one file of a source.

    url: address that gave it, once redirections were followed; etag, last_modified: headers of its
    response, or ""; digest: size and SHA-256 of the stored file.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    digest: FileDigest


class Credit(FrozenModel):
    """Credit that the licence of a source asks to be shown to readers.

    title: of the source; producer: who publishes it; licence: label of its licence; page: address
    that presents it, or None; date: when its records were last imported.
    """

    title: str
    producer: str
    licence: str
    page: str | None
    date: AwareDatetime


class SourceState(FrozenModel):
    """State stored of a source.

    definition: fingerprint of how it is read; checked: when it was last good or unchanged;
    accepted: when its files were last imported; rows: number of their rows; files: suffix of the
    name of a file -> its version; credit: what is shown of it.
    """

    definition: str
    checked: AwareDatetime
    accepted: AwareDatetime
    rows: int
    files: dict[str, StoredFile]
    credit: Credit

    def is_due(self, source: Source, now: datetime) -> bool:
        """Return True if the period of a source is over since it was checked.

        It is due too if it was checked in the future: the clock was ahead then.
        """
        return self.checked > now or now - self.checked >= source.period - EARLY


def definition_of(source: Source) -> str:
    """Return a fingerprint of what changes the records imported from a source."""
    return sha256(source.model_dump_json(include=_IMPORTED_BY).encode()).hexdigest()


def credit_of(source: Source, accepted: datetime) -> Credit:
    """Return what is to be shown of a source whose records were imported at a time."""
    return Credit(
        title=source.titre,
        producer=source.credit,
        licence=LICENCES.labels[source.licence],
        page=source.page,
        date=accepted,
    )


def read_credits(home: Path, imports: Path) -> list[Credit]:
    """Return what is to be shown of every source whose imported records are there, by name.

    home: folder of what is stored of each source; imports: folder of the imported records.
    """
    names = sorted(path.stem for path in imports.glob("*.jsonl"))
    states = (read_state(home / name) for name in names)
    return [state.credit for state in states if state is not None]


def read_state(folder: Path) -> SourceState | None:
    """Read the state of a source in its folder; None when there is none, or it is damaged."""
    try:
        return SourceState.model_validate_json((folder / STATE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write_state(folder: Path, state: SourceState) -> None:
    """Replace the state of a source in its folder, in one step."""
    write_atomically(folder / STATE, state.model_dump_json(indent=1) + "\n")
