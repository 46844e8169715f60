"""Updates, from a real server: sound files replace the last good ones; others are refused."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from index.records.jsonl import read_records
from index.sync.changes import Changes
from index.sync.download import Downloader
from index.sync.sources import Source
from index.sync.state import read_state
from index.sync.update import CHANGES, Outcome, Updater
from tests.https_server import HttpsServer, Reply
from tests.index.importers.conftest import SERVICE, STRUCTURE
from tests.index.sync.conftest import make_source
from tests.towns import GAZETTEER

HEADING = "id,nom,commune,code_postal,services\n"
NAMES = tuple(f"Lieu {number}" for number in range(100))
NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
KEY = "clé de l'API"


def csv_of(*names: str, etag: str = "") -> Reply:
    """A CSV of places; a name that is empty makes a wrong row."""
    rows = (f"{number},{name},Lille,59000,\n" for number, name in enumerate(names))
    return Reply((HEADING + "".join(rows)).encode(), headers={"ETag": etag})


@pytest.fixture
def updater(downloader: Downloader, tmp_path: Path) -> Updater:
    """What updates sources, in folders of its own."""
    return Updater(
        home=tmp_path / "sync",
        imports=tmp_path / "imports",
        gazetteer=lambda: GAZETTEER,
        downloader=downloader,
        environment={"API_KEY": "secret", "EMPTY_KEY": " ", "BAD_KEY": "é\n"},
        now=lambda: NOW,
    )


@pytest.fixture
def source(server: HttpsServer) -> Source:
    """A source of a hundred places."""
    return make_source(url=server.gives("/lieux.csv", csv_of(*NAMES, etag='"1"')))


def names(updater: Updater) -> list[str]:
    return [record.nom for record in read_records(updater.imports / "lieux.jsonl")]


def files(updater: Updater) -> dict[str, bytes]:
    """All that is on disk."""
    folders = (updater.home, updater.imports)
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in paths}


def test_a_sound_file_should_be_imported_where_the_build_reads(
    updater: Updater, source: Source
) -> None:
    update = updater.update("lieux", source)
    assert (update.outcome, update.reasons, update.is_error) == (Outcome.UPDATED, (), False)
    assert update.report is not None
    assert (update.report.file, update.report.read, update.report.accepted) == ("lieux", 100, 100)
    assert names(updater) == list(NAMES)
    assert (updater.imports / "lieux.problemes.csv").exists()
    assert (updater.home / "lieux" / "lieux").read_bytes() == csv_of(*NAMES).body
    assert not (updater.home / "lieux" / "staging").exists()


def test_a_file_that_did_not_change_should_not_be_imported_again(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    updater.update("lieux", source)
    before = files(updater)
    update = updater.update("lieux", source)
    assert (update.outcome, update.report) == (Outcome.UNCHANGED, None)
    assert [seen.headers.get("If-None-Match") for seen in server.seen] == [None, '"1"']
    assert files(updater) == before


def test_a_file_without_validators_should_be_compared_by_content(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    server.gives("/lieux.csv", csv_of(*NAMES))
    assert updater.update("lieux", source).outcome is Outcome.UPDATED
    server.gives("/lieux.csv", csv_of(*NAMES, etag='"2"'))
    assert updater.update("lieux", source).outcome is Outcome.UNCHANGED
    state = read_state(updater.home / "lieux")
    assert state is not None
    assert state.files[""].etag == '"2"'


def test_what_changed_should_be_reported_and_stored(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    updater.update("lieux", source)
    server.gives("/lieux.csv", csv_of("Autre", *NAMES[1:99], etag='"2"'))
    update = updater.update("lieux", source)
    assert update.changes == Changes(date=NOW, new=(), gone=("lieux--99",), changed=("lieux--0",))
    stored = (updater.home / "lieux" / CHANGES).read_text(encoding="utf-8")
    assert Changes.model_validate_json(stored) == update.changes


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (csv_of(*NAMES[:79]), "79 lignes au lieu de 100 : plus de 20 % en moins (21 %)"),
        (csv_of(*NAMES[:94], *[""] * 6), "6 lignes refusées sur 100 : plus de 5 % (6 %)"),
        (Reply(b"a,b\n1,2\n"), "au moins une ligne"),
        (Reply(b'[{"nom": "A"}, {"nom"'), "JSON invalide ou incomplet"),
    ],
    ids=["fewer rows", "wrong rows", "another file", "cut"],
)
def test_a_file_that_is_not_sound_should_leave_the_last_good_one(
    updater: Updater, source: Source, server: HttpsServer, reply: Reply, message: str
) -> None:
    updater.update("lieux", source)
    before = files(updater)
    server.gives("/lieux.csv", reply)
    update = updater.update("lieux", source)
    assert (update.outcome, update.is_error) == (Outcome.REFUSED, True)
    assert message in update.reasons[0]
    assert files(updater) == before
    server.gives("/lieux.csv", csv_of(*NAMES, etag='"1"'))
    assert updater.update("lieux", source).outcome is Outcome.UNCHANGED


def test_a_file_that_is_not_sound_should_be_accepted_by_force(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    updater.update("lieux", source)
    server.gives("/lieux.csv", csv_of(*NAMES[:50], "", "", "", "", ""))
    update = updater.update("lieux", source, force=True)
    assert update.outcome is Outcome.UPDATED
    assert len(update.reasons) == 2
    assert len(names(updater)) == 50
    server.gives("/lieux.csv", csv_of(*NAMES[:45]))
    assert updater.update("lieux", source).outcome is Outcome.UPDATED


def test_a_file_that_gives_nothing_should_be_refused_even_by_force(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    server.gives("/lieux.csv", csv_of("", ""))
    assert updater.update("lieux", source, force=True).outcome is Outcome.REFUSED
    assert not updater.imports.exists()


def test_a_full_disk_should_be_named_and_leave_the_last_good_file(
    updater: Updater, source: Source, server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "plein")

    updater.update("lieux", source)
    before = files(updater)
    server.gives("/lieux.csv", csv_of("Autre", *NAMES[1:], etag='"2"'))
    monkeypatch.setattr("index.sync.update.select", refuse)
    with pytest.raises(OSError, match="lieux") as told:
        updater.update("lieux", source)
    assert told.value.filename == str(updater.home / "lieux")
    assert files(updater) == before


def test_a_source_that_does_not_answer_should_leave_the_last_good_file(
    updater: Updater, source: Source, server: HttpsServer
) -> None:
    updater.update("lieux", source)
    before = files(updater)
    server.gives("/lieux.csv", Reply(status=404))
    update = updater.update("lieux", source)
    assert (update.outcome, update.is_error) == (Outcome.FAILED, True)
    assert update.reasons == (f"{source.url} : réponse 404",)
    assert files(updater) == before


def test_the_parameters_of_an_address_should_not_be_reported(
    updater: Updater, server: HttpsServer
) -> None:
    source = make_source(url=server.url("/lieux.csv?jeton=secret"))
    assert "secret" not in updater.update("lieux", source).reasons[0]


@pytest.mark.parametrize("name", ["lieux/lieux", "lieux/state.json", "imports/lieux.jsonl"])
def test_a_damaged_or_absent_file_should_be_fetched_and_imported_again(
    updater: Updater, source: Source, name: str
) -> None:
    updater.update("lieux", source)
    path = updater.imports.parent / name if name.startswith("imp") else updater.home / name
    path.unlink() if name.startswith("imp") else path.write_bytes(b"abc")
    assert updater.update("lieux", source).outcome is Outcome.UPDATED
    assert len(names(updater)) == 100


def test_another_way_of_reading_should_import_again(updater: Updater, source: Source) -> None:
    updater.update("lieux", source)
    selective = source.model_copy(update={"retenir": {"nom": ("Lieu 1", "Lieu 2", "Lieu")}})
    assert updater.update("lieux", selective).outcome is Outcome.UPDATED


def test_an_update_that_is_stopped_should_be_done_again_and_keep_what_changed(
    updater: Updater, source: Source, server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    updater.update("lieux", source)
    server.gives("/lieux.csv", csv_of(*NAMES, "Nouveau", etag='"2"'))

    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.sync.update.write_state", stop)
        with pytest.raises(KeyboardInterrupt):
            updater.update("lieux", source)
    assert updater.update("lieux", source).outcome is Outcome.UPDATED
    stored = (updater.home / "lieux" / CHANGES).read_text(encoding="utf-8")
    assert Changes.model_validate_json(stored).new == ("lieux--100",)
    assert updater.update("lieux", source).outcome is Outcome.UNCHANGED


@pytest.fixture
def gives_json(server: HttpsServer) -> Callable[..., str]:
    """Sets a JSON answer, and returns its address."""

    def gives(path: str, content: Any, etag: str = "") -> str:
        return server.gives(path, Reply(json.dumps(content).encode(), headers={"ETag": etag}))

    return gives


def reims(**fields: object) -> dict[str, object]:
    """An organisation of data·inclusion, in a town of the small table."""
    return STRUCTURE | {"commune": "Lille", "code_postal": "59000", "code_insee": "59350"} | fields


def test_services_that_changed_should_import_their_organisations_again(
    updater: Updater, gives_json: Callable[..., str]
) -> None:
    source = make_source(
        format="data-inclusion",
        url=gives_json("/structures", [reims()], '"1"'),
        url_services=gives_json("/services", [SERVICE], '"1"'),
    )
    assert updater.update("di", source).outcome is Outcome.UPDATED
    gives_json("/services", [SERVICE | {"nom": "Autre atelier"}], '"2"')
    update = updater.update("di", source)
    assert update.changes is not None
    assert update.changes.changed == ("dora--s1",)
    assert updater.update("di", source).outcome is Outcome.UNCHANGED


def test_an_api_should_be_read_page_by_page_with_its_key(
    updater: Updater, gives_json: Callable[..., str], server: HttpsServer
) -> None:
    numeric = SERVICE | {"thematiques": ["numerique--acceder"]}
    other = reims(id="dora--s2", nom="Autre structure")
    gives_json("/structures?page=1", {"items": [reims()], "pages": 2})
    gives_json("/structures?page=2", {"items": [other], "pages": 2})
    gives_json("/services?page=1", {"items": [numeric], "pages": 1})
    source = make_source(
        format="data-inclusion",
        url=server.url("/structures"),
        url_services=server.url("/services"),
        par_pages=True,
        cle="API_KEY",
        retenir={"thematiques": ["numerique"]},
    )
    update = updater.update("di", source)
    assert update.reasons == ()
    assert [record.id for record in read_records(updater.imports / "di.jsonl")] == ["dora--s1"]
    assert {seen.headers["Authorization"] for seen in server.seen} == {"Bearer secret"}
    assert updater.update("di", source).outcome is Outcome.UNCHANGED
    assert b"secret" not in b"".join(files(updater).values())


@pytest.mark.parametrize(
    ("variable", "message"),
    [("NO_KEY", "NO_KEY est vide"), ("EMPTY_KEY", "est vide"), ("BAD_KEY", "n'est pas une clé")],
)
def test_a_key_that_is_missing_should_be_reported(
    updater: Updater, source: Source, server: HttpsServer, variable: str, message: str
) -> None:
    update = updater.update("lieux", source.model_copy(update={"cle": variable}))
    assert update.outcome is Outcome.FAILED
    assert message in update.reasons[0]
    assert server.seen == []


def test_a_disk_that_cannot_be_written_should_leave_the_records(
    updater: Updater, source: Source, server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    updater.update("lieux", source)
    before = files(updater)
    server.gives("/lieux.csv", csv_of(*NAMES, "Nouveau"))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.sync.update.import_files", full)
    with pytest.raises(OSError, match="No space left"):
        updater.update("lieux", source)
    assert files(updater) == before


def test_a_mapping_that_is_wrong_should_be_reported(updater: Updater, source: Source) -> None:
    wrong = source.model_copy(update={"format": None, "correspondance": "absente"})
    update = updater.update("lieux", wrong)
    assert update.outcome is Outcome.REFUSED
    assert "absente" in update.reasons[0]
