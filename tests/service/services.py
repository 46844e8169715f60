"""Services of an application, replaced by tests."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from starlette.applications import Starlette
from starlette.types import ASGIApp

from service.runtime.services import Services, install_services, installed_services


def services_in(app: ASGIApp) -> Services:
    """Return the services of an application, which a test client types as any ASGI one."""
    return installed_services(cast(Starlette, app))


def replace_services(app: ASGIApp, **services: Any) -> None:
    """Put others in the place of some services of an application, before it answers."""
    replaced = replace(services_in(app), **services)
    install_services(cast(Starlette, app), replaced)


def install_some(app: ASGIApp, **services: Any) -> None:
    """Give some services alone to an application made by a test."""
    install_services(cast(Starlette, app), cast(Services, SimpleNamespace(**services)))
