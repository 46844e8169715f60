"""Journal of changes: over versions, over formats, for a year."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.artefact import journal, manifest, versions
from index.artefact.content import CHANGES
from index.artefact.journal import (
    Change,
    ChangeKind,
    Journal,
    Subject,
    journal_after,
    moment_of,
)
from index.indexing.build import build
from index.records.models import AnyRecord
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import LOCATED_CATALOGUE, make_location

MOMENT = datetime(2026, 11, 30, 5, 54, 47, tzinfo=UTC)
VERSION = "20261130T055447048141-27fef555"
CHANGED = make_actor(
    id="reseau-libre", nom="Réseau Libre", description="Un fournisseur d'accès à internet."
)


def published(home: Path, *records: AnyRecord) -> Journal:
    """Build a version of some records; its journal."""
    version = build(records, HashEncoder(), "hash", home).manifest.version
    content = manifest.read(home / versions.CURRENT).content
    return Journal.parse(content.changes, version)


def kinds(read: Journal) -> list[tuple[str, str]]:
    """Identifier and kind of each change."""
    return [(each.identifier, each.kind.value) for each in read.changes]


def test_each_version_should_add_what_it_changes_to_the_journal(tmp_path: Path) -> None:
    one, two, three = SMALL_CATALOGUE[:3]
    first = published(tmp_path, one, two)
    assert (kinds(first), first.since) == ([], moment_of(versions.versions(tmp_path)[0]))
    second = published(tmp_path, one, CHANGED, three)
    assert kinds(second) == [("clic-pour-tous", "ajout"), ("reseau-libre", "modification")]
    assert second.since == first.since
    third = published(tmp_path, CHANGED, three)
    assert kinds(third) == [*kinds(second), ("atelier-phenix", "retrait")]
    assert third.changes[-1].moment == moment_of(versions.versions(tmp_path)[-1])
    assert third.last_moments()["atelier-phenix"] == third.changes[-1].moment


def located(home: Path, *names: str) -> Journal:
    """Build a version whose locations have these names; its journal."""
    locations = [
        make_location(id=f"france-services--{each}", nom=f"Guichet {each}") for each in names
    ]
    report = build(LOCATED_CATALOGUE, HashEncoder(), "hash", home, locations=locations)
    content = manifest.read(home / versions.CURRENT).content
    return Journal.parse(content.changes, report.manifest.version)


def test_locations_should_be_told_apart_from_records(tmp_path: Path) -> None:
    first = located(tmp_path, "1", "2")
    after = located(tmp_path, "2", "3")
    since, changes = after.of(Subject.LOCATION)
    assert since == first.since_locations
    assert [(each.identifier, each.kind.value) for each in changes] == [
        ("france-services--1", "retrait"),
        ("france-services--3", "ajout"),
    ]
    assert after.of(Subject.RECORD) == (first.since, [])
    assert after.last_moments() == {}


def test_locations_should_be_compared_with_those_of_a_version_that_named_their_file_otherwise(
    tmp_path: Path,
) -> None:
    located(tmp_path, "1", "2")
    folder = tmp_path / versions.CURRENT
    (now, former), *_ = journal.FORMER.items()
    (folder / now).rename(folder / former)
    path = folder / manifest.MANIFEST
    path.write_text(path.read_text().replace(now, former), encoding="utf-8")
    _, changes = located(tmp_path, "2").of(Subject.LOCATION)
    assert [(each.identifier, each.kind.value) for each in changes] == [
        ("france-services--1", "retrait")
    ]


def test_a_journal_without_locations_should_begin_them_with_its_version() -> None:
    text = '{"debut":"2026-11-01T05:00:00Z"}\n'
    read = Journal.parse(text, VERSION)
    assert (read.since.day, read.since_locations) == (1, MOMENT)


def test_the_same_records_should_keep_the_version_and_its_journal(tmp_path: Path) -> None:
    published(tmp_path, *SMALL_CATALOGUE[:2])
    before = published(tmp_path, *SMALL_CATALOGUE[:3])
    assert published(tmp_path, *SMALL_CATALOGUE[:3]) == before
    assert len(versions.versions(tmp_path)) == 2


def test_the_journal_should_go_on_over_a_version_of_another_format(tmp_path: Path) -> None:
    published(tmp_path, *SMALL_CATALOGUE[:2])
    published(tmp_path, *SMALL_CATALOGUE[:3])
    path = tmp_path / versions.CURRENT / manifest.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 9}), encoding="utf-8")
    after = published(tmp_path, *SMALL_CATALOGUE[:4])
    assert kinds(after) == [("clic-pour-tous", "ajout"), ("logiciels-communs", "ajout")]


def test_after_a_return_to_an_earlier_version_the_journal_should_begin_anew(
    tmp_path: Path,
) -> None:
    one, two, three = SMALL_CATALOGUE[:3]
    for records in ((one,), (one, two), (two,)):
        published(tmp_path, *records)
    versions.rollback(tmp_path)
    fled = versions.versions(tmp_path)[-1]
    after = published(tmp_path, one, CHANGED)
    assert after.changes == ()
    assert after.since == moment_of(versions.current_version(tmp_path) or "") >= moment_of(fled)
    assert kinds(published(tmp_path, one, CHANGED, three)) == [("clic-pour-tous", "ajout")]


@pytest.mark.parametrize("damaged", [CHANGES, "records.jsonl", "manifest.json"])
def test_a_damaged_version_should_begin_a_new_journal(damaged: str, tmp_path: Path) -> None:
    published(tmp_path, *SMALL_CATALOGUE[:2])
    published(tmp_path, *SMALL_CATALOGUE[:3])
    (tmp_path / versions.CURRENT / damaged).write_text("{", encoding="utf-8")
    after = published(tmp_path, *SMALL_CATALOGUE[:4])
    assert after.changes == ()
    assert after.since == moment_of(versions.current_version(tmp_path) or "")


def test_without_a_version_before_there_should_be_no_journal(tmp_path: Path) -> None:
    assert journal_after(tmp_path / "absent", tmp_path, VERSION) == ""


def test_a_journal_should_be_read_as_it_was_written() -> None:
    change = Change("école-42", ChangeKind.REMOVED, MOMENT)
    place = replace(change, identifier="epn--1", subject=Subject.LOCATION)
    written = Journal(MOMENT - timedelta(days=3), (change, place), MOMENT - timedelta(days=1))
    assert Journal.parse(written.text, VERSION) == written
    assert Journal.parse("", VERSION) == Journal(MOMENT, (), MOMENT)
    with pytest.raises(ValueError, match="perdu"):
        Journal.parse(written.text.replace("retrait", "perdu"), VERSION)


def test_changes_should_leave_after_a_year_and_beyond_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, recent, new = (
        Change(name, ChangeKind.ADDED, MOMENT - timedelta(days=days))
        for name, days in (("a", 400), ("b", 10), ("c", 0))
    )
    long_ago, one_second = MOMENT - timedelta(days=500), timedelta(seconds=1)
    journal_before = Journal(long_ago, (old, recent), long_ago)
    followed = journal_before.followed_by((new,), MOMENT)
    assert followed == Journal(MOMENT - journal.KEPT, (recent, new), MOMENT - journal.KEPT)
    monkeypatch.setattr(journal, "MAX_CHANGES", 1)
    assert journal_before.followed_by((new,), MOMENT) == Journal(
        recent.moment + one_second, (new,), recent.moment + one_second
    )
    monkeypatch.setattr(journal, "MAX_CHANGES", 0)
    emptied = journal_before.followed_by((new,), MOMENT)
    assert emptied == Journal(MOMENT + one_second, (), MOMENT + one_second)
