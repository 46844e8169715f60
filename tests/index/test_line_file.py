"""Lines of a file: each is found by its number, and parsed once."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from index.line_file import LineFile, LineWriter, ParsedLines

WORDS = ["un", "été", "", "trois"]


def test_a_line_should_be_found_by_its_number_with_its_line_feed() -> None:
    lines = LineFile.of(WORDS)
    assert len(lines) == 4
    assert [lines[row].decode() for row in range(4)] == ["un\n", "été\n", "\n", "trois\n"]
    assert lines.between(1, 3).decode() == "été\n\n"


def test_lines_should_be_mapped_from_a_file(tmp_path: Path) -> None:
    lines, path = LineFile.of(WORDS), tmp_path / "mots.txt"
    path.write_bytes(lines.data)
    assert LineFile.open(path, lines.offsets)[3] == b"trois\n"


def test_lines_written_one_by_one_should_be_mapped_and_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.line_file.COPIED_BYTES", 4)
    path = tmp_path / "mots.txt"
    with path.open("wb") as stream:
        writer = LineWriter(stream)
        for word in WORDS:
            writer.write(word)
    assert (len(writer), writer.span(1)) == (4, (3, 9))
    first = LineFile.open(path, writer.offsets).head(3)
    copied = BytesIO()
    first.copy(copied)
    assert (len(first), copied.getvalue().decode()) == (3, "un\nété\n\n")


def test_a_file_without_lines_should_be_opened(tmp_path: Path) -> None:
    (tmp_path / "vide").write_bytes(b"")
    assert len(LineFile.open(tmp_path / "vide", np.zeros(1, dtype=np.int64))) == 0


def test_a_file_that_its_offsets_do_not_describe_should_be_refused(tmp_path: Path) -> None:
    (tmp_path / "court").write_bytes(b"un\n")
    with pytest.raises(ValueError, match="3 octets, et non 5"):
        LineFile.open(tmp_path / "court", np.array([0, 5]))


def test_an_object_should_be_parsed_when_asked_for_and_once() -> None:
    parsed: list[bytes] = []

    def parse(line: bytes) -> str:
        parsed.append(line)
        return line.decode().strip()

    words = ParsedLines(LineFile.of(WORDS), parse)
    assert (len(words), parsed) == (4, [])
    assert (words[3], words[-1], words[3]) == ("trois", "trois", "trois")
    assert parsed == [b"trois\n"]
    assert (list(words), words[1:3]) == (WORDS, ("été", ""))


@pytest.mark.parametrize("row", [4, -5])
def test_a_number_beyond_the_lines_should_be_refused(row: int) -> None:
    with pytest.raises(IndexError):
        ParsedLines(LineFile.of(WORDS), bytes.decode)[row]
