"""Autocomplete of names: the records of which a form of the name begins with a text."""

from __future__ import annotations

from index.names.forms import Kind
from index.names.table import NameTable
from index.places.names import name_key

MIN_CHARS, MAX_CHARS = 2, 120
"""Fewest characters for which names are suggested, and most that are read."""
MAX_NAMES = 4
"""Most names suggested for a text, unless the caller sets another limit."""


def suggest(table: NameTable, text: str, limit: int = MAX_NAMES) -> list[int]:
    """Return the rows of the records whose name begins with a text, full names first.

    Args:
        table: the names of an index.
        text: what is typed so far; case, accents and punctuation do not matter.
        limit: most records to return.

    Returns:
        Their rows, each once; empty for fewer than two characters.
    """
    key = name_key(text[:MAX_CHARS])
    if len(key) < MIN_CHARS:
        return []
    facts = table.facts[table.keys.starting(key)]
    facts = facts[~facts["location"] & (facts["kind"] < Kind.PART)]
    ordered = sorted(zip(facts["kind"].tolist(), facts["owner"].tolist(), strict=True))
    return list(dict.fromkeys(owner for _, owner in ordered))[:limit]
