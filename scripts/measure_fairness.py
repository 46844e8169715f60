"""Measure how long ordinary searches wait while others send the most costly requests allowed.

A client searches every 300 ms, never the same need, over HTTP on the same machine: alone, then
while five addresses at the default quota send forty of the longest skills with the longest profile,
then while one key of 3,000 requests a minute does. The proof fails when a search gets 503, or when
their 95th percentile reaches three times that of the idle service.

Addresses are those of `X-Forwarded-For`, which the service is set to trust from this machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from threading import Event, Thread

from index.search.query import MAX_PROFILE_CHARS, MAX_SKILL_CHARS
from index.skills.profile import MAX_SKILLS
from scripts.benchmark import distinct_queries, percentile, served
from scripts.prove_api import borrowed
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.settings import Settings
from service.storage.store import open_store

ADDRESSES, KEY_QUOTA = 5, 3000
CONNECTIONS = {"adresses": 2, "clé": 5}
"""Connections of each client: one batch under way and one that waits; more for the key."""
SEARCH_EVERY_S, TIMEOUT_S = 0.3, 30
RATIO_MAX = 3.0
RETRY_MAX_S = 1.0
"""Longest wait of an attacker after a refusal, in seconds, whatever `Retry-After` says."""
QUIET_S = 3.0
"""Seconds between two loads, for the batches of the first to end."""
SEARCHER = "192.0.2.1"
LETTERS = "aeioubcdlmnprst"
Headers = Mapping[str, str]


@dataclass
class Load:
    """Results of one load: times of searches in ms, statuses of searches, statuses of attacks."""

    name: str
    times_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    attacks: Counter[int] = field(default_factory=Counter)

    @property
    def busy(self) -> int:
        """Number of searches that got 503."""
        return self.statuses[http.HTTPStatus.SERVICE_UNAVAILABLE]

    @property
    def p95_ms(self) -> float:
        """95th percentile of the times of searches, in milliseconds."""
        return percentile(self.times_ms, 95)

    def row(self, idle: Load) -> str:
        """Return the line of the table: figures, ratio to the idle service, attackers' answers."""
        attacks = ", ".join(f"{status} : {times}" for status, times in sorted(self.attacks.items()))
        return (
            f"{self.name:22} {len(self.times_ms):10} {self.busy:5} "
            f"{percentile(self.times_ms, 50):8.1f} {self.p95_ms:8.1f} "
            f"{self.p95_ms / idle.p95_ms:7.2f}  {attacks or '–'}"
        )


def table(loads: list[Load]) -> str:
    """Return the table of the loads, the first being the idle service."""
    head = f"{'':22} {'recherches':>10} {'503':>5} {'p50 (ms)':>8} {'p95 (ms)':>8} {'rapport':>7}"
    rows = [load.row(loads[0]) for load in loads]
    return "\n".join([f"{head}  réponses aux coûteuses", *rows])


def missed(loads: list[Load]) -> list[str]:
    """Describe, in French, the bounds that are passed; the first load is the idle service."""
    idle, *others = loads
    return [
        *(f"{load.name} : réponses {dict(load.statuses)}" for load in loads if not _answered(load)),
        *(
            f"{load.name} : p95 {load.p95_ms / idle.p95_ms:.2f} fois celui au repos"
            for load in others
            if load.p95_ms >= RATIO_MAX * idle.p95_ms
        ),
        *(f"{load.name} : aucune demande coûteuse n'a abouti" for load in others if _idle(load)),
    ]


def _answered(load: Load) -> bool:
    return set(load.statuses) == {http.HTTPStatus.OK}


def _idle(load: Load) -> bool:
    """Return True if no attack was answered: nothing would then be proved."""
    return not load.attacks[http.HTTPStatus.OK]


def worst_body(seed: int, skills: int = MAX_SKILLS) -> bytes:
    """Write the most costly request for skills, as JSON: no two seeds have a text in common.

    Random letters make more tokens to encode than words do. The profile is French enough for its
    spelling to be corrected, and each of its words is misspelt.

    Args:
        seed: of the letters.
        skills: number of skills.

    Returns:
        The body, in UTF-8.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    words = ("de" if draw.random() < 1 / 2 else _letters(draw, 7) for _ in count())
    body = {
        "profil": " ".join(islice(words, MAX_PROFILE_CHARS))[:MAX_PROFILE_CHARS],
        "competences": [_letters(draw, MAX_SKILL_CHARS) for _ in range(skills)],
    }
    return json.dumps(body).encode()


def _letters(draw: random.Random, chars: int) -> str:
    return "".join(draw.choices(LETTERS, k=chars))


class Attacker(Thread):
    """Sends costly requests on one connection, one after the other, until it is stopped."""

    def __init__(self, port: int, headers: Headers, seeds: Iterator[int], skills: int) -> None:
        """headers: identity of the client; seeds: of the bodies, shared; skills: in each body."""
        super().__init__(daemon=True)
        self.answers: Counter[int] = Counter()
        self._port = port
        self._headers = {"Content-Type": "application/json", **headers}
        self._seeds = seeds
        self._skills = skills
        self._over = Event()

    def run(self) -> None:
        """Send requests until stopped; after a refusal, wait a second at most."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        while not self._over.is_set():
            body = worst_body(next(self._seeds), self._skills)
            connection.request("POST", "/api/v1/match/skills", body, self._headers)
            response = connection.getresponse()
            response.read()
            self.answers[response.status] += 1
            if response.status != http.HTTPStatus.OK:
                retry_s = float(response.headers.get("Retry-After", RETRY_MAX_S))
                self._over.wait(min(retry_s, RETRY_MAX_S))
        connection.close()

    def stop(self) -> None:
        """Send no other request, and wait for the answer under way."""
        self._over.set()
        self.join(TIMEOUT_S)


@contextmanager
def attacked(attackers: list[Attacker], load: Load) -> Iterator[None]:
    """Let attackers send for the time of a block, then record the statuses that they got."""
    for attacker in attackers:
        attacker.start()
    try:
        yield
    finally:
        for attacker in attackers:
            attacker.stop()
            load.attacks += attacker.answers


def search(port: int, needs: Iterator[str], seconds: float, load: Load) -> None:
    """Search a need every 300 ms, and record the time and the status of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    headers = {"Content-Type": "application/json", "X-Forwarded-For": SEARCHER}
    start = time.perf_counter()
    for number in range(round(seconds / SEARCH_EVERY_S)):
        time.sleep(max(0.0, start + number * SEARCH_EVERY_S - time.perf_counter()))
        sent = time.perf_counter()
        connection.request("POST", "/api/v1/search", json.dumps({"q": next(needs)}), headers)
        response = connection.getresponse()
        response.read()
        load.times_ms.append((time.perf_counter() - sent) * 1000)
        load.statuses[response.status] += 1
    connection.close()


def measure(seconds: float, skills: int) -> list[Load]:
    """Return the loads: idle, five addresses, one key."""
    needs = iter(distinct_queries(3 * round(seconds / SEARCH_EVERY_S) + 20))
    seeds = count()
    with tempfile.TemporaryDirectory() as name:
        settings = borrowed(Settings(), Path(name))
        rights = Rights(name="équité", scopes=(Scope.LECTURE,), quota=KEY_QUOTA)
        secret, _ = Keys(open_store(settings)).create(rights)
        variables = {
            "ORIENTESS_VAR": name,
            "ORIENTESS_TRUSTED_PROXIES": "127.0.0.1",
            "ORIENTESS_QUOTA_PER_MINUTE": str(Settings.model_fields["quota_per_minute"].default),
        }
        senders: dict[str, list[Headers]] = {
            "adresses": [{"X-Forwarded-For": f"198.51.100.{n}"} for n in range(1, ADDRESSES + 1)],
            "clé": [{"Authorization": f"Bearer {secret}"}],
        }
        with served(variables) as (client, _, _):
            search(client.port, needs, 5, Load("échauffement"))
            loads = [Load("au repos")]
            search(client.port, needs, seconds, loads[0])
            for kind, headers in senders.items():
                loads.append(Load(f"{len(headers)} {kind}"))
                attackers = [
                    Attacker(client.port, sender, seeds, skills)
                    for sender in headers
                    for _ in range(CONNECTIONS[kind])
                ]
                with attacked(attackers, loads[-1]):
                    search(client.port, needs, seconds, loads[-1])
                time.sleep(QUIET_S)
            return loads


def main() -> int:
    """Print the table, then the bounds that are passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secondes", type=float, default=30, help="de chaque charge")
    parser.add_argument("--competences", type=int, default=MAX_SKILLS, help="par demande coûteuse")
    options = parser.parse_args()
    loads = measure(min(options.secondes, 60), min(options.competences, MAX_SKILLS))
    print(table(loads))
    passed = missed(loads)
    print(*passed or ["Tenu."], sep="\n")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())
