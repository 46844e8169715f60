"""Responses to a download: the file of a whole export, or the part of it that is asked for.

A part of the catalogue is written while it is sent, in pieces of a few milliseconds, each followed
by a rest: searches are answered meanwhile as fast as ever.
"""

from __future__ import annotations

import gzip
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from index.files import FileDigest
from service.http.caching import ENTITY_TAG_CHARS

CHUNK_CHARS = 64 * 1024
"""Characters of a piece that is sent at once, at most: sending each line alone costs more time."""
PIECE_S, REST = 0.005, 3.0
"""Longest time spent on a piece, in seconds; how many times longer nothing is then written."""
GZIP = "gzip"


class ExportLimit:
    """Limit on the pieces of downloads that one process writes at the same time: one."""

    def __init__(self) -> None:
        """No piece is being written."""
        self._slot = CapacityLimiter(1)

    async def in_threads(self, pieces: Iterator[bytes], rest: float = REST) -> AsyncIterator[bytes]:
        """Yield the pieces of a file, each written in a worker thread that then rests.

        Args:
            pieces: in bytes, none of them empty: an empty one would end the file.
            rest: how many times longer than it wrote the thread rests; others wait for it.

        Yields:
            The pieces, as they are written.
        """

        def write() -> bytes:
            start = time.perf_counter()
            piece = next(pieces, b"")
            time.sleep(rest * (time.perf_counter() - start))
            return piece

        while (piece := await to_thread.run_sync(write, limiter=self._slot)) != b"":
            yield piece


def in_pieces(lines: Iterable[str], chars: int = CHUNK_CHARS) -> Iterator[bytes]:
    """Join lines into pieces, in UTF-8, each of some milliseconds of work or of some characters.

    lines: with their line breaks; a line is never cut in two.
    """
    group: list[str] = []
    characters, start = 0, time.perf_counter()
    for line in lines:
        group.append(line)
        characters += len(line)
        if characters >= chars or time.perf_counter() - start >= PIECE_S:
            yield "".join(group).encode()
            group, characters, start = [], 0, time.perf_counter()
    if group:
        yield "".join(group).encode()


def whole_file(
    request: Request, path: Path, file: FileDigest, headers: Mapping[str, str], media_type: str
) -> Response:
    """Return the response that sends a file of a whole export, already written and compressed.

    A client that takes gzip gets the file as it is, with its digest (RFC 9530), an exact ETag, and
    any range of it (RFC 9110); another one gets its content.

    Args:
        request: read for what the client takes.
        path: of the file.
        file: its size and its SHA-256.
        headers: of the response.
        media_type: of the content.

    Returns:
        The response, 206 or 416 when a range is asked.
    """
    if GZIP not in request.headers.get("accept-encoding", ""):
        pieces = iter(()) if request.method == "HEAD" else _content(path)
        return StreamingResponse(pieces, headers=dict(headers), media_type=media_type)
    told = {
        **headers,
        "Content-Encoding": GZIP,
        "ETag": f'"{file.sha256[:ENTITY_TAG_CHARS]}"',
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(file.sha256)).decode()}:",
    }
    return FileResponse(path, headers=told, media_type=media_type)


def _content(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as stream:
        while piece := stream.read(CHUNK_CHARS):
            yield piece
