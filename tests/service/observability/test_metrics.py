"""Measures: what is counted, under which labels, and how they are read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse

from index.artefact import versions
from index.engines.base import Health
from index.search.query import Query
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.http.capacity import Capacity
from service.http.fair_queue import Turn
from service.observability.logs import ServedRequest
from service.observability.metrics import Metrics
from service.observability.multiprocess import (
    serve_metrics,
)
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from service.storage.store import open_store
from tests.service.process import free_port
from tests.service.services import services_in

TYPED = "sujet délicat"
Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def values_of(text: str) -> Values:
    """Samples: name and labels -> value."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parse(text)
        for sample in family.samples
    }


def read(metrics: Metrics) -> Values:
    return values_of(metrics.exposition("")[0].decode())


def one(values: Values, name: str, **labels: str) -> float:
    return values[name, tuple(sorted(labels.items()))]


@pytest.fixture
def capacity() -> Capacity:
    """A line that nobody stands in."""
    return Capacity(running_max=1, waiting_max=1, wait_limit_s=1)


@pytest.fixture(scope="module")
def current(settings: Settings) -> LiveIndex:
    """The small index, open: nothing changes it."""
    opened = LiveIndex(settings)
    opened.refresh()
    return opened


@pytest.fixture
def metrics(settings: Settings, current: LiveIndex, capacity: Capacity) -> Metrics:
    """Measures over the small index."""
    return Metrics(settings, current, capacity)


def served(status: int, route: str = "/", seconds: float = 0.015) -> ServedRequest:
    return ServedRequest("GET", route, status, seconds, 10)


def test_requests_should_be_timed_by_route_method_and_class_of_status(metrics: Metrics) -> None:
    for status in (200, 206, 404):
        metrics.observe_request(served(status, "/fiches/{identifier}"))
    values = read(metrics)
    labels = {"route": "/fiches/{identifier}", "methode": "GET", "statut": "2xx"}
    name = "orientess_requete_duree_seconds"
    assert one(values, f"{name}_count", **labels) == 2
    assert one(values, f"{name}_sum", **labels) == pytest.approx(0.03)
    assert one(values, f"{name}_bucket", le="0.01", **labels) == 0
    assert one(values, f"{name}_bucket", le="0.02", **labels) == 2
    assert one(values, f"{name}_count", **(labels | {"statut": "4xx"})) == 1


def test_answers_that_did_not_change_and_refusals_should_be_counted(metrics: Metrics) -> None:
    for status in (200, 304, 304, 404, 429, 503, 503):
        metrics.observe_request(served(status))
    values = read(metrics)
    assert one(values, "orientess_requetes_inchangees_total", route="/") == 2
    assert one(values, "orientess_requetes_refusees_total", statut="429") == 1
    assert one(values, "orientess_requetes_refusees_total", statut="503") == 2


def test_proposals_should_be_counted_by_kind(metrics: Metrics) -> None:
    for kind in ("nouvelle", "correction", "correction"):
        metrics.observe_proposal(kind)
    values = read(metrics)
    assert one(values, "orientess_propositions_total", genre="nouvelle") == 1
    assert one(values, "orientess_propositions_total", genre="correction") == 2


def test_searches_should_be_counted_by_mode_and_outcome_and_their_stages_timed(
    metrics: Metrics, searcher: Searcher
) -> None:
    for text, by_meaning in (("smartphone", True), ("smartphone", False), ("asdkjh", False)):
        metrics.observe_search(searcher.search(Query(text), by_meaning))
    values = read(metrics)
    total = "orientess_recherches_total"
    assert one(values, total, mode="hybride", issue="reponse") == 1
    assert one(values, total, mode="lexical", issue="reponse") == 1
    assert one(values, total, mode="lexical", issue="rien") == 1
    stages = "orientess_etape_duree_seconds"
    for stage in ("comprendre", "encoder", "chercher", "trier", "expliquer"):
        assert one(values, f"{stages}_count", etape=stage) == 3
        assert 0 <= one(values, f"{stages}_sum", etape=stage) < 3
    whole = "orientess_recherche_duree_seconds"
    assert one(values, f"{whole}_count", mode="hybride") == 1
    assert one(values, f"{whole}_count", mode="lexical") == 2
    in_stages = sum(value for (name, _), value in values.items() if name == f"{stages}_sum")
    in_all = sum(value for (name, _), value in values.items() if name == f"{whole}_sum")
    assert in_all == pytest.approx(in_stages)


def test_what_runs_and_waits_should_be_told_as_it_is_now(
    metrics: Metrics, capacity: Capacity, current: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, turn = capacity._queue, cast(Turn, None)
    queue.running, queue._turns, capacity.refused = 3, [turn, turn], 5
    monkeypatch.setattr(Retriever, "encoding", 4)
    first = read(metrics)
    queue.running, queue._turns, capacity.refused = 0, [], 6
    second = read(metrics)
    told = ("requetes_en_cours", "requetes_en_attente", "encodeur_file", "tours_refuses_total")
    assert [one(first, f"orientess_{name}") for name in told] == [3, 2, 4, 5]
    assert [one(second, f"orientess_{name}") for name in told] == [0, 0, 4, 6]


def test_an_engine_that_does_not_answer_should_be_measured(
    metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.engines.faiss.engine.FaissEngine.health", lambda *_: Health("absent")
    )
    values = read(metrics)
    assert (one(values, "orientess_pret"), one(values, "orientess_moteur_repond")) == (1, 0)


def test_the_index_should_be_told_with_its_age(metrics: Metrics, small_home: Path) -> None:
    values = read(metrics)
    version = versions.current_version(small_home)
    assert version is not None
    assert one(values, "orientess_pret") == 1
    assert one(values, "orientess_index_fiches") == 5
    assert one(values, "orientess_moteur_repond") == 1
    assert one(values, "orientess_index_info", version=version) == 1
    age = one(values, "orientess_index_age_seconds")
    built = one(values, "orientess_index_publie_timestamp_seconds")
    now = one(values, "orientess_demarrage_timestamp_seconds")
    assert age == pytest.approx(now - built, abs=5)


@pytest.mark.parametrize(
    ("version", "is_far"), [(None, False), ("20200101T000000000000-abc", True)]
)
def test_an_index_that_is_not_the_published_one_should_show(
    settings: Settings,
    current: LiveIndex,
    capacity: Capacity,
    small_home: Path,
    tmp_path: Path,
    version: str | None,
    is_far: bool,
) -> None:
    """By what the guide of operations has an alert made of."""
    (tmp_path / "index").mkdir()
    published = version or str(versions.current_version(small_home))
    (tmp_path / "index" / versions.CURRENT).symlink_to(published)
    elsewhere = settings.model_copy(update={"var": tmp_path})
    values = read(Metrics(elsewhere, current, capacity))
    served = time.time() - one(values, "orientess_index_age_seconds")
    gap_s = abs(served - one(values, "orientess_index_publie_timestamp_seconds"))
    assert (gap_s > 60) is is_far


def test_without_an_index_its_age_should_be_unknown(tmp_path: Path, capacity: Capacity) -> None:
    settings = Settings(var=tmp_path)
    values = read(Metrics(settings, LiveIndex(settings), capacity))
    assert one(values, "orientess_pret") == 0
    assert one(values, "orientess_index_age_seconds") != one(values, "orientess_index_age_seconds")
    assert not any(name == "orientess_index_info" for name, _ in values)


def test_two_applications_should_not_share_their_measures(
    metrics: Metrics, settings: Settings, current: LiveIndex, capacity: Capacity
) -> None:
    metrics.observe_request(served(503))
    other = read(Metrics(settings, current, capacity))
    assert not any(name == "orientess_requetes_refusees_total" for name, _ in other)


@pytest.mark.parametrize(
    ("accepted", "parser"),
    [("", parse), ("application/openmetrics-text; version=1.0.0", parse_openmetrics)],
    ids=["Prometheus", "OpenMetrics"],
)
def test_measures_should_be_read_in_both_formats(
    metrics: Metrics, accepted: str, parser: Callable[[str], Any]
) -> None:
    metrics.observe_request(served(429))
    text, media_type = metrics.exposition(accepted)
    assert media_type.split(";")[0] == (accepted.split(";")[0] or "text/plain")
    families = {each.name: each for each in parser(text.decode())}
    assert {name.partition("_")[0] for name in families} == {"orientess", "process"}
    assert all(each.documentation for each in families.values())


# --- over the whole service


@pytest.fixture
def measured(settings: Settings) -> FastAPI:
    """The service."""
    return create_app(settings)


def test_what_people_type_should_make_no_label(measured: FastAPI) -> None:
    with TestClient(measured) as client:
        for number in range(20):
            typed = f"{TYPED}{number}"
            client.get(f"/{typed}", params={"q": typed})
            client.get(f"/fiches/{typed}")
            client.get(f"/static/{typed}")
            client.get("/api/v1/search", params={"q": typed, "lieu": typed})
            client.request(f"SUJET{number}", "/sante")
        values = read(services_in(measured).get(Metrics))
    assert "sujet" not in str(values).lower()
    timed = [labels for name, labels in values if name == "orientess_requete_duree_seconds_count"]
    assert {dict(labels)["route"] for labels in timed} == {
        *("autre", "/fiches/{identifier}", "/static/…", "/api/v1/search", "/sante")
    }
    assert len(timed) == 5
    label = re.compile(r"[0-9A-Za-z/_{}.+…-]+")
    assert all(label.fullmatch(value) for _, labels in values for _, value in labels)


@pytest.fixture
def door(
    settings: Settings, small_home: Path, tmp_path: Path
) -> Iterator[tuple[TestClient, Callable[[Scope], str]]]:
    """A client of the service, and what makes keys."""
    (tmp_path / "index").symlink_to(small_home)
    own = settings.model_copy(update={"var": tmp_path})
    keys = Keys(open_store(own))
    with TestClient(create_app(own)) as client:
        yield client, lambda scope: keys.create(Rights(name="Essai", scopes=(scope,)))[0]


def test_measures_should_be_read_with_a_key_of_their_scope_alone(
    door: tuple[TestClient, Callable[[Scope], str]],
) -> None:
    client, create = door
    answers = {
        scope: client.get("/metrics", headers={"Authorization": f"Bearer {create(scope)}"})
        for scope in (Scope.METRIQUES, Scope.ECRITURE)
    }
    read_ = answers[Scope.METRIQUES]
    assert (read_.status_code, one(values_of(read_.text), "orientess_pret")) == (200, 1)
    assert read_.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answers[Scope.ECRITURE].status_code == 403
    without = client.get("/metrics")
    assert without.status_code == 401
    assert without.headers["content-type"] == "application/problem+json"
    assert "/metrics" not in client.get("/api/openapi.json").json()["paths"]


def test_measures_should_be_read_on_a_port_of_their_own(
    settings: Settings, current: LiveIndex, capacity: Capacity
) -> None:
    port = free_port()
    with_port = settings.model_copy(update={"metrics_port": port})
    metrics = Metrics(with_port, current, capacity)
    address = f"http://127.0.0.1:{port}/metrics"
    metrics.start()
    try:
        answer = httpx.get(address, params={"name[]": TYPED})
        assert answer.status_code == 200
        assert one(values_of(httpx.get(address).text), "orientess_pret") == 1
        with pytest.raises(OSError, match="in use"):
            serve_metrics(with_port, CollectorRegistry())
    finally:
        metrics.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


@pytest.mark.parametrize("suspended", [False, True])
def test_quotas_that_are_not_counted_should_be_told(
    settings: Settings, current: LiveIndex, capacity: Capacity, suspended: bool
) -> None:
    values = read(Metrics(settings, current, capacity, lambda: suspended))
    assert one(values, "orientess_quotas_suspendus") == suspended


def test_the_process_should_be_measured_under_the_usual_names(metrics: Metrics) -> None:
    values = read(metrics)
    assert one(values, "process_resident_memory_bytes") > 10_000_000
    assert one(values, "process_open_fds") > 0
    assert one(values, "orientess_processus") == 1
    assert one(values, "orientess_processus_finis_total") == 0
