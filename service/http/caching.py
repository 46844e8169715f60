"""HTTP caching of the API (RFC 9110, RFC 9111): what may be kept, and what needs no second answer.

An answer depends on the service, on the index and on its address. Its weak ETag is a digest of
these alone, so that a client that holds it is told 304 before any work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import ArtefactMissing
from index.files import digest
from service.http.routes import API, Routes
from service.runtime.live_index import Answering, CurrentSearcher

ANY = "*"
"""In If-None-Match: whatever the answer is, once there is one."""
DIGEST_CHARS = 32
"""128 bits, in hexadecimal."""
VARY = ("Accept-Encoding", "Authorization", "X-API-Key")
"""All that an answer to an address depends on, beside what the ETag digests.

A key changes no answer but for its refusal: a shared cache must not give what it holds to a wrong
one.
"""
_ENTITY_TAG = re.compile(rf'"([0-9a-f]{{{DIGEST_CHARS}}})"')
"""One of ours, weak or strong; those of others match nothing."""


@dataclass(frozen=True)
class Rule:
    """How the answers of a route are kept.

    cache: their Cache-Control; conditional: whether they have an ETag.
    """

    cache: str
    conditional: bool = True


SEARCHED = "private, no-store"
"""A typed need may be personal: no cache keeps it. A program that asks again sends the ETag."""
FIVE_MINUTES, HOUR, DAY = (f"public, max-age={seconds}" for seconds in (300, 3600, 86_400))
RULES: Mapping[str, Rule] = {
    "/api/openapi.json": Rule(HOUR),
    "/api/v1/search": Rule(SEARCHED),
    "/api/v1/export": Rule(HOUR),
    "/api/v1/facets": Rule(FIVE_MINUTES),
    "/api/v1/communes": Rule(DAY),
    "/api/v1/actors/{id}": Rule(FIVE_MINUTES),
    "/api/v1/actors/{id}/needs": Rule(FIVE_MINUTES),
    "/api/v1/actors/{id}/similar": Rule(FIVE_MINUTES),
    "/api/v1/actors/{id}/complementary": Rule(FIVE_MINUTES),
    "/api/v1/needs": Rule(FIVE_MINUTES),
    "/api/v1/needs/{id}": Rule(FIVE_MINUTES),
    "/api/v1/needs/{id}/actors": Rule(SEARCHED, conditional=False),
    "/api/v1/occupations": Rule(SEARCHED),
    "/api/v1/suggestions": Rule(SEARCHED),
    "/api/v1/suggestions/opensearch": Rule(SEARCHED),
    "/api/v1/occupations/{id}": Rule(FIVE_MINUTES),
}
"""Template of a route -> its rule: every GET of the API has its line.

Communes change once a year, and the start of their name says nothing of a person. The actors of a
need are searched near a place, by the words alone when the encoder is late: they have no ETag.
"""


def changing(request: Request) -> None:
    """Say, from a route, that this answer may be another one soon: it gets no ETag."""
    request.state.changing = True


def asked_tags(headers: Headers) -> frozenset[str]:
    """The tags that If-None-Match names, or `ANY` alone; weak ones and strong ones are the same."""
    given = ",".join(headers.getlist("if-none-match"))
    return frozenset({ANY}) if given.strip() == ANY else frozenset(_ENTITY_TAG.findall(given))


@dataclass(frozen=True)
class _Told:
    """What is told of one request: over which index, by which rule, its tag and those it names.

    tag: opaque, empty when it has none; asked: in If-None-Match.
    """

    answering: Answering | None
    rule: Rule | None
    tag: str = ""
    asked: frozenset[str] = frozenset()

    def complete(self, headers: MutableHeaders, status: int, kept: bool) -> None:
        """Complete the headers of an answer; kept: whether it would be the same again."""
        if self.answering is not None:
            headers["X-Index-Version"] = self.answering.searcher.manifest.version
        if self.rule is not None:
            headers["Cache-Control"] = self.rule.cache
            for name in VARY:
                if name not in headers.get("Vary", ""):
                    headers.add_vary_header(name)
        if status >= 400:
            headers["Cache-Control"] = SEARCHED
        if self.tag and kept:
            headers["ETag"] = f'W/"{self.tag}"'

    def unchanged(self) -> Response:
        """The answer to who has it already, with the headers that it would have."""
        response = Response(status_code=304)
        self.complete(response.headers, response.status_code, kept=True)
        return response


class Caching:
    """Gives answers of the API their caching headers, and answers 304 to who has them already."""

    def __init__(
        self,
        app: ASGIApp,
        routes: Routes,
        current: CurrentSearcher,
        files: Iterable[Path] = (),
    ) -> None:
        """Nothing is read yet.

        routes: of the application; current: holds the index in use; files: read beside the index,
        that answers depend on.
        """
        self._app = app
        self._routes = routes
        self._current = current
        self._files = tuple(files)
        self._known: tuple[Answering | None, str] = (None, "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304, or pass a request on and complete the headers of its answer."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        told = self._told(scope)
        if told.tag in told.asked:
            await told.unchanged()(scope, receive, send)
            return
        scope.setdefault("state", {})  # shared from here with the route
        finished = False

        async def complete(message: Message) -> None:
            nonlocal finished
            if finished:
                return
            if message["type"] == "http.response.start":
                lasting = told.answering is self._answering()
                kept = lasting and message["status"] == 200 and not scope["state"].get("changing")
                finished = kept and bool(told.tag) and ANY in told.asked
                if finished:
                    await told.unchanged()(scope, receive, send)
                    return
                told.complete(MutableHeaders(scope=message), message["status"], kept)
            await send(message)

        await self._app(scope, receive, complete)

    def _told(self, scope: Scope) -> _Told:
        """What is told of a request before it is answered."""
        answering = self._answering()
        rule = self._rule(scope)
        if answering is None or rule is None or not rule.conditional:
            return _Told(answering, rule)
        return _Told(answering, rule, self._tag(scope, answering), asked_tags(Headers(scope=scope)))

    def _rule(self, scope: Scope) -> Rule | None:
        if scope["method"] not in ("GET", "HEAD"):
            return None
        return RULES.get(self._routes.template(scope["method"], scope["path"]) or "")

    def _answering(self) -> Answering | None:
        try:
            return self._current.answering
        except ArtefactMissing:
            return None

    def _tag(self, scope: Scope, answering: Answering) -> str:
        """The digest of all that the answer depends on."""
        parts = (
            self._state(answering),
            str(scope["path"]),
            scope["query_string"].decode("latin-1"),
        )
        return _digest("\n".join(parts))

    def _state(self, answering: Answering) -> str:
        """What every answer over an index depends on, looked at once an index is opened."""
        if self._known[0] is not answering:
            searcher = answering.searcher
            files = [digest(path).sha256 if path.exists() else "" for path in self._files]
            parts = (version("orientess"), searcher.manifest.version, searcher.mode.value, *files)
            self._known = (answering, _digest("\n".join(parts)))
        return self._known[1]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGEST_CHARS]
