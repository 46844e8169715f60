"""Services of an application, replaced by tests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from starlette.applications import Starlette
from starlette.types import ASGIApp

from service.runtime.services import Services, install_services, installed_services

ByClass = Mapping[type[Any], Any]
"""Services, or doubles of them, by the class that they are found by."""


class _Doubles(Services):
    """Services of which some may not be of the class that they are found by."""

    def __init__(self, services: ByClass) -> None:
        super().__init__()
        self._by_class = MappingProxyType(dict(services))


def services_in(app: ASGIApp) -> Services:
    """Return the services of an application, which a test client types as any ASGI one."""
    return installed_services(cast(Starlette, app))


def replace_services(app: ASGIApp, services: ByClass) -> None:
    """Put others in the place of some services of an application, before it answers."""
    install_some(app, {**services_in(app)._by_class, **services})


def install_some(app: ASGIApp, services: ByClass) -> None:
    """Give some services alone to an application made by a test."""
    install_services(cast(Starlette, app), _Doubles(services))
