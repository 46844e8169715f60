"""HTTP requests of the OrientESS API, shared by the synchronous and the asynchronous client.

Functions return a description of a request; a client sends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from httpx_retries import Retry

from orientess_client.operations import OPERATIONS, VERSION

USER_AGENT = f"orientess-client/{VERSION}"
TIMEOUT_S = 10.0
FILE_WAIT_S = 300.0
"""Seconds to wait for the next part of the answer to a file: its rows take turns with others."""
TRIES, BACKOFF_S, WAIT_MAX_S = 4, 0.5, 30.0
RETRIED = (httpx.ConnectError, httpx.ConnectTimeout)
"""Errors of httpx after which a request is sent again: it cannot have reached the service."""
BY_POST = "_by_post"
"""End of the name of an operation that reads in a body what its namesake reads in the address."""
_IN_PATH = re.compile(r"\{(\w+)\}").findall


@dataclass(frozen=True)
class Call:
    """An HTTP request to send.

    method: such as "GET"; path: path of the URL; parameters: those of the URL; body: JSON body,
    None without one; content: CSV, None without one. Queries of people go in the body, because URLs
    are written to many logs.
    """

    method: str
    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    content: str | bytes | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The same, as httpx takes it besides the method and the path."""
        options: dict[str, Any] = {"params": self.parameters or None}
        if self.content is not None:
            options["timeout"] = httpx.Timeout(TIMEOUT_S, read=FILE_WAIT_S)
            return options | {"content": self.content, "headers": {"Content-Type": "text/csv"}}
        return options if self.body is None else options | {"json": self.body}


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


def of(name: str, values: Mapping[str, object], content: str | bytes | None = None) -> Call:
    """Return the request of an operation of the API.

    Args:
        name: of the operation, as in `OPERATIONS`.
        values: its parameters; those that are None are left out.
        content: CSV to send; None for operations that send none.

    Returns:
        The request; words of people go in its body, because addresses are written to many logs.

    Raises:
        KeyError: when no operation has this name, or a parameter of its path is missing.
    """
    operation = OPERATIONS.get(f"{name}{BY_POST}") or OPERATIONS[name]
    given = {field: value for field, value in values.items() if value is not None}
    parts = {field: quote(str(given.pop(field)), safe="") for field in _IN_PATH(operation.path)}
    path = operation.path.format(**parts)
    if operation.body == "json":
        return Call(operation.method, path, body=given)
    return Call(operation.method, path, given, content=content)
