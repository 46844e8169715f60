"""Exports of a whole index, written beside its files, so that a download costs nothing to make.

They are compressed by gzip without a date: the same index gives the same bytes.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from index.artefact.manifest import EXPORTED
from index.exporters.catalogue import Catalogue
from index.exporters.forms import FORMS

ODBL, LEVEL = "-odbl", 6
"""What the name of a file of locations under the Open Database License ends with; how much files
are compressed."""


def file_name(form: str, odbl: bool = False) -> str:
    """Return the name of a file in the folder of an index; form: in `FORMS`; odbl: its licence."""
    return f"{EXPORTED}{form}{ODBL if odbl else ''}.gz"


def every_file() -> Iterator[tuple[str, bool]]:
    """Yield the form of each file, and whether it is that of the Open Database License."""
    for name, form in FORMS.items():
        yield name, False
        if form.is_standard:
            yield name, True


def write_files(catalogue: Catalogue, folder: Path) -> None:
    """Write all the exports of an index.

    Args:
        catalogue: what it holds.
        folder: of its version; files that are there are replaced.

    Raises:
        OSError: when a file cannot be written.
    """
    for name, odbl in every_file():
        with (
            (folder / file_name(name, odbl)).open("wb") as stream,
            gzip.GzipFile("", "wb", LEVEL, stream, mtime=0) as compressed,
        ):
            for line in catalogue.lines(FORMS[name], odbl):
                compressed.write(line.encode())
