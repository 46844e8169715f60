"""State of one request, shared by the middlewares and the route that answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import Scope

_KEY = "orientess"
Part = TypeVar("Part")


@dataclass(slots=True)
class RequestState:
    """State of one request.

    lexical_only: the request waited too long to be searched by meaning too.
    volatile: the answer may soon be another one, so that it gets no ETag.
    mode: how the search was answered ("hybride" or "lexical"); empty when there was none.

    Middlewares also add objects of their own suites, each found by its class: the caller, and the
    slot that the request holds.
    """

    lexical_only: bool = False
    volatile: bool = False
    mode: str = ""
    _by_class: dict[type[Any], Any] = field(default_factory=dict, init=False)

    def add(self, part: object) -> None:
        """Add an object, in the place of the one of the same class if there was one."""
        self._by_class[type(part)] = part

    def get(self, kind: type[Part]) -> Part | None:
        """Return the object of a class, None when the request has none."""
        return self._by_class.get(kind)


def request_state(scope: Scope) -> RequestState:
    """Return the state of a request, the same object for all that handle it.

    Args:
        scope: ASGI scope of the request (`request.scope` in a route).

    Returns:
        The state, made at the first call.
    """
    state: RequestState = scope.setdefault("state", {}).setdefault(_KEY, RequestState())
    return state
