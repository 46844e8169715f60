"""State of one request."""

from __future__ import annotations

from typing import cast

from starlette.types import Scope

from service.auth.access import Caller
from service.http.capacity import Capacity, Slot
from service.http.fair_queue import Turn
from service.runtime.request_state import RequestState, request_state


def test_all_that_handle_a_request_should_share_its_state() -> None:
    scope: Scope = {"type": "http"}
    request_state(scope).volatile = True
    assert request_state(scope) is request_state(scope)
    assert request_state(scope).volatile


def test_a_request_should_begin_without_caller_slot_nor_mode() -> None:
    state = request_state({"type": "http"})
    assert state == RequestState(lexical_only=False, volatile=False, mode="")
    assert state.get(Caller) is None
    assert state.get(Slot) is None


def test_an_object_of_a_request_should_be_found_by_its_class() -> None:
    state, slot = RequestState(), Slot(Capacity(1, 1, 1), cast(Turn, None))
    state.add(Caller(identity="cle:premiere"))
    state.add(slot)
    caller = Caller(identity="cle:seconde")
    state.add(caller)
    assert state.get(Caller) is caller
    assert state.get(Slot) is slot


def test_two_requests_should_not_share_their_state() -> None:
    first, second = request_state({"type": "http"}), request_state({"type": "http"})
    assert first is not second
    first.add(Caller())
    assert second.get(Caller) is None
