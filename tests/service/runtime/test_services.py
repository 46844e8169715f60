"""Services shared by all requests."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from service.app import open_services
from service.auth.keys import Keys
from service.http.capacity import Capacity
from service.observability.metrics import Metrics
from service.runtime.live_index import LiveIndex
from service.runtime.services import Services, install_services, services_of
from service.settings import Settings


@pytest.fixture(scope="module")
def services(settings: Settings) -> Services:
    """Services of the small catalogue, not started."""
    return open_services(settings)


def test_a_request_should_reach_the_services_of_its_application(services: Services) -> None:
    app = Starlette()
    install_services(app, services)
    assert services_of(Request({"type": "http", "app": app})) is services


def test_a_service_should_be_found_by_its_class(settings: Settings, services: Services) -> None:
    assert services.get(Settings) is settings
    assert services.get(Keys) is services.get(Keys)


def test_services_should_not_change_once_made(services: Services) -> None:
    with pytest.raises(AttributeError):
        services.settings = Settings()  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        services._by_class[Settings] = Settings()  # type: ignore[index]


def test_two_services_of_one_class_should_be_refused() -> None:
    with pytest.raises(ValueError, match="même classe"):
        Services(Capacity(1, 1, 1), Capacity(2, 2, 2))


def test_a_missing_service_should_be_named() -> None:
    with pytest.raises(LookupError, match="Keys"):
        Services(Capacity(1, 1, 1)).get(Keys)


def test_the_queue_that_limits_requests_should_be_the_one_that_is_measured(
    services: Services,
) -> None:
    metrics = services.get(Metrics)
    assert metrics._capacity is services.get(Capacity)
    assert metrics._live_index is services.get(LiveIndex)
