"""Proposal: what an organisation says of its record, and the public page that proves it.

Nothing is known of its author: neither name, nor address, nor hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import JsonValue

Changes = Mapping[str, JsonValue]
"""Name of a field of a record -> its proposed value in JSON; None empties the field."""


class Kind(StrEnum):
    """Kind of a proposal: a missing structure, a record confirmed as it is, or corrected."""

    NEW = "nouvelle"
    CONFIRMATION = "confirmation"
    CORRECTION = "correction"


class Status(StrEnum):
    """State of a proposal: waiting to be read, written into the catalogue, or refused."""

    WAITING = "attente"
    ACCEPTED = "acceptee"
    REFUSED = "refusee"


@dataclass(frozen=True)
class Proposal:
    """What an organisation proposes.

    kind: new structure, confirmation or correction; proof: URL of the public page that proves it;
    record: identifier of the record, "" for a new structure; changes: fields that it changes, none
    for a confirmation, all those that were typed for a new structure.
    """

    kind: Kind
    proof: str
    record: str = ""
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True)
class StoredProposal:
    """A proposal as the database holds it.

    number: its identifier; day: when it was sent, such as "2026-11-27"; status: waiting, accepted
    or refused; reason: of a refusal, "" otherwise. Once it is settled, its changes and its proof
    are erased.
    """

    number: int
    day: str
    proposal: Proposal
    status: Status
    reason: str

    @property
    def name(self) -> str:
        """Return the name to list it under: its record, or that of the new structure."""
        return self.proposal.record or str(self.proposal.changes.get("nom") or "")
