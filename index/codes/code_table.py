"""Table of the codes given to records and locations, kept in a compressed file.

A code is never given twice, nor taken away: that of a record that left stays in the table, so that
a message sent long ago says that it left, and never names another.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from index.codes.short_code import LETTERS, is_code, proposed_code
from index.errors import InvalidRecords, RecordError
from index.files import write_atomically
from index.messages import in_french

HEADER = "code,identifiant"
MAX_BYTES = 100 * 2**20
"""Greatest size of a file once it is unpacked, in bytes."""
ATTEMPTS = 64
"""Codes proposed for an identifier before it is left without one: nearly all are taken then."""


@dataclass(frozen=True)
class CodeTable:
    """Codes given so far: by_code, code -> identifier of the record or location that it names.

    A record or location may have several codes: the last one is shown, and all of them lead to it.
    """

    by_code: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_identifier(self) -> Mapping[str, str]:
        """Identifier of a record or of a location -> its code."""
        return {identifier: code for code, identifier in self.by_code.items()}

    def with_codes(self, identifiers: Iterable[str], first: str = LETTERS) -> CodeTable:
        """Return this table, with a code for each identifier that has none.

        The codes that it has do not change. The same identifiers, given at once in any order,
        receive the same codes.

        Args:
            identifiers: of records and of locations.
            first: characters that the new codes begin with.

        Returns:
            The table; an identifier whose `ATTEMPTS` codes are taken is left out.
        """
        codes = dict(self.by_code)
        for identifier in sorted(set(identifiers) - self.by_identifier.keys()):
            proposals = (proposed_code(identifier, number, first) for number in range(ATTEMPTS))
            code = next((each for each in proposals if each not in codes), None)
            if code is not None:
                codes[code] = identifier
        return CodeTable(codes)

    def merged(self, other: CodeTable) -> CodeTable:
        """Return the codes of both tables; those of this one are right where they differ."""
        return CodeTable({**other.by_code, **self.by_code})

    @classmethod
    def read(cls, path: Path) -> CodeTable:
        """Read the table of a file; it is empty when there is no file.

        Args:
            path: the file: gzip, in ASCII, a header, then a code and an identifier on each line.

        Returns:
            The table.

        Raises:
            InvalidRecords: when the file is no gzip, is too large, or when a line is no code and
                identifier, or repeats one.
        """
        if not path.exists():
            return cls()
        codes: dict[str, str] = {}
        named: set[str] = set()
        problems: list[RecordError] = []
        for number, line in enumerate(_lines(path), start=1):
            code, _, identifier = line.partition(",")
            if number == 1 and line == HEADER:
                continue
            if not is_code(code) or not identifier or code in codes or identifier in named:
                expected = "un code et un identifiant, chacun une seule fois"
                problems.append(RecordError(path.name, number, "code", f"« {line} »", expected))
            named.add(identifier)
            codes[code] = identifier
        if problems:
            raise InvalidRecords(problems)
        return cls(codes)

    def write(self, path: Path) -> None:
        """Replace a file by this table, in one step: the same bytes for the same codes.

        Raises OSError, with the name of the file, when it cannot be written.
        """
        lines = (
            f"{code},{identifier}\n" for identifier, code in sorted(self.by_identifier.items())
        )
        content = HEADER + "\n" + "".join(lines)
        buffer = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as out:
            out.write(content.encode("ascii"))
        write_atomically(path, buffer.getvalue())


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a compressed file; InvalidRecords when it cannot be read."""
    try:
        with gzip.open(path, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) <= MAX_BYTES:
            yield from content.decode("ascii").splitlines()
            return
        found = "un fichier démesuré"
    except (OSError, EOFError, zlib.error) as error:
        found = in_french(error) if isinstance(error, OSError) else "une archive abîmée"
    except UnicodeDecodeError:
        found = "un caractère hors de l'ASCII"
    raise InvalidRecords([RecordError(path.name, 0, "fichier", found, "un CSV compressé (gzip)")])
