"""Services shared by all requests: one table, made once by the application."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import HTTPConnection

Service = TypeVar("Service")


class Services:
    """Table of the objects that all the requests of a process share, looked up by their class.

    For example `services.get(Thesaurus)` returns the thesaurus. The table imports none of these
    classes: the code that needs an object imports its class.
    """

    __slots__ = ("_by_class",)

    def __init__(self, *services: object) -> None:
        """Make the table, which does not change afterwards.

        Args:
            *services: the shared objects, at most one of each class.

        Raises:
            ValueError: when two of the objects have the same class.
        """
        by_class: dict[type[Any], Any] = {type(service): service for service in services}
        if len(by_class) < len(services):
            raise ValueError("deux services de la même classe")
        self._by_class = MappingProxyType(by_class)

    def get(self, kind: type[Service]) -> Service:
        """Return the shared object of a class.

        Args:
            kind: exact class of the object; a parent class does not find it.

        Returns:
            The object of that class, the same for all requests.

        Raises:
            LookupError: when the table holds no object of that class.
        """
        if kind not in self._by_class:
            raise LookupError(f"une application sans le service {kind.__name__}")
        service: Service = self._by_class[kind]
        return service


def install_services(app: Starlette, services: Services) -> None:
    """Store in an application the table of the objects that all its requests share."""
    app.state.services = services


def installed_services(app: Starlette) -> Services:
    """Return the table of shared objects that `install_services` stored in an application."""
    services: Services = app.state.services
    return services


def services_of(connection: HTTPConnection) -> Services:
    """Return the table of shared objects of the application that received a request."""
    return installed_services(connection.app)
