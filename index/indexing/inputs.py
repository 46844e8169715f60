"""What an index is built from: the code that the build imports, and files of data.

Their digest is in the manifest: an index whose digest is that of today need not be built again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from index.artefact import manifest, versions
from index.errors import ArtefactError

ROOT = Path(__file__).parents[2]
"""Folder of the packages of the project."""


def latest_inputs(home: Path) -> str:
    """Return the digest of what the latest version of the index was built from.

    The latest one is not current after a rollback: what it was built from is not built again.

    Args:
        home: folder of the versions.

    Returns:
        The digest in its manifest; "" without a version, or when it cannot be read.
    """
    names = versions.versions(home)
    try:
        return manifest.read_manifest(home / names[-1]).inputs if names else ""
    except ArtefactError:
        return ""


def inputs_digest(module: str, files: Iterable[Path], options: Iterable[str] = ()) -> str:
    """Return the SHA-256, in hexadecimal, of all that an index is built from.

    Args:
        module: name of the module that builds; all that it imports counts.
        files: files of data; one that is absent counts as such.
        options: settings that change what is built.

    Returns:
        The digest: it does not change with the folder where the project or its data are.

    Raises:
        OSError: when a file cannot be read.
    """
    whole = sha256()
    for option in options:
        whole.update(f"{option}\n".encode())
    for path in (*code_files(module), *files):
        content = path.read_bytes() if path.is_file() else b"absent"
        whole.update(f"{path.name} {sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def code_files(module: str) -> list[Path]:
    """Return the files of a module of the project and of all that it imports, at any depth.

    Imports made inside functions count, and so do the other files of the folders of these modules,
    such as lists of words. The list is sorted.
    """
    found: dict[str, Path] = {}
    left = [module]
    while left:
        name = left.pop()
        path = _file_of(name)
        if path is not None and name not in found:
            found[name] = path
            left.extend(_imported(path))
    folders = {path.parent for path in found.values()}
    beside = (path for folder in folders for path in folder.iterdir() if path.is_file())
    return sorted({*found.values(), *(path for path in beside if path.suffix != ".py")})


def _imported(path: Path) -> Iterator[str]:
    """Yield the names that a file imports, which are not all those of modules."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{each.name}" for each in names)


def _file_of(name: str) -> Path | None:
    """Return the file of a module of the project; None when no module has this name."""
    folder = ROOT.joinpath(*name.split("."))
    paths = (folder.with_suffix(".py"), folder / "__init__.py")
    return next((path for path in paths if path.is_file()), None)
