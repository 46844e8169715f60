"""State of one request, shared by the middlewares and the route that answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import Scope

_KEY = "orientess"
Part = TypeVar("Part")


@dataclass(slots=True)
class RequestState:
    """Notes about one HTTP request, shared by the middlewares and the route that answers it.

    lexical_only: True when the request waited so long that its search must compare only words, and
    not meaning, which takes longer; volatile: True when the answer may soon change, so that it gets
    no ETag (caching header); mode: mode of its search, "hybride" (words and meaning) or "lexical"
    (words only), "" when nothing was searched; client: name under which the requests of its client
    are counted, "" where quotas are lifted.

    Other modules may add one object of each class: for example the client that sent the request, or
    its slot among the requests being answered.
    """

    lexical_only: bool = False
    volatile: bool = False
    mode: str = ""
    client: str = ""
    _by_class: dict[type[Any], Any] = field(default_factory=dict, init=False)

    def add(self, part: object) -> None:
        """Attach an object to the request; `part` replaces an earlier object of its class."""
        self._by_class[type(part)] = part

    def get(self, kind: type[Part]) -> Part | None:
        """Return the object of class `kind` attached to the request, None when there is none."""
        return self._by_class.get(kind)


def request_state(scope: Scope) -> RequestState:
    """Return the notes about a request: the same object in every middleware and in the route.

    Args:
        scope: ASGI scope of the request (`request.scope` in a route).

    Returns:
        The notes, created empty at the first call for this request.
    """
    state: RequestState = scope.setdefault("state", {}).setdefault(_KEY, RequestState())
    return state
