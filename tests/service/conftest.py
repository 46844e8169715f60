"""Fixtures of the tests of the service."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from index.artefact import manifest, versions
from index.indexing.build import build
from index.matching.embedding_map import EmbeddingMap
from index.matching.word_cosines import WordCosines
from index.skills.recommender import Recommender
from service.app import create_app
from service.observability import logs
from service.runtime.dependencies import (
    current_embedding_map,
    current_recommender,
    current_word_cosines,
)
from service.settings import Settings
from service.storage.copying import TABLES
from service.storage.postgresql_store import PostgresqlStore
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import REVISION
from tests import postgresql
from tests.conftest import SMALL_CATALOGUE, make_occupation, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.searchers import make_searcher

THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone",
    internet="Avoir une connexion internet",
    apprendre="Apprendre à se servir d'un ordinateur",
)
OCCUPATIONS = (
    make_occupation(
        "reparateur",
        ("Réparer des smartphones",),
        useful=("Souder",),
        nom="Réparateur de smartphones",
        description="Il répare.",
        voies=["emploi"],
        familles=["economie-circulaire"],
        acteurs=["atelier-phenix", "disparu"],
    ),
    make_occupation(
        "aidant",
        ("Expliquer sans jargon",),
        type="role-benevole",
        nom="Aidant bénévole",
        description="Il explique.",
        voies=["benevolat"],
        familles=["inclusion-education-populaire"],
        acces="Venir un samedi.",
        formations=[{"nom": "Une journée d'accueil", "source": "https://exemple.fr/accueil"}],
    ),
)


@pytest.fixture
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging and hooks, put back as they were."""
    root, own, access = (logging.getLogger(name) for name in (None, "orientess", "uvicorn.access"))
    served = logging.getLogger("uvicorn")  # a server of another test may have given it its own way
    monkeypatch.setattr(served, "propagate", True)
    monkeypatch.setattr(served, "handlers", [])
    levels, handlers, disabled = (root.level, own.level), list(root.handlers), access.disabled
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    access.disabled = disabled


@pytest.fixture
def journalled(_as_it_was: None) -> Callable[[], str]:
    """What the journal wrote since, every level of every library being heard."""
    stream = StringIO()
    logs.configure(True, logging.DEBUG, stream)
    logging.getLogger().setLevel(logging.DEBUG)
    return stream.getvalue


SHARED = "commune"
"""Database of the server of tests that is emptied after each of them: making one takes longer."""


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server, for all the tests of a process."""
    with postgresql.serving() as started:
        shared = PostgresqlStore(started.database(SHARED))
        shared.migrate()
        shared.dispose()
        yield started


@pytest.fixture
def file_store(tmp_path: Path) -> SqliteStore:
    """A store in a SQLite file, not made yet."""
    return SqliteStore(tmp_path / "orientess.sqlite3")


@pytest.fixture
def database(server: postgresql.Server) -> Iterator[PostgresqlStore]:
    """A store in a PostgreSQL database, whose tables are empty."""
    made = PostgresqlStore(server.address(SHARED))
    yield made
    with made._engine.begin() as connection:
        for table in TABLES:
            connection.execute(delete(table))
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = %s", (REVISION,))
    made.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind, one after the other."""
    kind = {"sqlite": "file_store", "postgresql": "database"}[request.param]
    made: Store = request.getfixturevalue(kind)
    return made


@pytest.fixture(scope="session")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the service over three needs and two occupations, with the hash encoder."""
    var = tmp_path_factory.mktemp("var")
    home = var / "index"
    build(
        SMALL_CATALOGUE,
        HashEncoder(),
        "hash",
        home,
        thesaurus=THESAURUS,
        occupations=OCCUPATIONS,
    )
    searcher = make_searcher(manifest.read(home / versions.CURRENT), HashEncoder())
    app = create_app(Settings(var=var, use_encoder=False))
    app.dependency_overrides[current_recommender] = lambda: Recommender(searcher.retriever)
    app.dependency_overrides[current_embedding_map] = lambda: EmbeddingMap(searcher.retriever)
    app.dependency_overrides[current_word_cosines] = lambda: WordCosines(searcher.retriever)
    with TestClient(app) as client:
        yield client
