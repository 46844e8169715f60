"""Services shared by all requests."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

import service.runtime.request_state
import service.runtime.services
from service.app import open_services
from service.runtime.services import Services, install_services, services_of
from service.settings import Settings

LOWER = ("service.runtime", "service.settings")


@pytest.fixture(scope="module")
def services(settings: Settings) -> Services:
    """Services of the small catalogue, not started."""
    return open_services(settings)


def test_a_request_should_reach_the_services_of_its_application(services: Services) -> None:
    app = Starlette()
    install_services(app, services)
    assert services_of(Request({"type": "http", "app": app})) is services


def test_services_should_not_change_once_made(services: Services) -> None:
    with pytest.raises(FrozenInstanceError):
        services.settings = Settings()  # type: ignore[misc]


def test_the_queue_that_limits_requests_should_be_the_one_that_is_measured(
    services: Services,
) -> None:
    assert services.metrics._capacity is services.capacity
    assert services.metrics._live_index is services.live_index


def imported_when_running(path: Path) -> set[str]:
    """Return the modules of the service that a module imports outside TYPE_CHECKING."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {
        node.module
        for node in body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("service.")
        if node.module is not None
    }


@pytest.mark.parametrize(
    "module", [service.runtime.services, service.runtime.request_state], ids=["services", "state"]
)
def test_types_of_higher_suites_should_not_be_imported_when_running(module: object) -> None:
    path = Path(str(getattr(module, "__file__", "")))
    assert all(name.startswith(LOWER) for name in imported_when_running(path))
    assert "TYPE_CHECKING" in path.read_text(encoding="utf-8")
