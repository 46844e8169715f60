"""HTTP requests of the OrientESS API, shared by the synchronous and the asynchronous client.

Functions return a description of a request; a client sends it.
"""

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
"""Errors of httpx after which a request is sent again: it cannot have reached the service."""


@dataclass(frozen=True)
class Call:
    """An HTTP request to send.

    method: such as "GET"; path: path of the URL; parameters: those of the URL; body: JSON body,
    None without one. Queries of people go in the body, because URLs are written to many logs.
    """

    method: str
    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def retry() -> Retry:
    """Return the rules by which a request is sent again, up to four times.

    It is when the response has the status 429 (quota spent) or 503 (service busy), and when no
    connection could be made. The delay is that of the header Retry-After, or else grows from half a
    second up to thirty seconds.
    """
    return Retry(
        total=TRIES,
        allowed_methods=("GET", "HEAD", "POST"),
        status_forcelist=(429, 503),
        retry_on_exceptions=RETRIED,
        backoff_factor=BACKOFF_S,
        max_backoff_wait=WAIT_MAX_S,
    )


def headers(key: str | None) -> dict[str, str]:
    """Return the HTTP headers of every request; key: API key to send, None for none."""
    common = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    return common | ({"Authorization": f"Bearer {key}"} if key else {})


def search(q: str, filters: Mapping[str, Any]) -> Call:
    """Return the request that searches records; filters: other parameters, such as "lieu"."""
    return Call("POST", "/api/v1/search", body={"q": q, **filters})


def batch(searches: Iterable[Mapping[str, Any]]) -> Call:
    """Return the request that runs up to fifty searches; searches: parameters of each."""
    return Call("POST", "/api/v1/search/batch", body={"recherches": list(map(dict, searches))})


def record(identifier: str) -> Call:
    """Return the request that reads the record (organisation or programme) of an identifier."""
    return Call("GET", f"/api/v1/actors/{quote(identifier, safe='')}")


def classify(texts: Iterable[str]) -> Call:
    """Return the request that classifies texts by the needs and occupations they express."""
    return Call("POST", "/api/v1/classify", body={"textes": list(texts)})


def suggestions(typed: str) -> Call:
    """Return the request of suggestions (needs and places) to complete a text being typed."""
    return Call("GET", "/api/v1/suggestions", {"q": typed})


def export(kind: str) -> Call:
    """Return the request that downloads the whole catalogue; kind: format, such as "csv"."""
    return Call("GET", "/api/v1/export", {"format": kind})


def feedback(record_id: str, need: str, useful: bool, words: str) -> Call:
    """Return the request that sends the opinion of a person on a record.

    record_id: identifier of the record; need: identifier of the need of the thesaurus that it was a
    result for, "" for none; useful: True when it was useful; words: text of the person, maybe
    empty.
    """
    body = {"fiche": record_id, "besoin": need, "utile": useful, "mots": words}
    return Call("POST", "/api/v1/feedback", body=body)


def report(record_id: str, reason: str, section: str, comment: str) -> Call:
    """Return the request that reports an error in a record.

    record_id: identifier of the record; reason: code of what is wrong, such as "contact"; section:
    code of the section of its page, "" for the whole page; comment: text, maybe empty.
    """
    body = {"fiche": record_id, "raison": reason, "rubrique": section, "commentaire": comment}
    return Call("POST", "/api/v1/reports", body=body)
