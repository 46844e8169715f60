"""Room of a printed sheet: how long the texts about its records may be for it to be one A4 page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from service.referral.facts import MOST_CHARS, Facts

OPTIONAL_LIMITS = (MOST_CHARS, 640, 450, 320, 240, 180, 140, 110, 90, 70, 50, 40, 0)
"""Most characters of each text that may be cut, such as the description: tried in order."""
NEEDED_LIMITS = OPTIONAL_LIMITS[1:-1]
"""Most characters of each text that nobody can go without, tried once the others are left out."""
PAPER_LINES = 47
"""Lines of an A4 page left to the records, under the note that a helper may type above them."""
PAPER_CHARS, COLUMN_CHARS, HEADING_CHARS, SOURCE_CHARS = 98, 51, 68, 104
"""Characters in a line of the page, of one of its two columns, of a heading and of the source."""
LARGE_LINES, LARGE_CHARS = 1.7, 60
"""Lines that a line of the telephone or of the hours takes, in large type, and its characters."""
COLUMN_LARGE_LINES, COLUMN_LARGE_CHARS = 1.4, 40
"""The same on a sheet of three records, where they stand in a column."""
FACT_LINES, GAP_LINES = 0.16, 2
"""Blank lines around a fact, and around a record."""
LABEL_CHARS, SOURCE_LABEL_CHARS = 12, 64
"""Characters of the label of a fact; of the line of the source, but for its texts."""
USUAL_LINES = 1
"""Lines that the title of what is usual in the network of a place takes."""
FULL_SHEET = 3
"""Records from which the telephone and the hours are set in a column."""


def limits() -> Iterator[tuple[int, int]]:
    """Yield what to try until a sheet fits one page, the longest texts first.

    Yields:
        (most characters of each text that may be cut, most characters of each needed text): the
        hours, the price and the address are cut only when all the rest is left out.
    """
    yield from ((optional, MOST_CHARS) for optional in OPTIONAL_LIMITS)
    yield from ((OPTIONAL_LIMITS[-1], needed) for needed in NEEDED_LIMITS)


def fits_one_page(entries: Sequence[Facts]) -> bool:
    """Return whether the texts about some records print on one A4 page.

    Room is kept above them for a long note that the helper may type.
    """
    return sum(paper_lines(facts, len(entries)) for facts in entries) <= PAPER_LINES


def paper_lines(facts: Facts, number: int) -> float:
    """Estimate how many lines of an A4 page a record takes, its heading and gaps included.

    facts: texts about the record; number: records on the sheet.
    """
    small = [
        FACT_LINES + ceil((LABEL_CHARS + len(text)) / COLUMN_CHARS)
        for text in (
            "?" * facts.silent, facts.network_site, facts.does, facts.offers, facts.publics,
            facts.price, facts.come, facts.site, facts.mail, facts.where, facts.languages,
            facts.access, facts.conditions, facts.contact_by,
        )
        if text
    ]  # fmt: skip
    large = [LABEL_CHARS + len(text) for text in (facts.phone, facts.hours) if text]
    if number < FULL_SHEET:
        told = sum(LARGE_LINES * ceil(chars / LARGE_CHARS) for chars in large) + _balanced(small)
    else:
        told = _balanced(
            [*(COLUMN_LARGE_LINES * ceil(chars / COLUMN_LARGE_CHARS) for chars in large), *small]
        )
    heading = 1.5 * ceil(len(facts.name) / HEADING_CHARS)
    usual = USUAL_LINES if facts.place else 0
    summary = ceil(len(facts.network + facts.summary) / PAPER_CHARS)
    source = len(facts.updated + facts.caution + facts.path) + SOURCE_LABEL_CHARS
    return heading + summary + usual + told + ceil(source / SOURCE_CHARS) + GAP_LINES


def _balanced(facts: Sequence[float]) -> float:
    """Return the lines of two columns as level as can be; facts: lines of each, in order."""
    return min(max(sum(facts[:end]), sum(facts[end:])) for end in range(len(facts) + 1))
