"""The calls of the API, told once for both clients: a method, a path, what is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from httpx_retries import Retry

USER_AGENT = "orientess-client/1"
TIMEOUT_S = 10.0
TRIES, BACKOFF_S, WAIT_MAX_S = 4, 0.5, 30.0
RETRIED = (httpx.ConnectError, httpx.ConnectTimeout)
"""Faults after which nothing can have been done: another may have been, and is not tried again."""


@dataclass(frozen=True)
class Call:
    """A request to make. Needs go in bodies: addresses are written in many logs."""

    method: str
    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def retry() -> Retry:
    """Tries again on 429 and 503, when the service says, and when it cannot be reached."""
    return Retry(
        total=TRIES,
        allowed_methods=("GET", "HEAD", "POST"),
        status_forcelist=(429, 503),
        retry_on_exceptions=RETRIED,
        backoff_factor=BACKOFF_S,
        max_backoff_wait=WAIT_MAX_S,
    )


def headers(key: str | None) -> dict[str, str]:
    """What every request carries; key: raises the quota, and opens writing if it may."""
    told = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    return told | ({"Authorization": f"Bearer {key}"} if key else {})


def search(q: str, filters: Mapping[str, Any]) -> Call:
    """A search; filters: the other parameters of /api/v1/search."""
    return Call("POST", "/api/v1/search", body={"q": q, **filters})


def batch(searches: Iterable[Mapping[str, Any]]) -> Call:
    """Up to fifty searches."""
    return Call("POST", "/api/v1/search/batch", body={"recherches": list(map(dict, searches))})


def record(identifier: str) -> Call:
    """A record, by its identifier."""
    return Call("GET", f"/api/v1/actors/{quote(identifier, safe='')}")


def classify(texts: Iterable[str]) -> Call:
    """The needs and occupations that texts say."""
    return Call("POST", "/api/v1/classify", body={"textes": list(texts)})


def suggestions(typed: str) -> Call:
    """Needs and places that a text being typed may become."""
    return Call("GET", "/api/v1/suggestions", {"q": typed})


def export(kind: str) -> Call:
    """The whole catalogue, in a format."""
    return Call("GET", "/api/v1/export", {"format": kind})


def feedback(record_id: str, need: str, useful: bool, words: str) -> Call:
    """Whether a record was useful for a need of the thesaurus."""
    body = {"fiche": record_id, "besoin": need, "utile": useful, "mots": words}
    return Call("POST", "/api/v1/feedback", body=body)


def report(record_id: str, reason: str, section: str, comment: str) -> Call:
    """A mistake in a record."""
    body = {"fiche": record_id, "raison": reason, "rubrique": section, "commentaire": comment}
    return Call("POST", "/api/v1/reports", body=body)
