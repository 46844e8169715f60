"""Interface of the engines that are compared: records in, ranked identifiers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Document:
    """A record as a peer gets it.

    identifier: the `id` of the record; name: its name; text: its passage "Fiche entière".
    """

    identifier: str
    name: str
    text: str


class Peer(Protocol):
    """A search engine that ranks the same records; opened by the `opened` of its module."""

    @property
    def description(self) -> str:
        """Version and settings of the engine, in French, printed under the table."""
        ...

    def index(self, documents: Sequence[Document]) -> None:
        """Index the records, once, before any search."""
        ...

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records, best first, `metrics.CUTOFF` at most."""
        ...


class Absent(Exception):
    """A peer that cannot run on this machine: the message says what is missing."""
