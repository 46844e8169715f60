"""The service, and sites of partners that frame it or hold its component: three origins.

The service is at 127.0.0.1; partners' pages are at `localhost` and at 127.0.0.1 of another port.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route as Address

from index.indexing.build import build
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.settings import Settings
from tests.browser.catalogue import CATALOGUE, some_needs
from tests.browser.conftest import served
from tests.hash_encoder import HashEncoder
from tests.service.services import services_in

COMPONENT = "orientess-recherche"
DARK = (
    "<style>@media (prefers-color-scheme: dark) { :root { background: #111; color: #eee }}</style>"
)


@dataclass
class Site:
    """A partner's site: what its page holds is chosen by each test."""

    body: str = ""
    policy: str = ""

    @property
    def app(self) -> FastAPI:
        async def page(_request: Request) -> HTMLResponse:
            headers = {"Content-Security-Policy": self.policy} if self.policy else {}
            return HTMLResponse(
                "<!doctype html><html lang=fr><head><meta charset=utf-8>"
                '<meta name=viewport content="width=device-width, initial-scale=1">'
                '<meta name=color-scheme content="light dark"><title>Partenaire</title>'
                f"{'' if self.policy else DARK}</head>"
                f"<body><main><h1>Partenaire</h1>{self.body}</main></body></html>",
                headers=headers,
            )

        return FastAPI(routes=[Address("/{path:path}", page)])


@dataclass(frozen=True)
class Partners:
    """The service and two partners: the key names the first one's host alone."""

    service: str
    allowed: str
    other: str
    key: str
    site: Site

    def frame(self, query: str = "", key: str | None = None) -> str:
        """The frame as the generator writes it."""
        key = self.key if key is None else key
        return (
            f'<iframe src="{self.service}/widget?{query}&amp;cle={key}" title="Aide"'
            ' data-orientess style="border:0;width:100%;height:150px"></iframe>'
            f'<script src="{self.service}/widget.js" async></script>'
        )

    def component(self, attributes: str = "") -> str:
        """The component as the generator writes it."""
        return (
            f'<script src="{self.service}/composant.js" async></script>'
            f"<{COMPONENT} {attributes}><a href='{self.service}/'>Chercher</a></{COMPONENT}>"
        )


@contextmanager
def partnership(var: Path) -> Iterator[Partners]:
    """The service and two partners while they are served; var: a folder for the index and keys."""
    build(CATALOGUE, HashEncoder(), "hash", var / "index", thesaurus=some_needs())
    settings = Settings(var=var, use_encoder=False, quota_per_minute=0)
    app = create_app(settings)
    site = Site()
    with ExitStack() as opened:
        service, first, second = (
            opened.enter_context(served(each)) for each in (app, site.app, site.app)
        )
        allowed = f"http://localhost:{urlsplit(first).port}"
        rights = Rights(name="essai", scopes=(Scope.WIDGET,), hosts=(allowed,))
        key, _ = services_in(app).get(Keys).create(rights)
        yield Partners(service, allowed, second, key, site)
