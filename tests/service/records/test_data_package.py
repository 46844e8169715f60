"""Tests of the description of the exports of an index."""

from __future__ import annotations

from index.artefact.manifest import Manifest
from index.exporters.whole_files import every_file
from index.files import FileDigest
from service.records.data_package import data_package

VERSION = "20261125T175123157232-94dfad8c"


def described(**files: FileDigest) -> Manifest:
    """The manifest of an index that holds some files."""
    return Manifest(
        format=1,
        version=VERSION,
        encoder="",
        fingerprint="",
        template=1,
        inputs="",
        dimension=1,
        records=0,
        passages=0,
        engine="faiss",
        files={name.replace("_", "-") + ".gz": file for name, file in files.items()},
    )


def test_a_file_that_is_written_should_have_its_size_and_its_digest() -> None:
    package = data_package(described(export_csv=FileDigest(size=7, sha256="ab")), "https://o.fr")
    by_name = {each.name: each for each in package.resources}
    assert len(by_name) == len([*every_file()])
    assert (by_name["csv"].bytes, by_name["csv"].hash) == (7, "sha256:ab")
    assert by_name["csv"].path == "https://o.fr/api/v1/export?format=csv"
    assert (by_name["jsonl"].bytes, by_name["jsonl"].compression) == (None, None)


def test_files_that_are_shared_alike_should_say_their_own_licence() -> None:
    package = data_package(described(), "")
    licences = {each.name: each.licenses[0].name for each in package.resources}
    assert licences["services-odbl"] == "odbl-1.0"
    assert {name for name, licence in licences.items() if licence != "etalab-2.0"} == {
        name for name in licences if name.endswith("-odbl")
    }
