"""Metrics for Prometheus: durations of requests and stages, waiting requests, age of the index.

A label is the template of a route, a method, a class of status, a stage or a mode: few values, all
defined by the service, so that no metric holds text typed by a person.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from math import nan
from threading import Lock
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from index.errors import ArtefactMissing
from index.search.likelihood import Certainty
from index.search.results import SearchResult
from service.http.capacity import Capacity
from service.observability.logs import ServedRequest
from service.observability.multiprocess import (
    SharedMetrics,
    built_at,
    is_shared,
    published_index,
    serve_metrics,
)
from service.observability.processes import done_tasks, process_metrics
from service.runtime.live_index import LiveIndex
from service.runtime.periodic import PeriodicTask
from service.settings import Settings

REFRESH_S = 1.0
"""Seconds between two updates of the metrics that a process writes for the others to read."""
REQUEST_BUCKETS_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0)
STAGE_BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)
OUTCOMES = {
    Certainty.SURE: "reponse",
    Certainty.MAYBE: "peut-etre",
    Certainty.NOTHING: "rien",
}
"""How sure the results of a search are -> value of the label `issue`."""
UNCHANGED = 304
REFUSALS = frozenset({429, 503})


class Gauges:
    """Gauges (metrics that give a current value): requests running, requests waiting, index age.

    When several processes serve, Prometheus reads the sum of their values, or the worst of them.
    Create the object only after this process has tried to open the search index: a process that is
    still starting would be reported as not ready.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        """registry: collection of metrics to which the gauges are added."""
        self._registry = registry
        self._running = self._gauge("requetes_en_cours", "Requêtes en cours", "livesum")
        self._waiting = self._gauge(
            "requetes_en_attente", "Requêtes qui attendent leur tour", "livesum"
        )
        self._encoding = self._gauge(
            "encodeur_file", "Textes qui attendent l'encodeur, celui qu'il lit compris", "livesum"
        )
        self._suspended = self._gauge(
            "quotas_suspendus",
            "1 si les quotas ne se comptent pas : leur fichier défaille",
            "livemax",
        )
        self._ready = self._gauge("pret", "1 si un index vérifié est en service", "livemin")
        self._engine = self._gauge(
            "moteur_repond", "1 si le moteur de l'index servi répond", "livemin"
        )
        self._age = self._gauge(
            "index_age_seconds", "Temps écoulé depuis la construction de l'index servi", "livemax"
        )
        self._records = self._gauge("index_fiches", "Fiches de l'index servi", "livemin")
        started = self._gauge(
            "demarrage_timestamp_seconds", "Démarrage du plus ancien processus", "livemin"
        )
        started.set(time())

    def _gauge(self, name: str, description: str, over_processes: str) -> Gauge:
        return Gauge(
            f"orientess_{name}",
            description,
            registry=self._registry,
            multiprocess_mode=over_processes,  # type: ignore[arg-type]
        )

    def set(self, capacity: Capacity, live_index: LiveIndex, suspended: bool) -> None:
        """Set the gauges to their values of now.

        capacity: queue of the requests, which says how many run and wait; live_index: search index
        in service; suspended: whether quotas are not counted. Without an index, the gauge of
        readiness is 0 and the age is NaN.
        """
        self._suspended.set(suspended)
        self._running.set(capacity.running)
        self._waiting.set(capacity.waiting)
        try:
            searcher = live_index.searcher
        except ArtefactMissing:
            self._ready.set(0)
            self._age.set(nan)
            return
        self._ready.set(1)
        self._encoding.set(searcher.retriever.encoding)
        self._engine.set(searcher.retriever.engine_health().answers)
        self._age.set(time() - built_at(searcher.manifest.version).timestamp())
        self._records.set(searcher.manifest.records)


class Metrics(Collector):
    """Metrics of the service for Prometheus: durations, refusals, searches, state of the index.

    They are those of this process or, when several processes write theirs in one folder, of all of
    them together.
    """

    def __init__(
        self,
        settings: Settings,
        live_index: LiveIndex,
        capacity: Capacity,
        suspended: Callable[[], bool] = bool,
    ) -> None:
        """Define the metrics; nothing is measured yet.

        settings: path of the search index and port of the metrics; live_index: search index in
        service; capacity: queue of the requests; suspended: returns True while quotas are not
        counted, because their storage fails.
        """
        # these would add a date to each series, which a shared folder cannot hold
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._settings = settings
        self._live_index = live_index
        self._capacity = capacity
        self._suspended = suspended
        self._registry = CollectorRegistry()
        self._refreshing = Lock()
        self._refused = 0
        self._writing = PeriodicTask("mesures", REFRESH_S, self.refresh)
        self._close: Callable[[], None] | None = None
        self._gauges: Gauges | None = None
        self._define_requests()
        self._define_searches()
        self._define_proposals()

    def _define_requests(self) -> None:
        """Define the metrics of requests."""
        own = self._registry
        self._requests = Histogram(
            "orientess_requete_duree_seconds",
            "Durée des requêtes, attente comprise, jusqu'au dernier octet",
            ("route", "methode", "statut"),
            buckets=REQUEST_BUCKETS_S,
            registry=own,
        )
        self._unchanged = Counter(
            "orientess_requetes_inchangees_total",
            "Requêtes conditionnelles auxquelles 304 a répondu",
            ("route",),
            registry=own,
        )
        self._refusals = Counter(
            "orientess_requetes_refusees_total",
            "Requêtes refusées : 429, quota dépassé ; 503, service occupé ou pas prêt",
            ("statut",),
            registry=own,
        )
        self._queue_refusals = Counter(
            "orientess_tours_refuses_total",
            "Requêtes refusées parce que trop d'autres attendaient",
            registry=own,
        )

    def _define_searches(self) -> None:
        """Define the metrics of searches."""
        own = self._registry
        self._stages = Histogram(
            "orientess_etape_duree_seconds",
            "Durée des étapes d'une recherche",
            ("etape",),
            buckets=STAGE_BUCKETS_S,
            registry=own,
        )
        self._whole = Histogram(
            "orientess_recherche_duree_seconds",
            "Durée d'une recherche, toutes ses étapes",
            ("mode",),
            buckets=STAGE_BUCKETS_S,
            registry=own,
        )
        self._searches = Counter(
            "orientess_recherches_total",
            "Recherches, par mode et selon que des fiches répondent, peut-être ou non",
            ("mode", "issue"),
            registry=own,
        )

    def _define_proposals(self) -> None:
        """Define the metric of proposals."""
        self._proposals = Counter(
            "orientess_propositions_total",
            "Propositions de structures gardées : nouvelle, confirmation, correction",
            ("genre",),
            registry=self._registry,
        )

    def observe_proposal(self, kind: str) -> None:
        """Add a stored proposal to the metrics; kind: "nouvelle", "confirmation", "correction"."""
        self._proposals.labels(kind).inc()

    def observe_request(self, served: ServedRequest) -> None:
        """Add an answered HTTP request to the metrics: its duration, and whether it was refused."""
        status = f"{served.status // 100}xx"
        self._requests.labels(served.route, served.method, status).observe(served.seconds)
        if served.status == UNCHANGED:
            self._unchanged.labels(served.route).inc()
        elif served.status in REFUSALS:
            self._refusals.labels(str(served.status)).inc()

    def observe_search(self, result: SearchResult) -> None:
        """Add a search to the metrics: durations of its stages, mode, and whether it had results.

        Nothing of its text is stored.
        """
        for stage, milliseconds in result.timings.items():
            self._stages.labels(stage).observe(milliseconds / 1000)
        mode = result.mode.value
        self._whole.labels(mode).observe(sum(result.timings.values()) / 1000)
        self._searches.labels(mode, OUTCOMES[result.certainty]).inc()

    def refresh(self) -> None:
        """Update the gauges, and the count of refused requests, from the queue of requests."""
        with self._refreshing:
            if self._gauges is None:
                self._gauges = Gauges(self._registry)
            refused = self._capacity.refused
            self._queue_refusals.inc(refused - self._refused)
            self._refused = refused
        self._gauges.set(self._capacity, self._live_index, self._suspended())

    def collect(self) -> Iterable[Metric]:
        """Yield each metric with its current values, over all the processes that serve.

        `prometheus_client` calls it to answer Prometheus.
        """
        self.refresh()
        if is_shared():
            yield from SharedMetrics(self._settings).collect()
        else:
            yield from self._registry.collect()
            yield from published_index(self._settings.index_home)
            yield from process_metrics((os.getpid(),))
            yield from done_tasks(self._settings.done)

    def exposition(self, accepted: str) -> tuple[bytes, str]:
        """Return all metrics as a text that Prometheus reads.

        Args:
            accepted: `Accept` header of the request, which chooses the format of the text; "" for
                the default one.

        Returns:
            (text, media type), the text in bytes.
        """
        encode, media_type = choose_encoder(accepted)
        return encode(self), media_type

    def start(self) -> None:
        """Start publishing the metrics.

        When several processes serve, this one writes its metrics every second for the others. A
        single process opens the port of the metrics, if the settings name one.
        """
        if is_shared():
            self.refresh()
            self._writing.start()
        else:
            self._close = serve_metrics(self._settings, self)

    def stop(self) -> None:
        """Stop publishing the metrics: write them no more, close their port."""
        self._writing.stop()
        if self._close is not None:
            self._close()
