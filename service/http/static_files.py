"""Static files, compressed once: styles and scripts are the heaviest part of a first visit.

Other responses are compressed on the fly at a lower level; a file is the same for everybody, so
that it can be compressed at the highest level of Brotli (RFC 7932), a tenth smaller.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

COMPRESSED = frozenset({".css", ".js", ".json", ".svg"})
"""Endings of the names of the files that are compressed: others already are."""
LEVEL = 11
KEPT = ("etag", "last-modified")
"""Headers of the file as it is that its compressed form has too."""


class CompressedFiles(StaticFiles):
    """Files of a folder, compressed with Brotli for clients that accept it."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file, or 304 when the client already has it.

        Args:
            full_path: path of the file.
            stat_result: its size and its time of change.
            scope: of the request.
            status_code: of the response when the file is sent.

        Returns:
            The file, compressed where its kind and the client allow it.
        """
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if not isinstance(response, FileResponse) or path.suffix not in COMPRESSED:
            return response
        headers = {name: response.headers[name] for name in KEPT} | {"vary": "Accept-Encoding"}
        if not _accepts_brotli(Headers(scope=scope)):
            response.headers.update(headers)
            return response
        body = _compressed(path, stat_result.st_mtime_ns)
        headers["content-encoding"] = "br"
        return Response(body, status_code, headers, response.media_type)


def _accepts_brotli(headers: Mapping[str, str]) -> bool:
    """Return whether a client accepts Brotli: it names it, and not with a weight of 0."""
    for each in headers.get("accept-encoding", "").split(","):
        name, _, weight = each.replace(" ", "").partition(";q=")
        if name.lower() == "br":
            return not weight or weight.strip("0.") != ""
    return False


@cache
def _compressed(path: Path, changed_ns: int) -> bytes:
    """Return the compressed content of a file, which was last changed at a time in nanoseconds."""
    content: bytes = brotli.compress(path.read_bytes(), quality=LEVEL)
    return content
