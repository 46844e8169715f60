"""A file that a form sends: received on disk without a name, so that nothing of it can remain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from index.errors import InvalidQuery, ServiceBusy
from index.importers.report import shown
from index.importers.row_reader import CHUNK_BYTES, is_json
from service.http.capacity import Slot
from service.http.fair_queue import TOO_MANY
from service.http.security import BodyTooLong
from service.runtime.request_state import request_state

PATH = "/valider"
FIELD, FORM = "fichier", "forme"
"""Fields of the form: the file, and the form of the answer."""
MAX_MB = 10
MAX_BYTES = MAX_MB * 1_000_000
BODY_MAX_BYTES = MAX_BYTES + 10_000
"""Longest body: a file, and what a form writes around it."""
MAX_ROWS = 30_000
"""Rows read of a file, at most."""
UNIT_BYTES, UNIT_ROWS = 50_000, 100
"""Bytes, and rows, that count for one more request in a quota: either takes as long as a search."""
RECEIVED_AT_ONCE = 4
"""Files that one process receives and checks at once: each may take `MAX_BYTES` of disk."""
RECEIVE_LIMIT_S = 120.0
MAX_FIELDS = 4
"""Fields of the form besides the file, at most."""
NO_FILE = "Choisissez un fichier."
EMPTY = "Ce fichier est vide."
TOO_LONG = f"Ce fichier dépasse {MAX_MB} Mo."
TOO_SLOW = "Ce fichier met trop de temps à arriver : réessayez."
UNREADABLE = "L'envoi est illisible : renvoyez le fichier par le formulaire."


@dataclass(frozen=True)
class SentFile:
    """A file received. name: as its sender has it; path: where it is read while it is open.

    size: in bytes; rows: as many as it holds at most, a guess; as_csv: whether the answer is a CSV.
    """

    name: str
    path: Path
    size: int
    rows: int
    as_csv: bool

    @property
    def cost(self) -> int:
        """Requests that its check counts for."""
        rows = min(self.rows, MAX_ROWS)
        return 1 + max(self.size // UNIT_BYTES, rows // UNIT_ROWS)


class UploadRefused(InvalidQuery):
    """Raised when what a form sends is no file to check. status: HTTP status of the answer."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(FIELD, message)
        self.status = status


class Uploads:
    """Files received by one process: a few at once, so that they never fill its disk."""

    def __init__(self, most: int = RECEIVED_AT_ONCE, limit_s: float = RECEIVE_LIMIT_S) -> None:
        """most: files at once; limit_s: seconds that one may take to arrive."""
        self._free, self._limit_s = most, limit_s

    @asynccontextmanager
    async def received(self, request: Request) -> AsyncIterator[SentFile]:
        """Receive the file of a form; it is gone once the block ends, or if the process does.

        The slot of the request (its right to run) is given back at once: sending takes time.

        Args:
            request: that sends the form.

        Yields:
            The file.

        Raises:
            UploadRefused: when there is no file, or it is empty, too long or too slow.
            ServiceBusy: when as many files as `most` are there.
        """
        slot = request_state(request.scope).get(Slot)
        if slot is not None:
            slot.leave()
        if not self._free:
            raise ServiceBusy(TOO_MANY)
        self._free -= 1
        try:
            async with _form(request, self._limit_s) as (upload, as_csv):
                yield await run_in_threadpool(_sent, upload, as_csv)
        finally:
            self._free += 1


@asynccontextmanager
async def _form(request: Request, limit_s: float) -> AsyncIterator[tuple[UploadFile, bool]]:
    """Yield the file of a form, and whether its answer is a CSV; the file is closed at the end."""
    try:
        async with asyncio.timeout(limit_s):
            form = await request.form(max_files=1, max_fields=MAX_FIELDS)
    except TimeoutError:
        raise UploadRefused(TOO_SLOW, 408) from None
    except BodyTooLong:
        raise UploadRefused(TOO_LONG, 413) from None
    except (HTTPException, UnicodeError):  # the latter for a charset that does not exist
        raise UploadRefused(UNREADABLE, 400) from None
    try:
        upload = form.get(FIELD)
        if not isinstance(upload, UploadFile) or not (upload.filename or upload.size):
            raise UploadRefused(NO_FILE)
        if not upload.size:
            raise UploadRefused(EMPTY)
        if upload.size > MAX_BYTES:
            raise UploadRefused(TOO_LONG, 413)
        yield upload, form.get(FORM) == "csv"
    finally:
        await form.close()


def _sent(upload: UploadFile, as_csv: bool) -> SentFile:
    """Return a file that was received, once it is on disk, without a name there."""
    number = upload.file.fileno()  # which writes a short one to the disk
    upload.file.flush()
    path = Path(f"/proc/self/fd/{number}")
    return SentFile(shown(upload.filename or ""), path, upload.size or 0, _rows(path), as_csv)


def _rows(path: Path) -> int:
    """Return the number of rows of a file, counted by the sign that begins or ends one."""
    sign = b"{" if is_json(path) else b"\n"
    with path.open("rb") as stream:
        return sum(chunk.count(sign) for chunk in iter(lambda: stream.read(CHUNK_BYTES), b""))
