"""Short codes in the service: the codes of a short-list, and what each code of a list names."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from index.codes.code_table import CodeTable
from index.codes.short_code import write_codes
from index.errors import InvalidRecords
from index.search.retriever import Retriever
from service.presentation.i18n import to
from service.presentation.location_card import location_card
from service.presentation.opening import NO_BREAK
from service.referral.facts import Facts, Visit, facts_of

LOG = logging.getLogger("orientess")
LIST_PATH = "/liste"
"""Path of the page of a list of codes; the codes follow it."""
LISTED_CHARS = 320
"""Most characters of a text about a record, on the page of a list of codes."""
TIME = re.compile(r"\d+ h(?: \d\d)?(?! sur)")
"""A time in French, such as "17 h 30"."""
Stamp = tuple[tuple[int, int] | None, ...]


class Codes:
    """Codes of the catalogue and of the imports, read again when their files change."""

    def __init__(self, *paths: Path) -> None:
        """paths: the files of codes; where two say otherwise, the first one is right."""
        self._paths = paths
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._table = CodeTable()

    @property
    def table(self) -> CodeTable:
        """The codes given so far; those read before when a file can no longer be read."""
        stamp = tuple(map(_stamp, self._paths))
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._table = self._read()
            return self._table

    def _read(self) -> CodeTable:
        try:
            table = CodeTable()
            for path in self._paths:
                table = table.merged(CodeTable.read(path))
        except InvalidRecords as error:
            LOG.error("codes illisibles : %s", error.errors[0])
            return self._table
        return table

    def address(self, identifiers: Iterable[str]) -> str:
        """Return the URL, without the host, of the list of some records or locations.

        "" when one of them has no code, or when there are none.
        """
        codes = [self.table.by_identifier.get(identifier, "") for identifier in identifiers]
        return to(f"{LIST_PATH}/{write_codes(codes)}") if codes and all(codes) else ""


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does; None when it is absent."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@dataclass(frozen=True)
class Listed:
    """What a code names: code; facts: short texts about it, None when it has left or never was.

    path: URL of its page, "" without one; given: whether the code was ever given; places: URL of
    the places of a record that has some, "" for none.
    """

    code: str
    given: bool
    facts: Facts | None = None
    path: str = ""
    places: str = ""

    @property
    def hours(self) -> str:
        """Return the opening hours, whose times no line break splits."""
        hours = self.facts.hours if self.facts else ""
        return TIME.sub(lambda found: found[0].replace(" ", NO_BREAK), hours)


def listed(codes: Sequence[str], table: CodeTable, retriever: Retriever) -> list[Listed]:
    """Return what each code names now, in order.

    codes: as they were read; table: codes given so far; retriever: gives records and locations.
    """
    return [_listed(code, table.by_code.get(code, ""), retriever) for code in codes]


def _listed(code: str, identifier: str, retriever: Retriever) -> Listed:
    row = retriever.rows.get(identifier)
    if row is not None:
        facts = facts_of(retriever.records[row], LISTED_CHARS)
        path = to(f"/fiches/{identifier}")
        has_places = bool(retriever.location_counts[row])
        return Listed(code, True, facts, path, f"{path}/lieux" if has_places else "")
    if not identifier or retriever.locations.row_of(identifier) is None:
        return Listed(code, bool(identifier))
    near = retriever.location(identifier)
    networks = near.location.networks
    record = next(retriever.record(each) for each in networks if each in retriever.rows)
    card = location_card(retriever, near, datetime.now(UTC))
    facts = facts_of(record, LISTED_CHARS, Visit(location=card, near=near))
    return Listed(code, True, facts, to(f"/lieux/{near.location.id}"))
