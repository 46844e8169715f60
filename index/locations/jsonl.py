"""Compressed JSONL files of locations: one JSON object a line, gzip, a file a licence.

Files are read whole, or refused with every error of every line at once. They are bounded, since
an archive of a few kilobytes may unpack into gigabytes. Writing the same locations gives the same
bytes: git sees a change only where there is one.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from index.errors import InvalidRecords, RecordError
from index.files import write_atomically
from index.locations.models import Location
from index.messages import in_french
from index.records.jsonl import LineModel, parse_items, to_json

PATTERN = "*.jsonl.gz"
MAX_BYTES = 200 * 2**20
"""Greatest size of a file once it is unpacked, in bytes."""
LOCATION: LineModel[Location] = LineModel(TypeAdapter(Location), Location, {})


class Line(NamedTuple):
    """A location with the name of its file and its line there, from 1."""

    file: str
    number: int
    location: Location


def read_locations(
    folder: Path, records: Collection[str], needs: Collection[str]
) -> tuple[Location, ...]:
    """Read every location of a folder, and check that what they name exists.

    Args:
        folder: the folder of the `*.jsonl.gz` files; it may be absent or empty.
        records: identifiers of the records of the catalogue.
        needs: identifiers of the needs of the thesaurus.

    Returns:
        The locations, in the order of the names of the files and of their lines.

    Raises:
        InvalidRecords: when a file is no gzip of UTF-8 or unpacks into more than 200 MiB; when a
            line is not a valid location; when a location names a record or a need that does not
            exist; when two have an identifier in common, be it one that was merged. It lists every
            error of every line.
    """
    problems: list[RecordError] = []
    lines: list[Line] = []
    for path in sorted(folder.glob(PATTERN)):
        try:
            numbered = parse_items(path.name, _unpack(path), LOCATION)
            lines += [Line(path.name, number, location) for number, location in numbered]
        except InvalidRecords as error:
            problems.extend(error.errors)
    if not problems:  # else a location of an unread file would be reported as absent
        problems = [*_repeated(lines), *_unknown(lines, records, needs)]
    if problems:
        raise InvalidRecords(problems)
    return tuple(line.location for line in lines)


def _unpack(path: Path) -> str:
    """Return the text of a compressed file; InvalidRecords when it cannot be read."""
    try:
        with gzip.open(path, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) <= MAX_BYTES:
            return content.decode("utf-8")
        found, expected = "un fichier démesuré", f"au plus {MAX_BYTES >> 20} Mio une fois ouvert"
    except (OSError, EOFError, zlib.error) as error:
        reason = in_french(error) if isinstance(error, OSError) else "une archive abîmée"
        found, expected = reason, "un fichier JSONL compressé (gzip)"
    except UnicodeDecodeError as error:
        found, expected = f"l'octet {error.object[error.start]:#04x}", "du texte en UTF-8"
    raise InvalidRecords([RecordError(path.name, 0, "fichier", found, expected)])


def _repeated(lines: Sequence[Line]) -> Iterator[RecordError]:
    """Yield the identifiers, merged ones included, that two locations have."""
    seen: dict[str, str] = {}
    for file, number, location in lines:
        for field, names in (("id", (location.id,)), ("autres_ids", location.autres_ids)):
            for name in names:
                if name in seen:
                    found = f"« {name} », déjà dans {seen[name]}"
                    yield RecordError(file, number, field, found, "un identifiant unique")
                seen[name] = file


def _unknown(
    lines: Sequence[Line], records: Collection[str], needs: Collection[str]
) -> Iterator[RecordError]:
    """Yield the records, needs and other locations that locations name and that do not exist."""
    ids = {line.location.id for line in lines}
    for file, number, location in lines:
        for field, names, existing, expected in (
            ("reseau", (location.reseau,), records, "l'identifiant d'une fiche"),
            ("autres_reseaux", location.autres_reseaux, records, "l'identifiant d'une fiche"),
            ("besoins", location.besoins, needs, "l'identifiant d'un besoin du thésaurus"),
            ("meme_lieu", location.meme_lieu, ids, "l'identifiant d'un autre lieu"),
        ):
            for name in names:
                if name not in existing:
                    yield RecordError(file, number, field, f"« {name} »", expected)


def pack(locations: Iterable[Location]) -> bytes:
    """Return the compressed file of some locations: the same bytes for the same locations.

    Fields that have their default value are left out.
    """
    text = "".join(to_json(location) + "\n" for location in locations)
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        stream.write(text.encode("utf-8"))
    return buffer.getvalue()


def write_locations(path: Path, locations: Iterable[Location]) -> None:
    """Replace a compressed file of locations in one step; its folder is created when absent.

    Raises OSError, with the name of the file, when it cannot be written.
    """
    write_atomically(path, pack(locations))
