"""What every peer is to the comparison: records in, identifiers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Document:
    """One record as a peer gets it.

    identifier: the `id` of the record; name: what it is called; text: its passage "Fiche entière".
    """

    identifier: str
    name: str
    text: str


class Peer(Protocol):
    """A search engine that ranks the same records; opened by the `opened` of its module."""

    @property
    def description(self) -> str:
        """Its version and its settings, in French, for who reads the table."""
        ...

    def index(self, documents: Sequence[Document]) -> None:
        """Take the records, once, before any search."""
        ...

    def search(self, text: str) -> list[str]:
        """The identifiers of at most `index.evaluation.metrics.CUTOFF` records, best first."""
        ...


class Absent(Exception):
    """A peer that cannot run on this machine: the message says what is missing."""
