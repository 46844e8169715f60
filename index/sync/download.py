"""Download of one file over https: hosts, size and time are bounded, errors are tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx
from httpx_retries import Retry

from index.errors import DownloadError
from index.sync.content import check_is_data, expand, too_large

MAX_REDIRECTS = 5
MAX_BYTES, TIMEOUT_S = 100_000_000, 600
"""Greatest size of a file, and most seconds of a download, attempts and waits included, unless its
source says others: `taille_max_mo` and `duree_max_s` of data/sources.toml."""
READ_TIMEOUT_S = 30.0
"""Most seconds without a byte from the server."""
HEADER_MAX_CHARS = 500
"""An ETag or a date longer than that is not stored."""
USER_AGENT = "OrientESS (orientess sync)"
RETRY = Retry(
    total=4,
    backoff_factor=1.0,
    max_backoff_wait=60.0,
    status_forcelist=[
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    ],
)
"""Four more attempts, after up to 2, 4, 8 and 16 seconds, drawn at random, or as long as the server
asks, a minute at most."""

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far, and those expected or None."""


@dataclass(frozen=True)
class Validators:
    """Validators of the version of a file that was fetched last, to fetch it only if it changed.

    url: address that gave it, once redirections are followed; etag, last_modified: headers of its
    response, "" when it had none. They are sent again to this very address only.
    """

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self, url: str) -> dict[str, str]:
        """Return the conditional headers of a request to an address."""
        if url != self.url:
            return {}
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


NOTHING = Validators("")


@dataclass(frozen=True)
class Download:
    """Parameters of a download.

    url: https address; hosts: those where it may be redirected, beside its own, with their port
    unless it is 443; key: sent as a bearer token to the host of `url` alone, "" for none;
    validators: those of the version already here; max_bytes: greatest size of the file, as sent and
    once expanded; max_seconds: greatest duration, attempts and waits included.
    """

    url: str
    hosts: tuple[str, ...] = ()
    key: str = field(default="", repr=False)
    validators: Validators = NOTHING
    max_bytes: int = MAX_BYTES
    max_seconds: float = TIMEOUT_S


def too_slow(max_seconds: float) -> DownloadError:
    """Return the error of a download that lasts longer than the limit of its source, in seconds."""
    return DownloadError(f"le téléchargement dépasse {max_seconds:g} secondes (duree_max_s)")


def open_client() -> httpx.Client:
    """Return a client that verifies certificates and follows no redirection by itself.

    The proxies of the environment (HTTPS_PROXY) are used.
    """
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
    return httpx.Client(follow_redirects=False, headers=headers)


class Downloader:
    """Fetches files with one client: `fetch` each of them.

    client: made by `open_client`; retry: rule of the attempts and waits after an error; clock:
    seconds of a clock that only goes forward; progress: called with the bytes received.
    """

    def __init__(
        self,
        client: httpx.Client,
        retry: Retry = RETRY,
        clock: Callable[[], float] = time.monotonic,
        progress: Progress = lambda _received, _expected: None,
    ) -> None:
        self.clock = clock
        self._client, self._retry, self._progress = client, retry, progress

    def fetch(self, download: Download, target: Path) -> Validators | None:
        """Fetch a file, expanded, unless it did not change.

        Args:
            download: where it is, and the limits.
            target: the file to write; it is partial when an error is raised.

        Returns:
            The validators of the version that was written, or None when nothing changed since
            those of `download`.

        Raises:
            DownloadError: when no address answers with the file within the limits, when it leads to
                an address that is not allowed, or when what it gives is no data.
            OSError: when the file cannot be written.
        """
        deadline = self.clock() + download.max_seconds
        retry = self._retry.copy_with(total_timeout=download.max_seconds)
        while True:
            try:
                return self._attempt(download, target, deadline)
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                if retry.is_exhausted() or not _is_passing(retry, error):
                    raise DownloadError(network_reason(error)) from error
                retry = retry.increment()
                retry.sleep(error.response if isinstance(error, httpx.HTTPStatusError) else error)

    def _attempt(self, download: Download, target: Path, deadline: float) -> Validators | None:
        """Follow the redirections of an address up to its file, and write it."""
        home = httpx.URL(download.url)
        allowed = {_host(home), *download.hosts}
        url = home
        for _ in range(MAX_REDIRECTS + 1):
            _check_allowed(url, allowed)
            sent = download.validators.headers(str(url))
            if download.key and _host(url) == _host(home):
                sent["Authorization"] = f"Bearer {download.key}"
            timeout = httpx.Timeout(min(READ_TIMEOUT_S, self._remaining(download, deadline)))
            with self._client.stream("GET", url, headers=sent, timeout=timeout) as response:
                if response.next_request is not None:
                    url = response.next_request.url
                    continue
                if response.status_code == HTTPStatus.NOT_MODIFIED and _is_conditional(sent):
                    return None
                _check_status(response)
                self._write(response, target, download, deadline)
            expand(target, download.max_bytes)
            check_is_data(target)
            return _validators(url, response.headers)
        raise DownloadError(f"plus de {MAX_REDIRECTS} redirections")

    def _remaining(self, download: Download, deadline: float) -> float:
        """Return the seconds that are left; raise DownloadError when there is none."""
        left = deadline - self.clock()
        if left <= 0:
            raise too_slow(download.max_seconds)
        return left

    def _write(
        self, response: httpx.Response, target: Path, download: Download, deadline: float
    ) -> None:
        """Write the body of a response as it is sent: it is expanded later, within the limit."""
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise DownloadError("une compression qui n'est pas gzip")
        length = response.headers.get("Content-Length", "")
        expected = int(length) if length.isdecimal() else None
        if expected is not None and expected > download.max_bytes:
            raise too_large(download.max_bytes)
        received = 0
        with target.open("wb") as stream:
            for chunk in response.iter_raw():
                received += len(chunk)
                if received > download.max_bytes:
                    raise too_large(download.max_bytes)
                self._remaining(download, deadline)
                stream.write(chunk)
                self._progress(received, expected)


def _host(url: httpx.URL) -> str:
    """Return the host of an address, with its port unless it is that of the scheme."""
    return url.host if url.port is None else f"{url.host}:{url.port}"


def _check_allowed(url: httpx.URL, allowed: set[str]) -> None:
    """Raise DownloadError unless an address is of https, on a host that the source lists."""
    if url.scheme != "https":
        raise DownloadError(f"mène à {url.host} sans https")
    if _host(url) not in allowed:
        raise DownloadError(f"mène à {_host(url)}, absent de ses redirections")


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _check_status(response: httpx.Response) -> None:
    """Raise an error unless a response is a whole file (status 200)."""
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        response.raise_for_status()
    if response.status_code != HTTPStatus.OK:
        raise DownloadError(f"réponse {response.status_code} ; attendu 200")


def _validators(url: httpx.URL, headers: httpx.Headers) -> Validators:
    etag, last_modified = (
        value if len(value) <= HEADER_MAX_CHARS and value.isascii() else ""
        for value in (headers.get("ETag", ""), headers.get("Last-Modified", ""))
    )
    return Validators(str(url), etag, last_modified)


def _is_passing(retry: Retry, error: httpx.TransportError | httpx.HTTPStatusError) -> bool:
    """True if an error may be gone at the next attempt."""
    if isinstance(error, httpx.HTTPStatusError):
        return retry.is_retryable_status_code(error.response.status_code)
    return retry.is_retryable_exception(error)


def network_reason(error: httpx.TransportError | httpx.HTTPStatusError) -> str:
    """Return the cause of an error of the network, in French."""
    match error:
        case httpx.HTTPStatusError():
            return f"réponse {error.response.status_code}"
        case httpx.TimeoutException():
            return "pas de réponse à temps"
        case httpx.ConnectError() if "CERTIFICATE" in str(error):
            return "certificat refusé"
        case httpx.ConnectError() | httpx.ProxyError():
            return "connexion impossible"
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            return "réponse illisible ou interrompue"
        case _:
            return "adresse ou protocole refusés"
