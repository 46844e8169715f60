"""HTTP caching of the API (RFC 9110, RFC 9111): Cache-Control, ETag and conditional requests.

A response depends only on the version of the service, on the index and on the URL, and for a few on
the day. Its weak ETag is a digest of these, so that a client that already has the response receives
304 without any work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.files import digest
from service.http.routes import API, Routes
from service.runtime.request_state import request_state

ANY = "*"
"""In the request header If-None-Match, matches any response that has an ETag."""
ENTITY_TAG_CHARS = 32
"""Length of the digests used as ETags: 128 bits, in hexadecimal."""
VARY = ("Accept-Encoding", "Authorization", "X-API-Key")
"""Request headers that a response depends on, beside what the ETag digests.

A key changes no response except its refusal: a shared cache must not give a stored response to a
client whose key is wrong.
"""
_ENTITY_TAG = re.compile(rf'"([0-9a-f]{{{ENTITY_TAG_CHARS}}})"')
"""An ETag made here, weak or strong; any other matches nothing."""


@dataclass(frozen=True)
class CachingRule:
    """Rule for caching the responses of a route of the API.

    cache: value of their Cache-Control header; conditional: True if they have an ETag, so that a
    client that has the response and sends its ETag again receives 304 (not modified) in place of
    it; daily: True if they depend on the day, as a score of quality does; public: when not None,
    parameters that say nothing of a person: with any other, which may select by quality or place,
    the response depends on the day and no cache may store it.
    """

    cache: str
    conditional: bool = True
    daily: bool = False
    public: frozenset[str] | None = None

    def over(self, query_string: str) -> CachingRule:
        """Return the rule of a request; query_string: of its address."""
        given = {name for name, _ in parse_qsl(query_string, keep_blank_values=True)}
        if self.public is None or given <= self.public:
            return self
        return replace(self, cache=SEARCHED, daily=True)


SEARCHED = "private, no-store"
"""Cache-Control of answers to a query, which may be personal: no cache may store them.

A program that repeats a query may still send the ETag it received, and receive 304.
"""
FORM_OF_EXPORT = frozenset({"format", "ressource", "licence", "excel"})
"""Parameters of an export of the whole catalogue; the others choose records, near a place maybe."""
FIVE_MINUTES, HOUR, DAY = (f"public, max-age={seconds}" for seconds in (300, 3600, 86_400))
RULES: Mapping[str, CachingRule] = {
    "/api/openapi.json": CachingRule(HOUR),
    "/api/docs": CachingRule(FIVE_MINUTES, conditional=False),
    "/api/docs/formes/{name}": CachingRule(FIVE_MINUTES, conditional=False),
    "/api/docs/{identifier}": CachingRule(FIVE_MINUTES, conditional=False),
    "/api/docs/{identifier}/essai": CachingRule(SEARCHED, conditional=False),
    "/api/changements": CachingRule(FIVE_MINUTES, conditional=False),
    "/api/v1/search": CachingRule(SEARCHED),
    "/api/v1/search.geojson": CachingRule(SEARCHED),
    "/api/v1/search.csv": CachingRule(SEARCHED),
    "/api/v1/export": CachingRule(HOUR, public=FORM_OF_EXPORT),
    "/api/v1/export/datapackage.json": CachingRule(FIVE_MINUTES),
    "/api/v1/facets": CachingRule(FIVE_MINUTES),
    "/api/v1/communes": CachingRule(DAY),
    "/api/v1/communes/reverse": CachingRule(SEARCHED, conditional=False),
    "/api/v1/lieux": CachingRule(SEARCHED, conditional=False),
    "/api/v1/lieux/{id}": CachingRule(SEARCHED, conditional=False),
    "/api/v1/actors": CachingRule(SEARCHED, daily=True),
    "/api/v1/changes": CachingRule(FIVE_MINUTES),
    "/api/v1/changes.atom": CachingRule(FIVE_MINUTES),
    "/api/v1/actors/{id}": CachingRule(FIVE_MINUTES),
    "/api/v1/actors/{id}/needs": CachingRule(FIVE_MINUTES),
    "/api/v1/actors/{id}/similar": CachingRule(FIVE_MINUTES),
    "/api/v1/actors/{id}/complementary": CachingRule(FIVE_MINUTES),
    "/api/v1/needs": CachingRule(FIVE_MINUTES),
    "/api/v1/needs/{id}": CachingRule(FIVE_MINUTES),
    "/api/v1/needs/{id}/actors": CachingRule(SEARCHED, conditional=False),
    "/api/v1/occupations": CachingRule(SEARCHED),
    "/api/v1/suggestions": CachingRule(SEARCHED),
    "/api/v1/suggestions/opensearch": CachingRule(SEARCHED),
    "/api/v1/occupations/{id}": CachingRule(FIVE_MINUTES),
}
"""Template of a route of the API -> how its responses may be cached; every GET has its line.

Communes change once a year, and the first letters of a name reveal nothing of a person. The records
that answer a need are searched near a place, and by words only when the encoder is late: they have
no ETag. Locations say who is open now: theirs is that of their content (`tagged`).
"""


def tagged(response: Response) -> Response:
    """Give a response the ETag of its content: who has it gets 304, though it must be made again.

    What it says changes by the minute, as who is open now does.
    """
    tag = sha256(response.body).hexdigest()[:ENTITY_TAG_CHARS]
    response.headers["ETag"] = f'W/"{tag}"'
    return response


IndexState = tuple[str, str]
"""(version of the search index in service, its search mode: "hybride" or "lexical")."""


def mark_volatile(request: Request) -> None:
    """Declare that the response to a request may soon change: it gets no ETag.

    A route calls it, for example when a search compared words only because the service was busy.
    """
    request_state(request.scope).volatile = True


def requested_tags(headers: Headers) -> frozenset[str]:
    """Return the ETags that a client already has, read from its request header If-None-Match.

    headers: of the request. The ETags come without quotes nor the prefix W/; those not made by this
    service are left out. For `If-None-Match: *`, which any ETag matches, the set is {"*"}; it is
    empty without the header.
    """
    value = ",".join(headers.getlist("if-none-match"))
    return frozenset({ANY}) if value.strip() == ANY else frozenset(_ENTITY_TAG.findall(value))


@dataclass(frozen=True)
class _CacheHeaders:
    """Caching headers of the response to one request.

    index: the index that it is answered from, None when none is ready; rule: of its route, None
    when it has none; tag: its ETag without quotes, empty when it has none; requested: the tags of
    If-None-Match.
    """

    index: IndexState | None
    rule: CachingRule | None
    tag: str = ""
    requested: frozenset[str] = frozenset()

    def complete(self, headers: MutableHeaders, status: int, stable: bool) -> None:
        """Complete the headers of a response; stable: the same request would get it again."""
        if self.index is not None:
            headers["X-Index-Version"] = self.index[0]
        if self.rule is not None:
            headers["Cache-Control"] = self.rule.cache
            for name in VARY:
                if name not in headers.get("Vary", ""):
                    headers.add_vary_header(name)
        if status >= 400:
            headers["Cache-Control"] = SEARCHED
        if self.tag and stable and "ETag" not in headers:
            headers["ETag"] = f'W/"{self.tag}"'

    def is_requested(self, own: str) -> bool:
        """Return whether the client has the response; own: the ETag that the route gave, or ""."""
        own = own.removeprefix("W/").strip('"')
        return bool(own) and own in self.requested or bool(self.tag) and ANY in self.requested

    def not_modified(self, own: str = "") -> Response:
        """Return the response 304, with the caching headers of the whole response.

        own: the ETag that its route gave, "" for none.
        """
        response = Response(status_code=304, headers={"ETag": own} if own else None)
        self.complete(response.headers, response.status_code, stable=True)
        return response


class Caching:
    """Middleware that sets the caching headers of the API, and answers 304 to repeated requests.

    304 (not modified) is answered without running the route when the ETag sent by the client is
    still that of the response: same version of the service, same index and files, same address.
    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Routes,
        index_state: Callable[[], IndexState | None],
        files: Iterable[Path] = (),
    ) -> None:
        """Prepare the middleware.

        routes: of the application; index_state: function that returns the version and the search
        mode of the index in service, None when none is ready; files: data that responses depend on
        beside the index, read again when another index comes into service.
        """
        self._app = app
        self._routes = routes
        self._index_state = index_state
        self._files = tuple(files)
        self._digested: tuple[IndexState | None, str] = (None, "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304, or pass a request on and complete the headers of its response."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        caching = self._headers(scope)
        if caching.tag in caching.requested:
            await caching.not_modified()(scope, receive, send)
            return
        state = request_state(scope)
        finished = False

        async def complete(message: Message) -> None:
            nonlocal finished
            if finished:
                return
            if message["type"] == "http.response.start":
                same_index = caching.index == self._index_state()
                stable = same_index and message["status"] == 200 and not state.volatile
                headers = MutableHeaders(scope=message)
                finished = stable and caching.is_requested(headers.get("ETag", ""))
                if finished:
                    await caching.not_modified(headers.get("ETag", ""))(scope, receive, send)
                    return
                caching.complete(headers, message["status"], stable)
            await send(message)

        await self._app(scope, receive, complete)

    def _headers(self, scope: Scope) -> _CacheHeaders:
        """Return the caching headers of a request, before it is answered."""
        index = self._index_state()
        rule = self._rule(scope)
        requested = requested_tags(Headers(scope=scope))
        if index is None or rule is None or not rule.conditional:
            return _CacheHeaders(index, rule, requested=requested)
        day = date.today().isoformat() if rule.daily else ""
        return _CacheHeaders(index, rule, self._tag(scope, index, day), requested)

    def _rule(self, scope: Scope) -> CachingRule | None:
        if scope["method"] not in ("GET", "HEAD"):
            return None
        rule = RULES.get(self._routes.template(scope["method"], scope["path"]) or "")
        return None if rule is None else rule.over(scope["query_string"].decode("latin-1"))

    def _tag(self, scope: Scope, index: IndexState, day: str) -> str:
        """Return the digest of all that the response depends on."""
        query_string = scope["query_string"].decode("latin-1")
        return _digest(self._common_digest(index), str(scope["path"]), query_string, day)

    def _common_digest(self, index: IndexState) -> str:
        """Return the digest of what every response over an index depends on, made once an index."""
        if self._digested[0] != index:
            files = [digest(path).sha256 if path.exists() else "" for path in self._files]
            self._digested = (index, _digest(version("orientess"), *index, *files))
        return self._digested[1]


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:ENTITY_TAG_CHARS]
