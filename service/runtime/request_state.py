"""State of one request, shared by the middlewares and the route that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.types import Scope

if TYPE_CHECKING:  # types only: the suites above are not imported when the service runs
    from service.auth.access import Caller
    from service.http.capacity import Slot

_KEY = "orientess"


@dataclass(slots=True)
class RequestState:
    """State of one request.

    client: the caller, with their API key and quota; None before it is read.
    slot: the slot of the queue that the request holds; None when it needs none.
    lexical_only: the request waited too long to be searched by meaning too.
    volatile: the answer may soon be another one, so that it gets no ETag.
    mode: how the search was answered ("hybride" or "lexical"); empty when there was none.
    """

    client: Caller | None = None
    slot: Slot | None = None
    lexical_only: bool = False
    volatile: bool = False
    mode: str = ""


def request_state(scope: Scope) -> RequestState:
    """Return the state of a request, the same object for all that handle it.

    Args:
        scope: ASGI scope of the request (`request.scope` in a route).

    Returns:
        The state, made at the first call.
    """
    state: RequestState = scope.setdefault("state", {}).setdefault(_KEY, RequestState())
    return state
