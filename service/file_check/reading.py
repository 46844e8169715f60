"""Check of a file in pieces of a few milliseconds, which give way to the requests of others."""

from __future__ import annotations

from time import monotonic, perf_counter

from starlette.requests import ClientDisconnect, Request

from index.errors import InvalidRecords, RecordError
from index.importers.pipeline import Import, check
from index.importers.report import ImportReport
from index.places.gazetteer import Gazetteer
from service.auth.access import charge
from service.file_check.faults import Faults
from service.file_check.upload import MAX_ROWS, SentFile
from service.http.capacity import BatchQueue

PIECE_S, TURN_S, LIMIT_S = 0.005, 0.5, 40.0
"""Seconds of a piece, of a turn in the line of batches, and of a whole check; a check that lasts
longer tells what it found so far."""
SOURCE = "fichier"
"""Producer of the rows that name none."""


class Reading:
    """Check of one file: counts and faults so far.

    report: counts of the rows; faults: the worst; error: why the file cannot be read further, None
    while it can; is_cut: whether rows are left beyond the limits.
    """

    def __init__(self, sent: SentFile, gazetteer: Gazetteer, most: int) -> None:
        """sent: the file; gazetteer: names of places, to check communes; most: faults kept."""
        self.report = ImportReport(sent.name)
        self.faults = Faults(most)
        self.error: RecordError | None = None
        self.is_cut = False
        self._cost = sent.cost
        self._rows = check(Import(sent.path, source=SOURCE), gazetteer, self.report)

    async def run(self, request: Request, batches: BatchQueue) -> None:
        """Read the file, some rows at a time, in the line of batches; a thread does the work.

        It is charged once the line let it in: a client that it refuses comes back.

        Args:
            request: that sent the file.
            batches: the line, left from time to time to the batches that wait.

        Raises:
            ServiceBusy: when too many batches wait already.
            QuotaSpent: when its cost is more than what is left to its client.
            ClientDisconnect: when nobody waits for the answer any more.
        """
        end, begun, more = monotonic() + LIMIT_S, False, True
        while more and not self.is_cut:
            async with batches.opened(request, patient=begun) as slots:
                if not begun:
                    await charge(request, self._cost)
                    begun = True
                turn = monotonic() + TURN_S
                while more and monotonic() < turn:
                    more = await slots.run(self.advance)
            if await request.is_disconnected():
                raise ClientDisconnect
            if more and monotonic() > end:
                self.is_cut = True

    def advance(self) -> bool:
        """Read rows for some milliseconds; return whether there are more to read."""
        end = perf_counter() + PIECE_S
        try:
            while perf_counter() < end:
                if self.report.read >= MAX_ROWS:
                    self.is_cut = next(self._rows, None) is not None
                    return False
                problems = next(self._rows, None)
                if problems is None:
                    return False
                self.faults.add(problems)
        except InvalidRecords as error:
            self.error = error.errors[0]
            return False
        return True

    def close(self) -> None:
        """Close the file."""
        self._rows.close()
