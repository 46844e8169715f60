"""A version fetched by a replica: verified before it is current, resumed, hostile ones refused."""

from __future__ import annotations

import shutil
import signal
from collections import namedtuple
from multiprocessing import get_context
from pathlib import Path

import pytest

from bench.proofs.kills import kill_before
from index.artefact import versions
from index.artefact.manifest import MANIFEST
from index.errors import ArtefactError, ArtefactMismatch, PublicationError
from index.publication.fetcher import INCOMING, TAKEN, Fetcher
from index.publication.place import Place
from index.publication.pointer import POINTER
from index.publication.publisher import publish
from tests.index.artefact.conftest import build_small
from tests.index.publication.conftest import MAX_BYTES, fetcher, left, rewrite


def test_a_fetched_version_should_be_current_and_whole(
    home: Path, replica: Path, place: Place
) -> None:
    done = publish(home, place)
    fetched = Fetcher(place, replica, MAX_BYTES).fetch()
    assert fetched is not None
    assert (fetched.version, fetched.is_new) == (done.version, True)
    assert versions.current_version(replica) == done.version
    opened = versions.read(replica, done.version)
    assert [record.id for record in opened.content.records] == [
        record.id for record in versions.read(home, done.version).content.records
    ]
    assert left(replica) == [INCOMING, done.version]


def test_what_is_current_should_not_be_fetched_again(
    home: Path, replica: Path, place: Place
) -> None:
    publish(home, place)
    steady = Fetcher(place, replica, MAX_BYTES)
    steady.fetch()
    again = steady.fetch()
    assert again is not None
    assert (again.received, again.is_new) == (0, False)


def test_a_new_version_should_replace_the_one_before_and_an_older_one_return(
    home: Path, replica: Path, shared: Path, published: Path
) -> None:
    steady = fetcher(replica, shared)
    steady.fetch()
    build_small(home, 1)
    second = publish(home, Place(str(shared))).version
    steady.fetch()
    assert versions.current_version(replica) == second
    versions.rollback(home)
    publish(home, Place(str(shared)))
    back = steady.fetch()
    assert back is not None
    assert (back.version, back.received, back.is_new) == (published.name, 0, True)
    assert versions.current_version(replica) == published.name


def test_a_fetch_that_was_stopped_should_go_on_where_it_was(
    replica: Path, shared: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.publication.place.CHUNK_BYTES", 1000)
    pieces: list[int] = []
    stopped = fetcher(
        replica,
        shared,
        progress=lambda done, _total: pieces.append(done),
        is_stopping=lambda: len(pieces) >= 40,
    )
    assert stopped.fetch() is None
    assert versions.current_version(replica) is None
    whole = sum(path.stat().st_size for path in published.iterdir() if path.name != MANIFEST)
    resumed = fetcher(replica, shared).fetch()
    assert resumed is not None
    assert resumed.received == whole - pieces[-1]
    assert versions.current_version(replica) == published.name


def test_a_fetch_that_must_stop_should_not_begin(
    replica: Path, shared: Path, published: Path
) -> None:
    assert fetcher(replica, shared, is_stopping=lambda: True).fetch() is None
    assert left(replica) == [INCOMING]
    assert published.exists()


def test_a_file_cut_in_the_place_should_be_resumed_once_it_is_whole(
    replica: Path, shared: Path, published: Path
) -> None:
    vectors = published / "vectors.npy"
    whole = vectors.read_bytes()
    vectors.write_bytes(whole[:-100])
    with pytest.raises(PublicationError, match="arrivé coupé"):
        fetcher(replica, shared).fetch()
    vectors.write_bytes(whole)
    resumed = fetcher(replica, shared).fetch()
    assert resumed is not None
    assert versions.current_version(replica) == published.name


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda content: b"\0" + content[1:], "empreinte de son manifeste", id="flip"),
        pytest.param(lambda content: content + b"more", "plus long", id="longer"),
    ],
)
def test_a_file_that_is_not_the_one_of_the_manifest_should_be_refused_and_the_current_one_stay(
    home: Path, replica: Path, shared: Path, published: Path, damage: object, message: str
) -> None:
    fetcher(replica, shared).fetch()
    build_small(home, 1)
    second = shared / publish(home, Place(str(shared))).version
    path = second / "vectors.npy"
    content = path.read_bytes()
    path.write_bytes(damage(content))  # type: ignore[operator]
    with pytest.raises(PublicationError, match=message):
        fetcher(replica, shared).fetch()
    assert versions.current_version(replica) == published.name
    path.write_bytes(content)
    fetcher(replica, shared).fetch()
    assert versions.current_version(replica) == second.name


def test_a_partial_file_longer_than_it_should_be_should_be_fetched_again(
    replica: Path, shared: Path, published: Path
) -> None:
    incoming = replica / INCOMING / published.name
    incoming.mkdir(parents=True)
    (incoming / ".vectors.npy").write_bytes(b"x" * 10_000_000)
    (incoming / "needs.jsonl").write_bytes(b"what another fetch left")
    fetcher(replica, shared).fetch()
    assert versions.read(replica, published.name).manifest.version == published.name


def test_what_was_fetched_of_another_version_should_be_removed(
    replica: Path, shared: Path, published: Path
) -> None:
    (replica / INCOMING / "20200101T000000000000-00000000").mkdir(parents=True)
    fetcher(replica, shared).fetch()
    assert sorted(path.name for path in (replica / INCOMING).iterdir()) == [".lock", TAKEN]
    assert versions.current_version(replica) == published.name


def test_a_damaged_version_should_be_fetched_again_when_it_is_verified(
    replica: Path, shared: Path, published: Path
) -> None:
    fetcher(replica, shared).fetch()
    (replica / published.name / "vectors.npy").write_bytes(b"rien")
    unseen, seen = fetcher(replica, shared).fetch(), fetcher(replica, shared).fetch(verify=True)
    assert unseen is not None
    assert seen is not None
    assert (unseen.is_new, seen.is_new) == (False, True)
    assert versions.read(replica, published.name).manifest.records == 3


def test_a_damaged_version_that_is_published_again_should_be_fetched_again(
    home: Path, replica: Path, shared: Path, published: Path
) -> None:
    fetcher(replica, shared).fetch()
    build_small(home, 1)
    publish(home, Place(str(shared)))
    fetcher(replica, shared).fetch()
    (replica / published.name / "vectors.npy").write_bytes(b"rien")
    versions.rollback(home)
    publish(home, Place(str(shared)))
    fetcher(replica, shared).fetch()
    assert versions.read(replica, published.name).manifest.records == 3


def test_a_version_built_on_the_machine_should_stay_until_another_is_published(
    home: Path, shared: Path, tmp_path: Path, published: Path
) -> None:
    looks = fetcher(home, shared)
    looks.fetch(only_new=True)
    built = build_small(home, 1)
    looked = looks.fetch(only_new=True)
    assert looked is not None
    assert not looked.is_new
    assert versions.current_version(home) == built
    other = tmp_path / "other" / "index"
    build_small(other, 2)
    third = publish(other, Place(str(shared))).version
    looks.fetch(only_new=True)
    assert versions.current_version(home) == third
    versions.rollback(home)
    looks.fetch(only_new=True)
    assert versions.current_version(home) == built
    looks.fetch()
    assert versions.current_version(home) == third


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "..",
        ".hidden",
        "a\\b",
        "",
        MANIFEST,
        "é.npy",
        "a\n",
    ],
)
def test_a_manifest_that_names_a_file_elsewhere_should_be_refused(
    replica: Path, shared: Path, published: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as by somebody who can also make a version agree with its manifest
    monkeypatch.setattr(
        "index.artefact.manifest._state", lambda *_: published.name.rpartition("-")[2]
    )
    rewrite(published, files={name: {"size": 3, "sha256": "0" * 64}})
    with pytest.raises(PublicationError, match="n'est pas un nom"):
        fetcher(replica, shared).fetch()
    assert list((replica / INCOMING).glob("*/*")) == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ({"size": MAX_BYTES + 1, "sha256": "0" * 64}, "plus que les 50 Mo permis"),
        ({"size": -1, "sha256": "0" * 64}, "décrit mal"),
        ({"size": 3, "sha256": "0"}, "décrit mal"),
    ],
)
def test_a_manifest_with_wrong_sizes_should_be_refused_before_anything_is_fetched(
    replica: Path,
    shared: Path,
    published: Path,
    file: dict[str, object],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "index.artefact.manifest._state", lambda *_: published.name.rpartition("-")[2]
    )
    rewrite(published, files={"vectors.npy": file})
    with pytest.raises(PublicationError, match=message):
        fetcher(replica, shared).fetch()
    assert list((replica / INCOMING).glob("*/*")) == []


def test_a_version_that_the_disk_cannot_hold_should_be_refused_first(
    replica: Path, shared: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100, 99, 1))
    with pytest.raises(PublicationError, match="demande .* Mo, et le disque"):
        fetcher(replica, shared).fetch()
    assert list((replica / INCOMING / published.name).iterdir()) == []


def test_an_index_of_another_format_should_be_refused_with_a_sentence(
    replica: Path, shared: Path, published: Path
) -> None:
    rewrite(published, format=9)
    with pytest.raises(ArtefactMismatch, match="a le format 9"):
        fetcher(replica, shared).fetch()
    assert versions.current_version(replica) is None


def test_an_index_for_another_engine_should_be_refused_with_a_sentence(
    replica: Path, shared: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.artefact.manifest._state", lambda *_: published.name.rpartition("-")[2]
    )
    rewrite(published, engine="ailleurs")
    with pytest.raises(ArtefactMismatch, match="« ailleurs » inconnu"):
        fetcher(replica, shared).fetch()


def test_files_that_do_not_agree_should_be_fetched_from_the_start(
    replica: Path, shared: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.artefact.manifest._agree", lambda *_: False)
        with pytest.raises(ArtefactError, match="ne s'accordent pas"):
            fetcher(replica, shared).fetch()
    assert [path.name for path in (replica / INCOMING).iterdir()] == [".lock"]
    fetcher(replica, shared).fetch()
    assert versions.current_version(replica) == published.name


def _fetch_and_be_killed(replica: Path, shared: Path, rank: int) -> None:
    """Fetch, and be killed right before an operation on the file system of this rank."""
    kill_before(rank)
    fetcher(replica, shared).fetch()


@pytest.mark.slow
def test_a_fetch_killed_at_any_moment_should_leave_a_whole_version(
    home: Path, replica: Path, shared: Path, published: Path
) -> None:
    fetcher(replica, shared).fetch()
    build_small(home, 1)
    second = publish(home, Place(str(shared))).version
    context, rank, ends = get_context("forkserver"), 1, set()
    context.set_forkserver_preload([__name__])
    while 0 not in ends:
        process = context.Process(target=_fetch_and_be_killed, args=(replica, shared, rank))
        process.start()
        process.join(60)
        ends.add(process.exitcode)
        current = str(versions.current_version(replica))
        assert current in {published.name, second}
        assert versions.read(replica, current).manifest.version == current
        assert versions.earlier_versions(replica) in ([], [published.name])
        if current == second:
            versions.rollback(replica)
            shutil.rmtree(replica / second)
        rank += 7
    assert ends == {0, -signal.SIGKILL}
    fetcher(replica, shared).fetch()
    assert versions.current_version(replica) == second
    assert left(replica) == [INCOMING, published.name, second]


def test_what_a_fetch_stopped_at_its_end_left_should_be_removed_by_the_next(
    replica: Path, shared: Path, published: Path
) -> None:
    fetcher(replica, shared).fetch()
    (replica / f"{versions.STAGING}ancienne").mkdir()
    fetcher(replica, shared).fetch()
    assert left(replica) == [INCOMING, published.name]


def test_a_place_where_nothing_is_published_should_change_nothing(
    replica: Path, shared: Path, published: Path
) -> None:
    fetcher(replica, shared).fetch()
    (shared / POINTER).unlink()
    with pytest.raises(PublicationError, match="published.json est absent"):
        fetcher(replica, shared).fetch()
    assert versions.current_version(replica) == published.name
