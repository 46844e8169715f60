"""Versions of the scripts that other sites load: one address for each content, with its digest.

The usual address of a script gives its last version. A site that wants the browser to check what it
loads (`integrity`, https://www.w3.org/TR/sri-2/) needs an address whose content never changes: that
of a version, which is served for as long as its copy stays in `embedding/releases`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path

SCRIPTS = Path(__file__).parent / "embedding"
RELEASES = "releases"
FILES = {"widget": "loader.js", "composant": "component.js"}
"""Name of a script in addresses -> its file, in its last version."""
VERSION_CHARS = 12
_VERSION = re.compile(rf"[0-9a-f]{{{VERSION_CHARS}}}")


@cache
def current_version(name: str) -> str:
    """Return the last version of a script, the start of its SHA-256; name: "composant"."""
    return sha256(_content(name)).hexdigest()[:VERSION_CHARS]


@cache
def integrity(name: str) -> str:
    """Return the value of `integrity` for the last version of a script: "sha384-…"."""
    return f"sha384-{b64encode(sha384(_content(name)).digest()).decode()}"


def version_address(name: str) -> str:
    """Return the path of the last version of a script: "/composant-0123456789ab.js"."""
    return f"/{name}-{current_version(name)}.js"


def released_file(name: str, version: str) -> str | None:
    """Return the file of a version of a script, relative to `SCRIPTS`; None when there is none."""
    file = f"{RELEASES}/{name}-{version}.js"
    return file if _VERSION.fullmatch(version) and (SCRIPTS / file).is_file() else None


def _content(name: str) -> bytes:
    return (SCRIPTS / FILES[name]).read_bytes()
