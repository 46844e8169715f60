"""PostgreSQL killed and started again, twice, while people search and partners write.

What was confirmed is there afterwards; what could not be kept was said so; searches never knew.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.opinions import Feedback
from service.http.problems import MEDIA_TYPE, Problem
from service.storage.store import store_at
from tests import postgresql
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.service.process import served

PAUSE_S, STEADY_S, DOWN_S = 0.05, 3.0, 8.0
"""Seconds between two requests of a client, of service, and without a server: the keys that the
service remembers are forgotten meanwhile.
"""
BACK_S = 15.0
"""Longest time for what needs the store to be served again once the server is back."""
TIMES = 2
NEEDS_FILE = ROOT / "data" / "needs.jsonl"
LINES = map(json.loads, NEEDS_FILE.read_text("utf-8").splitlines())
NEEDS = [line["id"] for line in LINES if "theme" in line]
LONGEST_S = 5.0
"""Longest time to be answered, in seconds: no request waits for a server that is away."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Told:
    """An answer: how long it took, in seconds, and the words that were sent with it."""

    status: int
    seconds: float
    words: str
    body: str
    retry_after: str
    kind: str


@dataclass
class People:
    """Clients that ask without a pause until the test is over."""

    address: str
    pool: ThreadPoolExecutor
    over: Event = field(default_factory=Event)

    def ask(self, method: str, path: str, key: str = "", **sent: Any) -> Future[list[Told]]:
        headers = {"X-API-Key": key} if key else {}
        return self.pool.submit(self._ask, method, path, headers, sent)

    def _ask(self, method: str, path: str, headers: dict[str, str], sent: Any) -> list[Told]:
        told: list[Told] = []
        with httpx.Client(base_url=self.address, headers=headers, timeout=30) as client:
            while not self.over.is_set():
                words = f"avis {len(told)}"
                need = NEEDS[len(told) % len(NEEDS)]  # few opinions a day are kept of one need
                opinion = {"besoin": need, "mots": words}
                content = {"json": sent | opinion} if method == "POST" else {"params": sent}
                start = time.monotonic()
                got = client.request(method, path, **content)
                seconds = time.monotonic() - start
                retry, kind = (
                    got.headers.get(each, "") for each in ("Retry-After", "Content-Type")
                )
                told.append(Told(got.status_code, seconds, words, got.text, retry, kind))
                time.sleep(PAUSE_S)
        return told


@pytest.fixture
def database() -> Iterator[postgresql.Server]:
    with postgresql.serving() as server:
        yield server


def is_served(address: str, key: str) -> bool:
    opinion = {"fiche": SMALL_CATALOGUE[0].id, "utile": True}
    sent = httpx.post(f"{address}/api/v1/feedback", json=opinion, headers={"X-API-Key": key})
    return sent.status_code == 201


def seconds_until_served(address: str, key: str) -> float:
    start = time.monotonic()
    while not is_served(address, key):
        assert time.monotonic() < start + BACK_S, "le stockage n'est pas revenu"
        time.sleep(PAUSE_S)
    return time.monotonic() - start


@pytest.mark.timeout(180)
def test_a_database_that_fails_over_should_lose_nothing_confirmed_and_stop_no_search(
    database: postgresql.Server, small_home: Path
) -> None:
    place = database.database()
    store = store_at(place)
    scopes = (Scope.ECRITURE,)
    secret, _ = Keys(store).create(Rights(name="partenaire", scopes=scopes, quota=1_000_000))
    settings = {"ORIENTESS_STORE": place, "ORIENTESS_QUOTA_PER_MINUTE": "0"}
    back_s = []
    with served(small_home, **settings) as (process, address), ThreadPoolExecutor(4) as pool:
        people = People(address, pool)
        searching = [
            people.ask("GET", "/api/v1/search", q="réparer un smartphone"),
            people.ask("GET", "/api/v1/search", key=secret, q="réparer un smartphone"),
            people.ask("GET", "/recherche", q="réparer un smartphone"),
        ]
        opinion = {"fiche": SMALL_CATALOGUE[1].id, "utile": True}
        writing = people.ask("POST", "/api/v1/feedback", key=secret, **opinion)
        try:
            for _ in range(TIMES):
                time.sleep(STEADY_S)
                database.stop()
                time.sleep(DOWN_S)
                database.start()
                back_s.append(seconds_until_served(address, secret))
            time.sleep(STEADY_S)
        finally:
            people.over.set()
        assert process.poll() is None

    searches = [each for client in searching for each in client.result()]
    written = writing.result()
    counts = Counter(each.status for each in written)
    told = (
        f"{len(searches)} recherches : {Counter(each.status for each in searches)} ; "
        f"{len(written)} avis : {counts} ; de retour en {back_s} s ; "
        f"la plus longue réponse {max(each.seconds for each in searches + written):.2f} s"
    )
    assert {each.status for each in searches} == {200}, told
    assert set(counts) == {201, 503}, told
    assert max(each.seconds for each in searches + written) < LONGEST_S, told
    for each in written:
        if each.status == 503:
            assert each.kind == MEDIA_TYPE
            assert int(each.retry_after) > 0
            assert "PostgreSQL ne peut pas servir" in Problem.model_validate_json(each.body).detail
    kept = Counter(each.words for each in Feedback(store).all())
    confirmed = {each.words for each in written if each.status == 201}
    assert confirmed <= set(kept), told
    assert {number for words, number in kept.items() if words} == {1}, told
    store.dispose()
