"""Requests of the API, shared by both clients: method, path, parameters and body."""

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
"""Errors after which a request is sent again, since it cannot have reached the service."""


@dataclass(frozen=True)
class Call:
    """A request to send. Queries go in the body, because URLs are written to many logs."""

    method: str
    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def retry() -> Retry:
    """Return the retry policy: on 429 and 503, after Retry-After, and without a connection."""
    return Retry(
        total=TRIES,
        allowed_methods=("GET", "HEAD", "POST"),
        status_forcelist=(429, 503),
        retry_on_exceptions=RETRIED,
        backoff_factor=BACKOFF_S,
        max_backoff_wait=WAIT_MAX_S,
    )


def headers(key: str | None) -> dict[str, str]:
    """Return the headers of every request; key: API key, which raises the quota."""
    common = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    return common | ({"Authorization": f"Bearer {key}"} if key else {})


def search(q: str, filters: Mapping[str, Any]) -> Call:
    """Return a search; filters: the other parameters of /api/v1/search."""
    return Call("POST", "/api/v1/search", body={"q": q, **filters})


def batch(searches: Iterable[Mapping[str, Any]]) -> Call:
    """Return a batch of up to fifty searches."""
    return Call("POST", "/api/v1/search/batch", body={"recherches": list(map(dict, searches))})


def record(identifier: str) -> Call:
    """Return the reading of a record."""
    return Call("GET", f"/api/v1/actors/{quote(identifier, safe='')}")


def classify(texts: Iterable[str]) -> Call:
    """Return the classification of texts."""
    return Call("POST", "/api/v1/classify", body={"textes": list(texts)})


def suggestions(typed: str) -> Call:
    """Return the suggestions for a text being typed."""
    return Call("GET", "/api/v1/suggestions", {"q": typed})


def export(kind: str) -> Call:
    """Return the export of the whole catalogue, in a format."""
    return Call("GET", "/api/v1/export", {"format": kind})


def feedback(record_id: str, need: str, useful: bool, words: str) -> Call:
    """Return the sending of an opinion on a record, for a need of the thesaurus."""
    body = {"fiche": record_id, "besoin": need, "utile": useful, "mots": words}
    return Call("POST", "/api/v1/feedback", body=body)


def report(record_id: str, reason: str, section: str, comment: str) -> Call:
    """Return the sending of a report of an error in a record."""
    body = {"fiche": record_id, "raison": reason, "rubrique": section, "commentaire": comment}
    return Call("POST", "/api/v1/reports", body=body)
