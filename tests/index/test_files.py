"""Files: a change is detected, a file is replaced whole or not at all, one process locks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import FileChanged
from index.files import (
    LOCK,
    TEMPORARY,
    FileDigest,
    copy_atomically,
    digest,
    digest_of_bytes,
    locked,
    replacing,
    scratch,
    sweep,
    sync,
    verify,
    write_atomically,
)
from tests.conftest import ROOT


@pytest.fixture
def digests(tmp_path: Path) -> dict[str, FileDigest]:
    """Two files and their digests."""
    (tmp_path / "un.txt").write_text("un")
    (tmp_path / "deux.txt").write_text("deux")
    return {name: digest(tmp_path / name) for name in ("un.txt", "deux.txt")}


def test_a_digest_should_hold_the_size_in_bytes_and_the_sha256(tmp_path: Path) -> None:
    path = tmp_path / "accents.txt"
    path.write_text("é", encoding="utf-8")
    assert digest(path) == FileDigest(size=2, sha256=sha256("é".encode()).hexdigest())
    assert digest(path) == digest_of_bytes("é".encode())


def test_files_that_did_not_change_should_pass(
    tmp_path: Path, digests: dict[str, FileDigest]
) -> None:
    verify(tmp_path, digests)
    assert {name: digest(tmp_path / name) for name in digests} == digests


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("d", "deux.txt fait 1 octet au lieu de 4", id="truncated"),
        pytest.param("", "deux.txt fait 0 octet au lieu de 4", id="emptied"),
        pytest.param("DEUX", "deux.txt a l'empreinte", id="changed"),
    ],
)
def test_a_file_that_changed_should_be_named(
    content: str, message: str, tmp_path: Path, digests: dict[str, FileDigest]
) -> None:
    (tmp_path / "deux.txt").write_text(content)
    with pytest.raises(FileChanged, match=message):
        verify(tmp_path, digests)


def test_a_file_that_is_absent_should_be_named(
    tmp_path: Path, digests: dict[str, FileDigest]
) -> None:
    (tmp_path / "un.txt").unlink()
    with pytest.raises(FileChanged, match=r"un\.txt est absent"):
        verify(tmp_path, digests)


def test_a_folder_in_the_place_of_a_file_should_be_refused(
    tmp_path: Path, digests: dict[str, FileDigest]
) -> None:
    (tmp_path / "un.txt").unlink()
    (tmp_path / "un.txt").mkdir()
    with pytest.raises(FileChanged, match=r"un\.txt est absent"):
        verify(tmp_path, digests)


def test_sizes_should_be_checked_before_any_content_is_read(
    tmp_path: Path, digests: dict[str, FileDigest]
) -> None:
    (tmp_path / "un.txt").write_text("UN")
    (tmp_path / "deux.txt").write_text("trop long")
    with pytest.raises(FileChanged, match=r"deux\.txt fait"):
        verify(tmp_path, digests)


def test_writing_should_make_the_folders_that_lack(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "fiches.jsonl"
    write_atomically(path, "été\n")
    assert path.read_bytes() == "été\n".encode()


def test_writing_should_replace_what_was_there_and_leave_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    write_atomically(path, "avant")
    write_atomically(path, "après")
    assert path.read_text(encoding="utf-8") == "après"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_cannot_be_written_should_leave_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    write_atomically(path, "avant")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "avant"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_replaced_should_leave_nothing_partial(tmp_path: Path) -> None:
    (tmp_path / "fiches.jsonl").mkdir()
    with pytest.raises(OSError, match=r"fiches\.jsonl"):
        write_atomically(tmp_path / "fiches.jsonl", "texte")
    assert [each.name for each in tmp_path.iterdir()] == ["fiches.jsonl"]


def test_syncing_what_is_absent_should_be_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "absent")


def test_a_stream_should_take_the_place_of_a_file_only_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a" / "fiches.csv"
    write_atomically(path, "avant")
    with replacing(path) as stream:
        stream.write("après\r\n")
        stream.flush()
        assert path.read_bytes() == b"avant"
    assert path.read_bytes() == "après\r\n".encode()
    assert list(path.parent.iterdir()) == [path]


def write_and_fail(path: Path, error: BaseException) -> None:
    """Write the half of a file, then fail."""
    with replacing(path) as stream:
        stream.write("après")
        raise error


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), GeneratorExit()])
@pytest.mark.parametrize("before", [None, "avant"], ids=["no file", "a file"])
def test_a_stream_that_fails_should_change_nothing(
    before: str | None, error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "fiches.csv"
    if before is not None:
        write_atomically(path, before)
    with pytest.raises(type(error)):
        write_and_fail(path, error)
    left = {each.name: each.read_text(encoding="utf-8") for each in tmp_path.iterdir()}
    assert left == ({} if before is None else {"fiches.csv": before})


HOLDER = """
import sys, time
from pathlib import Path
from index.files import locked

with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_lock_should_be_waited_for_and_released_when_its_process_is_killed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "made"
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        acquired = threading.Event()

        def acquire() -> None:
            with locked(folder):
                acquired.set()

        waiting = threading.Thread(target=acquire)
        waiting.start()
        assert not acquired.wait(0.1)
        holder.kill()
        waiting.join(timeout=60)
    assert acquired.is_set()
    assert os.listdir(folder) == [LOCK]


def test_a_lock_that_cannot_be_made_should_be_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), locked(tmp_path / "file"):
        pytest.fail("a lock was made in a file")


@pytest.mark.parametrize("name", ["1-fiches.jsonl.partial", "xyz"], ids=["file", "folder"])
def test_what_a_stopped_process_left_should_be_removed_by_the_next_writing(
    name: str, tmp_path: Path
) -> None:
    left = tmp_path / f"{TEMPORARY}{name}"
    if name == "xyz":
        left.mkdir()
        (left / "orientess.sqlite3").write_text("des mots", encoding="utf-8")
    else:
        left.write_text("la moiti", encoding="utf-8")
    write_atomically(tmp_path / "autre.txt", "tout")
    assert os.listdir(tmp_path) == ["autre.txt"]


def test_what_is_being_written_should_not_be_removed(tmp_path: Path) -> None:
    with replacing(tmp_path / "un.txt") as stream, scratch(tmp_path) as folder:
        stream.write("un")
        (folder / "deux.txt").write_text("deux", encoding="utf-8")
        sweep(tmp_path)
        write_atomically(tmp_path / "trois.txt", "trois")
        assert [each.name for each in folder.iterdir()] == ["deux.txt"]
    assert sorted(os.listdir(tmp_path)) == ["trois.txt", "un.txt"]


def test_a_link_with_the_name_of_a_temporary_folder_should_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "vrai").mkdir()
    (tmp_path / "vrai" / "fiches.jsonl").write_text("fiche", encoding="utf-8")
    (tmp_path / f"{TEMPORARY}lien").symlink_to("vrai")
    sweep(tmp_path)
    assert (tmp_path / "vrai" / "fiches.jsonl").read_text(encoding="utf-8") == "fiche"


def test_sweeping_a_folder_that_is_absent_should_do_nothing(tmp_path: Path) -> None:
    sweep(tmp_path / "absent")
    assert not list(tmp_path.iterdir())


def test_a_temporary_folder_should_be_for_its_owner_alone_and_end_with_the_block(
    tmp_path: Path,
) -> None:
    with scratch(tmp_path / "loin") as folder:
        assert folder.parent == tmp_path / "loin"
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_threads_should_write_the_same_file_one_after_another(tmp_path: Path) -> None:
    path, texts = tmp_path / "fiches.jsonl", [str(number) * 50_000 for number in range(4)]
    threads = [threading.Thread(target=write_atomically, args=(path, text)) for text in texts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert path.read_text(encoding="utf-8") in texts
    assert os.listdir(tmp_path) == ["fiches.jsonl"]


def test_a_copy_should_take_the_place_of_a_file_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("après", encoding="utf-8")
    write_atomically(tmp_path / "cible", "avant")
    copy_atomically(tmp_path / "source", tmp_path / "cible")
    assert (tmp_path / "cible").read_text(encoding="utf-8") == "après"
    with pytest.raises(FileNotFoundError):
        copy_atomically(tmp_path / "absente", tmp_path / "cible")
    assert sorted(os.listdir(tmp_path)) == ["cible", "source"]
