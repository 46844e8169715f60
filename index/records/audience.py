"""Audience of a record: whether it is for people of whom a query says nothing.

When a query does not mention a disability, a record for deaf people may still be useful to the
person who typed it. It should not come first, nor be shown as an answer.
"""

from __future__ import annotations

from collections.abc import Collection

from index.records import code_lists as ref
from index.records.models import AnyRecord

DISABLED = "personnes-en-situation-de-handicap"
DISABILITY_NEEDS = frozenset({
    "inclusion--malvoyant", "inclusion--sourd", "inclusion--handicap-moteur",
    "inclusion--handicap-mental", "emploi--handicap-numerique", "demarches--handicap-autonomie",
})  # fmt: skip
"""Needs of the thesaurus that tell that a person with a disability is concerned."""


def is_for_others(record: AnyRecord, needs: Collection[str]) -> bool:
    """Return whether a record is for people with a disability, and a query concerns none.

    record: for these people when it names them, not everybody, and the first need that it declares
    is theirs; needs: identifiers of the needs nearest to the query.
    """
    if DISABLED not in record.publics or ref.PUBLICS.universal in record.publics:
        return False
    own = DISABILITY_NEEDS.intersection(record.besoins[:1])
    return bool(own) and DISABILITY_NEEDS.isdisjoint(needs)
