"""Tests of the exports that are written beside an index."""

from __future__ import annotations

import gzip
from pathlib import Path

from index.artefact import manifest, versions
from index.exporters.catalogue import Catalogue
from index.exporters.whole_files import every_file, file_name, write_files
from index.indexing.build import build
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder


def test_every_form_should_have_its_file_always_the_same(tmp_path: Path) -> None:
    build(SMALL_CATALOGUE, HashEncoder(), "hash", tmp_path / "index")
    opened = manifest.read(tmp_path / "index" / versions.CURRENT)
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_files(Catalogue.of(opened.content, None, "v"), folder)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert {*written[0]} == {file_name(form, odbl) for form, odbl in every_file()}
    assert gzip.decompress(written[0]["export-jsonl.gz"]).count(b"\n") == len(SMALL_CATALOGUE)
