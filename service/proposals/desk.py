"""Desk of the operator: the proposals, reports and opinions to settle, and the ways to settle them.

`orientess proposals`, `reports` and `feedback` do the same from a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import JsonValue

from index.errors import InvalidQuery
from index.messages import Sentence
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from service.feedback.opinions import Feedback, Judgement, StoredOpinion
from service.feedback.reports import Reports, StoredReport
from service.feedback.reports import Status as ReportStatus
from service.proposals.acceptance import accept, same_name
from service.proposals.amendment import differences
from service.proposals.fields import LABELS
from service.proposals.proposal import Kind, Status, StoredProposal
from service.proposals.table import Proposals

SHOWN = 50
"""Most items of one kind on the page; the others come once these are settled."""
KINDS: Mapping[Kind, str] = {
    Kind.NEW: Sentence("Nouvelle structure"),
    Kind.CONFIRMATION: Sentence("Fiche confirmée"),
    Kind.CORRECTION: Sentence("Fiche corrigée"),
}
"""Kind of a proposal -> what it is called."""
Item = TypeVar("Item")


class Action(StrEnum):
    """What the operator does of an item: the value of a button."""

    ACCEPT = "accepter"
    REFUSE = "refuser"
    READ = "signalement-lu"
    DONE = "signalement-traite"
    RETAIN = "avis-retenu"
    DISCARD = "avis-ecarte"


@dataclass(frozen=True)
class ShownChange:
    """A field that a proposal changes: its label, its value today and the proposed one, in words.

    A value is "" when there is none.
    """

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownProposal:
    """A waiting proposal as the operator reads it.

    stored: the proposal; name: of the structure; changes: field by field; same: identifier of a
    record of the catalogue that has the name of a new structure, "" for none; gone: True when the
    catalogue no longer has the record.
    """

    stored: StoredProposal
    name: str
    changes: Sequence[ShownChange]
    same: str
    gone: bool


@dataclass(frozen=True)
class Waiting(Generic[Item]):
    """Items of one kind that wait: those that are shown, and how many there are in all."""

    items: Sequence[Item]
    total: int

    @classmethod
    def first_of(cls, items: Sequence[Item]) -> Waiting[Item]:
        """Return the first items of a list, and its length."""
        return cls(items[:SHOWN], len(items))


@dataclass(frozen=True)
class Desk:
    """The tables of what people send, and the catalogue that proposals are written into.

    catalogue: path of the JSONL of our records.
    """

    proposals: Proposals
    reports: Reports
    feedback: Feedback
    catalogue: Path

    def waiting_reports(self) -> Waiting[StoredReport]:
        """Return the reports of errors that are not handled yet, in order of arrival."""
        reports = self.reports.all()
        return Waiting.first_of([each for each in reports if each.status != ReportStatus.DONE])

    def waiting_opinions(self) -> Waiting[StoredOpinion]:
        """Return the opinions that are not judged yet: those with words, then the others."""
        opinions = [each for each in self.feedback.all() if not each.judgement]
        return Waiting.first_of(sorted(opinions, key=lambda opinion: not opinion.words))

    def waiting_proposals(
        self, records: Sequence[AnyRecord], thesaurus: Thesaurus
    ) -> Waiting[ShownProposal]:
        """Return the proposals that wait, with what they change today, in order of arrival.

        records: those of the catalogue; thesaurus: gives the labels of needs.
        """
        stored = self.proposals.all(Status.WAITING)
        by_id = {record.id: record for record in records}
        shown = [shown_proposal(proposal, by_id, thesaurus) for proposal in stored[:SHOWN]]
        return Waiting(shown, len(stored))

    def settle(self, action: str, number: int, reason: str = "") -> Sentence:
        """Do what the operator decided of one item.

        Args:
            action: value of an `Action`.
            number: number of the proposal, report or opinion.
            reason: of the refusal of a proposal; ignored otherwise.

        Returns:
            What was done, for the operator.

        Raises:
            InvalidQuery: when there is no such action, or no such item that waits.
            OrientessError: when a proposal can no longer be accepted, or the database fails.
            OSError: when the catalogue cannot be written.
        """
        match action:
            case Action.ACCEPT:
                record = accept(self.proposals, number, self.catalogue)
                return Sentence(
                    "La fiche %(record)s est écrite. Lancez « orientess build » pour la publier.",
                    record=record,
                )
            case Action.REFUSE:
                self.proposals.refuse([number], reason)
                return Sentence("La proposition %(number)s est refusée.", number=number)
            case Action.READ | Action.DONE:
                status = ReportStatus.READ if action == Action.READ else ReportStatus.DONE
                self.reports.mark([number], status)
                return Sentence("Le signalement %(number)s est classé.", number=number)
            case Action.RETAIN | Action.DISCARD:
                kept = action == Action.RETAIN
                judgement = Judgement.RETAINED if kept else Judgement.DISCARDED
                self.feedback.judge([number], judgement)
                return Sentence("L'avis %(number)s est jugé.", number=number)
        raise InvalidQuery("action", Sentence("Choisissez une action de la page."))


def shown_proposal(
    stored: StoredProposal, records: Mapping[str, AnyRecord], thesaurus: Thesaurus
) -> ShownProposal:
    """Return a proposal as the operator reads it.

    stored: the proposal; records: identifier -> record of the catalogue; thesaurus: gives the
    labels of needs.
    """
    proposal = stored.proposal
    record = records.get(proposal.record)
    same = same_name(stored.name, records.values()) if proposal.kind is Kind.NEW else None
    return ShownProposal(
        stored,
        stored.name if record is None else record.nom,
        tuple(shown_changes(stored, record, thesaurus)),
        "" if same is None else same.id,
        record is None and proposal.kind is not Kind.NEW,
    )


def shown_changes(
    stored: StoredProposal, record: AnyRecord | None, thesaurus: Thesaurus
) -> Iterator[ShownChange]:
    """Yield what a proposal changes in a record, field by field, in words.

    stored: the proposal; record: as it is today, None for a new structure; thesaurus: gives the
    labels of needs.
    """
    for difference in differences(record, stored.proposal.changes):
        field = difference.field
        before, after = (
            value_in_words(field, value, thesaurus)
            for value in (difference.before, difference.after)
        )
        yield ShownChange(LABELS.get(field, field), before, after)


def value_in_words(field: str, value: JsonValue, thesaurus: Thesaurus) -> str:
    """Return the value of a field in words, codes by their labels; "" for none."""
    if isinstance(value, list):
        return ", ".join(value_in_words(field, item, thesaurus) for item in value)
    if value is None:
        return ""
    if field == "publics":
        return ref.PUBLICS.label(str(value))
    return thesaurus.label(str(value)) if field == "besoins" else str(value)
