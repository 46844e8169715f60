"""The store in PostgreSQL: errors in French, a server that is absent, that stops and comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from index.errors import StoreError
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.opinions import Feedback
from service.feedback.reports import Report, Reports
from service.settings import Settings
from service.statistics.counters import Counters
from service.storage import postgresql_store
from service.storage.postgresql_store import NO_SERVER, PostgresqlStore
from service.storage.sqlite_store import SqliteStore
from service.storage.tables import COUNTER
from tests import postgresql
from tests.service.services import services_in
from tests.service.stores import place_of

REPORT = Report("a", "autre", comment="mot-temoin")


@pytest.fixture
def own_server() -> Iterator[postgresql.Server]:
    """A server that the test may stop."""
    with postgresql.serving() as started:
        yield started


def test_an_absent_server_should_be_told_without_waiting_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"postgresql+psycopg://nom:motdepasse@/orientess?host={tmp_path}"
    store = PostgresqlStore(address)
    for _ in range(3):
        with pytest.raises(StoreError, match=NO_SERVER) as refused:
            store.migrate()
        assert str(refused.value).startswith("La base orientess de PostgreSQL ne peut pas servir")
    assert len(caplog.records) == 1
    assert "motdepasse" not in caplog.text + store.place


def test_a_database_that_does_not_exist_should_be_told(
    server: postgresql.Server, caplog: pytest.LogCaptureFixture
) -> None:
    store = PostgresqlStore(server.address("absente"))
    with pytest.raises(StoreError, match="La base absente de PostgreSQL"):
        store.migrate()
    assert "absente" in caplog.text


def test_a_database_that_cannot_hold_every_text_should_be_refused(
    server: postgresql.Server,
) -> None:
    address = server.database("latine", "template0 ENCODING 'LATIN1' LOCALE 'C'")
    store = PostgresqlStore(address)
    with pytest.raises(StoreError, match="UTF-8"):
        store.migrate()
    store.dispose()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", "un serveur"),
        ("DO $$ BEGIN RAISE SQLSTATE '25006'; END $$", "lecture seule"),
        ("SELECT * FROM absente", "une erreur de PostgreSQL"),
        ("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", "disque plein"),
    ],
)
def test_errors_should_be_told_in_french_and_the_next_use_should_work(
    database: PostgresqlStore, statement: str, told: str
) -> None:
    Reports(database).purge()
    with pytest.raises(StoreError, match=told), database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert Reports(database).all() == []


def test_a_writer_should_give_up_when_another_is_too_long(database: PostgresqlStore) -> None:
    other = PostgresqlStore(database._engine.url.render_as_string(), patience_s=0.1)
    with database.writing(), pytest.raises(StoreError, match="occupée"), other.writing():
        pass
    other.dispose()


def test_more_users_than_connections_should_be_refused_after_a_while(
    database: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_store, "POOL_SIZE", 1)
    monkeypatch.setattr(postgresql_store, "POOL_OVERFLOW", 0)
    small = PostgresqlStore(database._engine.url.render_as_string(), patience_s=0.1)
    with small.reading(), pytest.raises(StoreError, match="trop de demandes"), small.reading():
        pass
    small.dispose()


def test_a_server_that_stops_should_be_used_again_once_it_is_back(
    own_server: postgresql.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_store, "PAUSE_S", 0.05)
    reports = Reports(store := PostgresqlStore(own_server.database()))
    reports.add(REPORT)
    own_server.stop()
    with pytest.raises(StoreError, match=NO_SERVER):
        reports.add(REPORT)
    own_server.start()
    time.sleep(0.1)
    reports.add(REPORT)
    assert [each.number for each in reports.all()] == [1, 2]
    store.dispose()


def test_a_database_should_be_newer_than_a_backup_when_its_rows_differ(
    database: PostgresqlStore, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    SqliteStore(tmp_path / "vide").migrate()
    assert not database.is_newer(tmp_path / "vide", now)
    Reports(database).add(REPORT)
    assert database.is_newer(tmp_path / "vide", now)
    database.save(tmp_path / "copie")
    assert not database.is_newer(tmp_path / "copie", now)
    assert Reports(SqliteStore(tmp_path / "copie")).all() == Reports(database).all()
    assert database.exists()
    assert not database.set_aside(StoreError("sans cause"))


def test_two_services_should_share_keys_and_what_people_send(
    database: PostgresqlStore, settings: Settings
) -> None:
    shared = settings.model_copy(update={"store": str(place_of(database))})
    opinion = {"fiche": "clic-pour-tous", "utile": True}
    with TestClient(create_app(shared)) as one, TestClient(create_app(shared)) as other:
        keys, others = (services_in(each.app).get(Keys) for each in (one, other))
        secret, key = keys.create(Rights(name="Ville", scopes=(Scope.ECRITURE,)))
        headers = {"Authorization": f"Bearer {secret}"}
        for client in (one, other):
            sent = client.post("/api/v1/feedback", json=opinion, headers=headers)
            assert sent.status_code == 201
        assert len(Feedback(database).all()) == 2
        others.revoke(key.id)
        assert other.post("/api/v1/feedback", json=opinion, headers=headers).status_code == 401
        for client in (one, other):
            services_in(client.app).get(Counters).add("aide", "59", True)
    with database.reading() as connection:
        assert connection.scalar(select(COUNTER.c.number)) == 2
