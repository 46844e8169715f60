"""State of one request."""

from __future__ import annotations

from starlette.types import Scope

from service.runtime.request_state import RequestState, request_state


def test_all_that_handle_a_request_should_share_its_state() -> None:
    scope: Scope = {"type": "http"}
    request_state(scope).volatile = True
    assert request_state(scope) is request_state(scope)
    assert request_state(scope).volatile


def test_a_request_should_begin_without_client_slot_nor_mode() -> None:
    assert request_state({"type": "http"}) == RequestState(None, None, False, False, "")


def test_two_requests_should_not_share_their_state() -> None:
    first, second = request_state({"type": "http"}), request_state({"type": "http"})
    assert first is not second
