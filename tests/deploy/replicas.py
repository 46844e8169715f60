"""Replicas of the service behind nginx, and clients that ask them without a pause."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import httpx

from service.storage.store import store_at
from tests import postgresql, valkey
from tests.deploy.nginx import Proxy, running
from tests.service.process import free_port, wait_until_ready

OFTEN_S, PATIENCE_S = 0.2, 60.0
PAUSE_S = 0.05
"""Seconds between two requests of a client: four stay under what nginx takes for a flood."""
QUERY = {"q": "réparer un smartphone"}
SEARCH = "/api/v1/search"


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


@dataclass(frozen=True)
class Site:
    """Two replicas that fetch the index of a folder, and the servers that they share."""

    replicas: tuple[Replica, Replica]
    shared: Path
    database: postgresql.Server
    store: str
    quotas: valkey.Server

    def serve(self, version: str) -> bool:
        """Whether both replicas answer with a version of the index."""
        return all(replica.version() == version for replica in self.replicas)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Two replicas over what is published in the folder "shared", with PostgreSQL and Valkey."""
    with postgresql.serving() as database, valkey.serving(folder) as quotas, ExitStack() as started:
        store = database.database()
        migrated = store_at(store)
        migrated.migrate()
        migrated.dispose()
        environment = {
            "ORIENTESS_USE_ENCODER": "0",
            "ORIENTESS_INDEX_URL": f"file://{folder / 'shared'}",
            "ORIENTESS_FETCH_SECONDS": str(OFTEN_S),
            "ORIENTESS_RELOAD_SECONDS": str(OFTEN_S),
            "ORIENTESS_STORE": store,
            "ORIENTESS_QUOTAS_URL": quotas.address,
            "ORIENTESS_QUOTAS_SECRET": "commun",
            "ORIENTESS_QUOTA_PER_MINUTE": "1000000",
            "ORIENTESS_KEY_QUOTA_PER_MINUTE": "1000000",
            "ORIENTESS_TRUSTED_PROXIES": "127.0.0.1",
        }
        one, two = (Replica(folder / name, environment) for name in ("one", "two"))
        for replica in (one, two):
            started.callback(replica.kill)
            replica.start()
        yield Site((one, two), folder / "shared", database, store, quotas)


@dataclass(frozen=True)
class Answer:
    """What a client received: when it asked, the status (0 for none), the version of the index.

    event: what was happening; counted: whether it says what is left of a quota; told: the start of
    what was answered instead of a search.
    """

    moment: float
    event: str
    status: int
    version: str = ""
    counted: bool = False
    told: str = ""


@dataclass
class Traffic:
    """Clients that ask without a pause, each in its thread, until the end of the test."""

    proxy: Proxy
    pool: ThreadPoolExecutor
    over: Event = field(default_factory=Event)
    event: str = "rien"

    def client(self, method: str, key: str = "", path: str = SEARCH) -> Future[list[Answer]]:
        headers = {"X-API-Key": key} if key else {}
        sent = {"json": QUERY} if method == "POST" else {"params": QUERY}
        return self.pool.submit(self._ask, method, path, headers=headers, **sent)

    def _ask(self, method: str, path: str, **sent: Any) -> list[Answer]:
        answers = []
        with self.proxy.client() as client:
            while not self.over.is_set():
                asked = time.monotonic(), self.event
                try:
                    answers.append(self._answer(*asked, client.request(method, path, **sent)))
                except httpx.TransportError as error:
                    answers.append(Answer(*asked, 0, told=repr(error)))
                time.sleep(PAUSE_S)
        return answers

    @staticmethod
    def _answer(moment: float, event: str, got: httpx.Response) -> Answer:
        version, counted = got.headers.get("X-Index-Version", ""), "RateLimit" in got.headers
        told = "" if got.status_code == 200 else got.text[:300]
        return Answer(moment, event, got.status_code, version, counted, told)


@contextmanager
def traffic(site: Site, folder: Path) -> Iterator[Traffic]:
    """nginx before the replicas of a site, and clients that ask it."""
    folder.mkdir()
    proxy = Proxy(folder, *(f"127.0.0.1:{replica.port}" for replica in site.replicas))
    with contextmanager(running)(proxy) as before, ThreadPoolExecutor(4) as pool:
        clients = Traffic(before, pool)
        try:
            yield clients
        finally:
            clients.over.set()


def told(answers: list[Answer]) -> str:
    """How many answers each event had, by status, and the first that failed."""
    counts = Counter((answer.event, answer.status) for answer in answers)
    failed = [answer for answer in answers if answer.status != 200]
    lines = [f"{event} : {number} réponses {status}" for (event, status), number in counts.items()]
    whole = f"{len(answers)} recherches, {len(failed)} manquées"
    return "\n".join([whole, *lines, *map(str, failed[:5])])


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
