"""The version before several machines: its code, taken from the history, and what it leaves.

`python -m tests.deploy.version_before` writes what it leaves, as text, in `LEFT`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.artefact.manifest import MANIFEST
from index.artefact.versions import CURRENT
from service.auth.keys import PREFIX, RANDOM_BYTES, _base62
from service.settings import Settings
from tests.conftest import ROOT

COMMIT = "8aa5f8fc0eb3e00cdb7f1c3e5c0f293ba4f01001"
"""The last one before the store in PostgreSQL, the publication of indexes and candidates."""
FORMAT, REVISION = 13, "0004"
"""Of its index, and of its tables, whose number is in `user_version` alone."""
LEFT = ROOT / "tests" / "service" / "storage" / "before"
SECRET, REVOKED = (PREFIX + _base62(bytes([drawn]) * RANDOM_BYTES) for drawn in (0, 2))
"""Secrets of its first key and of one that was revoked: of known bytes, rather than random ones."""
USE = """
import secrets
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.opinions import Feedback, Judgement, Opinion
from service.feedback.reports import Report, Reports, Status
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import Proposals
from service.settings import Settings
from service.statistics.counters import Counters
from service.storage.sqlite import Store

drawn = iter(range(9))
secrets.token_bytes = lambda size: bytes([next(drawn)]) * size
settings = Settings()
store = Store(settings.store)
keys = Keys(store)
keys.create(Rights(name="Été", scopes=(Scope.LECTURE, Scope.ECRITURE), quota=7))
hosts, logo = ("https://exemple.fr",), "data:image/png;base64,iVBORw0KGgo="
keys.create(Rights(name="Portail", scopes=(Scope.WIDGET,), hosts=hosts, logo=logo))
keys.revoke(keys.create(Rights(name="Ancienne", scopes=(Scope.LECTURE,)))[1].id)
keys.rotate(keys.create(Rights(name="Tournée", scopes=(Scope.METRIQUES,)))[1].id, 3000)
counters = Counters(store)
for theme, departement, answered, number in (("aide", "2A", True, 12), ("", "", False, 3)):
    for _ in range(number):
        counters.add(theme, departement, answered)
counters.flush()
reports = Reports(store)
reports.add(Report("atelier-phenix", "perime", "horaires", "Fermé l'été ; « le soir » aussi."))
reports.add(Report("reseau-libre", "prix"))
reports.mark([1], Status.READ)
feedback = Feedback(store)
feedback.add(Opinion("atelier-phenix", "reparer", useful=False, words="c'est loin 😀"))
feedback.add(Opinion("", "", useful=True))
feedback.judge([each.number for each in feedback.all() if each.words], Judgement.RETAINED)
proposals = Proposals(store)
proposals.add(Proposal(Kind.NEW, "https://exemple.fr/", "", {"nom": "« Été »"}))
proposals.add(Proposal(Kind.CONFIRMATION, "https://exemple.fr/", "atelier-phenix"))
proposals.refuse([2], "La page ne le dit pas.")
"""
"""What an operator and people do with it: keys, counters, reports, opinions, proposals."""
BUILD = """
from index.indexing import build
try:
    from index.indexing import text_parts
except ImportError:  # an earlier version
    text_parts = build
from index.records.jsonl import to_json
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder

settings = Settings()
settings.actors.write_text("".join(f"{to_json(each)}\\n" for each in SMALL_CATALOGUE), "utf-8")
text_parts.FRENCH_WORDS, text_parts.FOREIGN_WORDS = 2_000, 500
build.build(SMALL_CATALOGUE, HashEncoder(), "hash", settings.index_home)
"""
"""Its catalogue and its index, made by the encoder of tests."""
READ = f"""
from index.artefact import manifest, versions
from index.errors import ArtefactMismatch
from service.auth.keys import Keys
from service.feedback.reports import Reports
from service.settings import Settings
from service.storage.sqlite import Store

store = Store(Settings().store)
print(Keys(store).check({SECRET!r}).name, len(Keys(store).all()), len(Reports(store).all()))
try:
    print(manifest.read(Settings().index_home / versions.CURRENT).manifest.format)
except ArtefactMismatch as error:
    print(error)
"""
"""What it prints of its store and of its index."""


def _is_in_history() -> bool:
    """True if its commit is there: neither in an archive, nor in a shallow clone."""
    git = shutil.which("git")
    asked = [str(git), "-C", str(ROOT), "cat-file", "-e", f"{COMMIT}^{{commit}}"]
    return git is not None and subprocess.run(asked, capture_output=True).returncode == 0  # noqa: S603


needs_history = pytest.mark.skipif(
    not _is_in_history(), reason=f"l'historique de git n'a pas le commit {COMMIT[:7]}"
)


class VersionBefore:
    """A place where it serves: its code, `var`, `data` and a backup, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backup = folder, folder / "backup.tar.gz"
        self.settings = Settings(
            var=folder / "var", data=folder / "data", use_encoder=False, reload_seconds=0.05
        )

    def install(self) -> None:
        """Take its code from the history."""
        wanted = ["git", "-C", str(ROOT), "archive", COMMIT, "index", "service", "tests"]
        archive = subprocess.run(wanted, check=True, capture_output=True).stdout  # noqa: S603
        with tarfile.open(fileobj=BytesIO(archive)) as members:
            members.extractall(self.folder / "code", filter="data")
        self.settings.data.mkdir()

    def run(self, *arguments: str) -> str:
        """Run Python over its code; return what it prints."""
        code = self.folder / "code"
        places = {"ORIENTESS_VAR": self.settings.var, "ORIENTESS_DATA": self.settings.data}
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *arguments],
            cwd=code,
            env=os.environ
            | {name: str(path) for name, path in places.items()}
            | {"PYTHONPATH": str(code), "PYTHONUTF8": "1"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return done.stdout


def main() -> None:
    """Write what it leaves: its store as SQL, the manifest of its index."""
    with TemporaryDirectory() as folder:
        before = VersionBefore(Path(folder))
        before.install()
        before.run("-c", USE + BUILD)
        with closing(sqlite3.connect(before.settings.store_file)) as connection:
            lines = [*connection.iterdump(), f"PRAGMA user_version = {int(REVISION)};"]
        LEFT.mkdir(exist_ok=True)
        (LEFT / "store.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")
        shutil.copy(before.settings.index_home / CURRENT / MANIFEST, LEFT)


if __name__ == "__main__":
    main()
