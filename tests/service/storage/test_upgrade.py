"""What the version before left: read with nothing lost, or refused with a sentence.

Its store and the manifest of its index are text, written by `python -m tests.deploy.version_before`
with its own code; `tests/deploy/test_upgrade.py` runs that code.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.artefact import manifest
from index.artefact.manifest import MANIFEST
from index.errors import ArtefactMismatch, KeyRequired
from service.auth.keys import Keys
from service.feedback.opinions import Feedback
from service.feedback.reports import Report, Reports
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage import backup, restore
from service.storage.copying import counts, digest, transfer
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import REVISION
from tests.deploy.version_before import FORMAT, LEFT, REVOKED, SECRET
from tests.deploy.version_before import REVISION as BEFORE
from tests.service.stores import place_of

ROWS = {"api_key": 5, "counter": 2, "feedback": 2, "proposal": 2, "report": 2}


@pytest.fixture
def left(tmp_path: Path) -> SqliteStore:
    """The store that it left, not opened yet."""
    path = tmp_path / "avant" / "orientess.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((LEFT / "store.sql").read_text(encoding="utf-8"))
    return SqliteStore(path)


def assert_whole(store: Store) -> None:
    """A store reads all that people and the operator of the version before wrote."""
    with store.reading() as connection:
        assert counts(connection) == ROWS
    key = Keys(store).check(SECRET)
    assert (key.name, key.quota) == ("Été", 7)
    with pytest.raises(KeyRequired, match="révoquée"):
        Keys(store).check(REVOKED)
    reports = Reports(store).all()
    assert [(each.number, each.status) for each in reports] == [(1, "lu"), (2, "nouveau")]
    assert reports[0].comment == "Fermé l'été ; « le soir » aussi."
    judged = [each.words for each in Feedback(store).all() if each.judgement == "retenu"]
    assert judged == ["c'est loin 😀"]
    waiting, refused = Proposals(store).all()
    assert waiting.proposal.changes == {"nom": "« Été »"}
    assert refused.reason == "La page ne le dit pas."


def test_the_store_of_the_version_before_should_be_taken_over(left: SqliteStore) -> None:
    assert left.migrate() == (BEFORE, REVISION)
    with closing(sqlite3.connect(left.path)) as connection:
        dumped = [line for line in connection.iterdump() if line.startswith("INSERT")]
    written = (LEFT / "store.sql").read_text(encoding="utf-8").splitlines()
    assert {line for line in written if line.startswith("INSERT")} == {
        line for line in dumped if "alembic_version" not in line
    }
    assert_whole(left)
    Reports(left).add(Report("nouveau", "autre"))
    assert Reports(left).all()[-1].number == 3


def test_the_store_of_the_version_before_should_be_copied_into_each_kind(
    left: SqliteStore, store: Store
) -> None:
    assert transfer(left, store) == ROWS
    assert_whole(store)
    with left.reading() as one, store.reading() as other:
        assert digest(one) == digest(other)


def test_a_backup_of_the_version_before_should_be_put_back_in_each_kind(
    left: SqliteStore, store: Store, tmp_path: Path
) -> None:
    saved = backup.save(Settings(var=left.path.parent, data=tmp_path), tmp_path / "s.tar.gz").path
    place = place_of(store)
    var, chosen = (place.parent, "") if isinstance(place, Path) else (tmp_path / "ici", place)
    here = Settings(var=var, data=tmp_path / "data", store=chosen)
    assert restore.restore(here, saved).changed == (backup.STORE,)
    assert_whole(store)


def test_the_index_of_the_version_before_should_be_refused_with_what_to_do(tmp_path: Path) -> None:
    shutil.copy(LEFT / MANIFEST, tmp_path)
    with pytest.raises(ArtefactMismatch, match=f"a le format {FORMAT}, .*« orientess build »"):
        manifest.read_manifest(tmp_path)
