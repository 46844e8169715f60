"""What an index is built from: the code that the build imports, and files of data."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.indexing import inputs
from index.indexing.inputs import ROOT, code_files, inputs_digest, latest_inputs

MODULES = {
    "index/__init__.py": "",
    "index/build.py": "from index.suite import table\n\ndef build():\n    import index.late",
    "index/suite/__init__.py": "",
    "index/suite/table.py": "import numpy\nfrom index.words import folded",
    "index/suite/list.txt": "un\n",
    "index/words.py": "",
    "index/late.py": "",
    "index/other.py": "",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, whose build imports all its modules but one."""
    for name, text in MODULES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    return tmp_path


def test_code_should_be_what_a_module_imports_even_late_and_the_lists_beside_it(tree: Path) -> None:
    names = [str(path.relative_to(tree)) for path in code_files("index.build")]
    assert set(MODULES) - set(names) == {"index/__init__.py", "index/other.py"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [(each, each not in {"index/__init__.py", "index/other.py"}) for each in MODULES],
)
def test_a_digest_should_change_with_the_code_that_builds_alone(
    tree: Path, name: str, changes: bool
) -> None:
    before = inputs_digest("index.build", ())
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("\n# more")
    assert (inputs_digest("index.build", ()) != before) is changes


def test_a_digest_should_change_with_data_and_options_but_not_with_their_folder(
    tree: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "a" / "communes.csv", tmp_path / "b" / "communes.csv"]
    absent = inputs_digest("index.build", files[:1])
    digests = []
    for path in files:
        path.parent.mkdir()
        path.write_text("59350;Lille\n", encoding="utf-8")
        digests.append(inputs_digest("index.build", [path]))
    assert digests[0] == digests[1] != absent
    files[0].write_text("59350;Lille-sur-Deûle\n", encoding="utf-8")
    assert inputs_digest("index.build", files[:1]) != digests[0]
    assert inputs_digest("index.build", files[1:], ["milvus"]) != digests[1]


def test_the_build_should_depend_on_the_suites_that_make_its_tables() -> None:
    names = {str(path.relative_to(ROOT)) for path in code_files("service.cli.build")}
    assert names >= {
        "index/places/table.py", "index/facts/licences.py", "index/spelling/frequent_words.txt.gz",
        "index/calibration/calibrator.py", "index/exporters/whole_files.py",
    }  # fmt: skip
    assert not any(name.startswith(("index/sync/update", "service/search/")) for name in names)


def test_a_folder_without_a_version_should_have_no_inputs(tmp_path: Path) -> None:
    assert latest_inputs(tmp_path) == ""
    (tmp_path / "20260101T000000000000-00000000").mkdir()
    (tmp_path / "20260101T000000000000-00000000" / "manifest.json").write_text("{}")
    assert latest_inputs(tmp_path) == ""
