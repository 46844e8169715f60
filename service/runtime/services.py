"""Services shared by all requests: one frozen table, made once by the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from index.places.autocomplete import PlaceSuggestions
from index.places.boundaries import Boundaries
from index.taxonomy.autocomplete import NeedSuggestions
from index.taxonomy.thesaurus import Thesaurus
from service.runtime.live_index import LiveIndex
from service.settings import Settings

if TYPE_CHECKING:  # types only: the suites above are not imported when the service runs
    from service.assistants.server import McpEndpoint
    from service.auth.keys import Keys
    from service.auth.quotas import Quotas
    from service.feedback.opinions import Feedback
    from service.feedback.reports import Reports
    from service.http.capacity import BatchQueue, Capacity
    from service.observability.metrics import Metrics
    from service.statistics.counters import Counters


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Objects that all the requests of a process share.

    settings: read once from the environment.
    live_index: the index in service, replaced when another is published.
    capacity, batches: queues of requests and of batches; exports: limits concurrent exports.
    keys, quotas: API keys, and the requests counted for each client.
    counters, feedback, reports: statistics of searches, opinions, reported errors (SQLite).
    metrics: measures for Prometheus.
    thesaurus: needs and their themes; need_suggestions, place_suggestions: autocomplete.
    outlines: boundaries of départements, for maps.
    mcp: answers AI assistants.
    """

    settings: Settings
    live_index: LiveIndex
    capacity: Capacity
    batches: BatchQueue
    exports: CapacityLimiter
    keys: Keys
    quotas: Quotas
    counters: Counters
    feedback: Feedback
    reports: Reports
    metrics: Metrics
    thesaurus: Thesaurus
    need_suggestions: NeedSuggestions
    place_suggestions: PlaceSuggestions
    outlines: Boundaries
    mcp: McpEndpoint


def install_services(app: Starlette, services: Services) -> None:
    """Give an application the services that its routes share."""
    app.state.services = services


def installed_services(app: Starlette) -> Services:
    """Return the services that were given to an application."""
    services: Services = app.state.services
    return services


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the application that a request was sent to."""
    return installed_services(connection.app)
