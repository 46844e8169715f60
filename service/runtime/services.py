"""Services shared by all requests: one table, made once by the application."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import HTTPConnection

Service = TypeVar("Service")


class Services:
    """Objects that all the requests of a process share, each found by its class.

    The table knows none of the classes: each suite asks for those that it may import.
    """

    __slots__ = ("_by_class",)

    def __init__(self, *services: object) -> None:
        """Make the table, which does not change afterwards.

        Args:
            *services: the objects, each of a class of its own.

        Raises:
            ValueError: when two of them have the same class.
        """
        by_class: dict[type[Any], Any] = {type(service): service for service in services}
        if len(by_class) < len(services):
            raise ValueError("deux services de la même classe")
        self._by_class = MappingProxyType(by_class)

    def get(self, kind: type[Service]) -> Service:
        """Return a service.

        Args:
            kind: its class, and not one that it inherits from.

        Returns:
            The object of that class, the same for all requests.

        Raises:
            LookupError: when the application was made without it.
        """
        if kind not in self._by_class:
            raise LookupError(f"une application sans le service {kind.__name__}")
        service: Service = self._by_class[kind]
        return service


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
