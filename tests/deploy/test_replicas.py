"""Two replicas behind nginx on one machine: one killed, an index published, a key revoked.

Each replica has its own folder, and fetches the index from a folder that both see. They share the
keys in PostgreSQL, and count quotas in Valkey.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import httpx
import pytest

from index.indexing.build import build
from index.publication.place import Place
from index.publication.publisher import publish
from service.auth.keys import CACHE_S, Keys
from service.auth.rights import Rights, Scope
from service.storage.store import store_at
from tests import postgresql
from tests.conftest import SMALL_CATALOGUE
from tests.deploy.nginx import Proxy, needs_nginx, running
from tests.hash_encoder import HashEncoder
from tests.service.process import free_port, wait_until_ready

VALKEY = shutil.which("valkey-server")
OFTEN_S, PATIENCE_S = 0.2, 60.0
PAUSE_S = 0.05
"""Seconds between two requests of a client: three stay under what nginx takes for a flood."""
STEADY_S = 2.0
"""Seconds of traffic before and after each event: nginx asks again a replica that is back."""
QUERY = {"q": "réparer un smartphone"}

pytestmark = [
    pytest.mark.slow,
    needs_nginx,
    pytest.mark.skipif(VALKEY is None, reason="valkey-server n'est pas installé"),
]


class Replica:
    """A replica in a process of its own, killed and started again on the same port."""

    def __init__(self, var: Path, environment: dict[str, str]) -> None:
        var.mkdir(exist_ok=True)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | environment | {"ORIENTESS_VAR": str(var)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - own command
            [sys.executable, "-m", "service.cli", "serve", "--port", str(self.port)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_ready(self.address)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def version(self) -> str:
        return str(httpx.get(f"{self.address}/version").json()["index"])


@dataclass
class Answer:
    """What a client received: when it asked, the status (0 for none), the version of the index."""

    moment: float
    status: int
    version: str


@dataclass
class Traffic:
    """Clients that ask without a pause, each in its thread, until the end of the test."""

    proxy: Proxy
    pool: ThreadPoolExecutor
    over: Event = field(default_factory=Event)

    def client(self, method: str, key: str = "") -> Future[list[Answer]]:
        return self.pool.submit(self._ask, method, {"X-API-Key": key} if key else {})

    def _ask(self, method: str, headers: dict[str, str]) -> list[Answer]:
        answers = []
        sent = {"params": QUERY} if method == "GET" else {"json": QUERY}
        with self.proxy.client() as client:
            while not self.over.is_set():
                moment = time.monotonic()
                try:
                    answer = client.request(method, "/api/v1/search", headers=headers, **sent)  # type: ignore[arg-type]
                    version = answer.headers.get("X-Index-Version", "")
                    answers.append(Answer(moment, answer.status_code, version))
                except httpx.TransportError:
                    answers.append(Answer(moment, 0, ""))
                time.sleep(PAUSE_S)
        return answers


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """The address of a Valkey server that keeps nothing on disk."""
    port = free_port()
    options = ("--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    command = [str(VALKEY), "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            yield f"valkey://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def store() -> Iterator[str]:
    """The address of an empty database, in a PostgreSQL server of its own."""
    with postgresql.serving() as server:
        address = server.database()
        migrated = store_at(address)
        migrated.migrate()
        migrated.dispose()
        yield address


@pytest.fixture
def replicas(store: str, small_home: Path, tmp_path: Path) -> Iterator[tuple[Replica, Replica]]:
    """Two replicas that fetched the small index, and share the keys and the quotas."""
    publish(small_home, Place(str(tmp_path / "shared")))
    with valkey(tmp_path) as quotas, ExitStack() as started:
        environment = {
            "ORIENTESS_USE_ENCODER": "0",
            "ORIENTESS_INDEX_URL": f"file://{tmp_path / 'shared'}",
            "ORIENTESS_FETCH_SECONDS": str(OFTEN_S),
            "ORIENTESS_RELOAD_SECONDS": str(OFTEN_S),
            "ORIENTESS_STORE": store,
            "ORIENTESS_QUOTAS_URL": quotas,
            "ORIENTESS_QUOTAS_SECRET": "commun",
            "ORIENTESS_QUOTA_PER_MINUTE": "1000000",
            "ORIENTESS_KEY_QUOTA_PER_MINUTE": "1000000",
            "ORIENTESS_TRUSTED_PROXIES": "127.0.0.1",
        }
        one, two = (Replica(tmp_path / name, environment) for name in ("one", "two"))
        for replica in (one, two):
            started.callback(replica.kill)
            replica.start()
        yield one, two


@pytest.fixture
def traffic(replicas: tuple[Replica, Replica], tmp_path: Path) -> Iterator[Traffic]:
    """nginx before the replicas, and clients that ask it."""
    (tmp_path / "nginx").mkdir()
    proxy = Proxy(tmp_path / "nginx", *(f"127.0.0.1:{replica.port}" for replica in replicas))
    with contextmanager(running)(proxy) as before, ThreadPoolExecutor(3) as pool:
        traffic = Traffic(before, pool)
        try:
            yield traffic
        finally:
            traffic.over.set()


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.timeout(300)
def test_no_request_should_fail_while_replicas_die_and_the_index_and_keys_change(
    replicas: tuple[Replica, Replica], traffic: Traffic, store: str, tmp_path: Path
) -> None:
    keys = Keys(store_at(store))
    secret, key = keys.create(Rights(name="partenaire", scopes=(Scope.LECTURE,)))
    first = replicas[0].version()
    reads, posts = traffic.client("GET"), traffic.client("POST")
    partner = traffic.client("GET", secret)
    time.sleep(STEADY_S)

    for replica in replicas:
        replica.kill()
        time.sleep(STEADY_S)
        replica.start()
        time.sleep(STEADY_S)

    build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", tmp_path / "built" / "index")
    second = publish(tmp_path / "built" / "index", Place(str(tmp_path / "shared"))).version
    wait_until(lambda: all(replica.version() == second for replica in replicas))
    taken_up = time.monotonic()
    time.sleep(STEADY_S)

    keys.revoke(key.id)
    revoked = time.monotonic()
    time.sleep(CACHE_S + STEADY_S)
    traffic.over.set()

    without_key = [*reads.result(), *posts.result()]
    assert [answer for answer in without_key if answer.status != 200] == []
    assert {answer.version for answer in without_key} == {first, second}
    assert {answer.version for answer in without_key if answer.moment > taken_up} == {second}
    assert len(without_key) > 200
    before = {answer.status for answer in partner.result() if answer.moment < revoked - STEADY_S}
    after = {answer.status for answer in partner.result() if answer.moment > revoked + CACHE_S + 1}
    assert (before, after) == ({200}, {401})
    assert {answer.status for answer in partner.result()} == {200, 401}
