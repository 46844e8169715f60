"""Two replicas behind nginx on one machine, while all that they rest on changes or falls.

Each replica has its own folder, and fetches the index from a folder that both see. They share the
keys in PostgreSQL, and count quotas in Valkey.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.artefact.versions import rollback
from index.indexing.build import build
from index.publication.place import Place
from index.publication.publisher import publish
from service.auth.keys import CACHE_S, Keys
from service.auth.quotas import PAUSE_S as QUOTAS_PAUSE_S
from service.auth.rights import Rights, Scope
from service.storage.store import store_at
from tests.conftest import SMALL_CATALOGUE
from tests.deploy import replicas
from tests.deploy.nginx import needs_nginx
from tests.deploy.replicas import Site, Traffic, told, wait_until
from tests.hash_encoder import HashEncoder
from tests.valkey import needs_valkey

STEADY_S = 3.0
"""Seconds of traffic before and after each event: nginx, which counts whole seconds, asks again a
replica that is back within two.
"""
LONG_S = 8.0
"""Seconds without a server that the replicas share: several attempts to reach it again."""

pytestmark = [pytest.mark.slow, needs_nginx, needs_valkey]


def publish_next(records: int, site: Site, home: Path) -> str:
    """Build an index of the first records, publish it, and return its version."""
    build(SMALL_CATALOGUE[:records], HashEncoder(), "hash", home)
    return publish(home, Place(str(site.shared))).version


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the versions of the machine that builds, the first of them published."""
    home = tmp_path / "built" / "index"
    build(SMALL_CATALOGUE, HashEncoder(), "hash", home)
    publish(home, Place(str(tmp_path / "shared")))
    return home


@pytest.fixture
def site(home: Path, tmp_path: Path) -> Iterator[Site]:
    assert home.exists()
    with replicas.site(tmp_path) as site:
        yield site


@pytest.fixture
def traffic(site: Site, tmp_path: Path) -> Iterator[Traffic]:
    with replicas.traffic(site, tmp_path / "nginx") as traffic:
        yield traffic


@pytest.mark.timeout(300)
def test_no_request_should_fail_while_replicas_die_and_the_index_and_keys_change(
    site: Site, traffic: Traffic, home: Path
) -> None:
    keys = Keys(store_at(site.store))
    secret, key = keys.create(Rights(name="partenaire", scopes=(Scope.LECTURE,)))
    first = site.replicas[0].version()
    reads, posts = traffic.client("GET"), traffic.client("POST")
    partner = traffic.client("GET", secret)
    time.sleep(STEADY_S)

    for replica in site.replicas:
        replica.kill()
        time.sleep(STEADY_S)
        replica.start()
        time.sleep(STEADY_S)

    second = publish_next(2, site, home)
    wait_until(lambda: site.serve(second))
    taken_up = time.monotonic()
    time.sleep(STEADY_S)

    keys.revoke(key.id)
    revoked = time.monotonic()
    time.sleep(CACHE_S + STEADY_S)
    traffic.over.set()

    without_key = [*reads.result(), *posts.result()]
    assert {answer.status for answer in without_key} == {200}, told(without_key)
    assert {answer.version for answer in without_key} == {first, second}
    assert {answer.version for answer in without_key if answer.moment > taken_up} == {second}
    assert len(without_key) > 200
    before = {answer.status for answer in partner.result() if answer.moment < revoked - STEADY_S}
    after = {answer.status for answer in partner.result() if answer.moment > revoked + CACHE_S + 1}
    assert (before, after) == ({200}, {401})
    assert {answer.status for answer in partner.result()} == {200, 401}


@pytest.mark.timeout(300)
def test_no_search_should_fail_while_each_part_of_the_site_falls_in_turn(
    site: Site, traffic: Traffic, home: Path
) -> None:
    rights = Rights(name="partenaire", scopes=(Scope.LECTURE,))
    secret, _ = Keys(store_at(site.store)).create(rights)
    first = site.replicas[0].version()
    clients = [
        traffic.client("GET"),
        traffic.client("POST"),
        traffic.client("GET", path="/recherche"),
        traffic.client("GET", secret),
    ]
    time.sleep(STEADY_S)

    traffic.event = "index publié"
    second = publish_next(2, site, home)
    wait_until(lambda: site.serve(second))
    time.sleep(STEADY_S)

    traffic.event = "copie tuée"
    site.replicas[0].kill()
    time.sleep(STEADY_S)
    traffic.event = "copie relancée"
    site.replicas[0].start()
    time.sleep(STEADY_S)

    traffic.event = "retour à l'index d'avant"
    assert rollback(home) == first
    publish(home, Place(str(site.shared)))
    wait_until(lambda: site.serve(first))
    time.sleep(STEADY_S)

    traffic.event = "Valkey arrêté"
    site.quotas.stop()
    time.sleep(LONG_S)
    traffic.event = "Valkey relancé"
    site.quotas.start()
    time.sleep(QUOTAS_PAUSE_S + STEADY_S)

    traffic.event = "PostgreSQL arrêté"
    site.database.stop()
    time.sleep(CACHE_S + LONG_S)
    traffic.event = "PostgreSQL relancé"
    site.database.start()
    time.sleep(LONG_S)

    traffic.event = "tout est revenu"
    time.sleep(STEADY_S)
    traffic.over.set()

    answers = [answer for client in clients for answer in client.result()]
    assert {answer.status for answer in answers} == {200}, told(answers)
    assert len(answers) > 1000, told(answers)
    api = [answer for client in clients if client is not clients[2] for answer in client.result()]
    assert {answer.version for answer in api} == {first, second}
    assert False in {answer.counted for answer in api if answer.event == "Valkey arrêté"}
    assert {answer.counted for answer in api if answer.event == "tout est revenu"} == {True}
