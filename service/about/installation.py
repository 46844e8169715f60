"""Web app manifest and favicon, which browsers read to install the site as an application.

The manifest follows the W3C's Web Application Manifest. Nothing is installed unless a person asks.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, JSONResponse

from index.languages import FRENCH
from service.presentation.i18n import direction, gettext, language, to
from service.presentation.templating import STATIC, page_at, static_address

SIZES = (192, 512)
"""Sides of the icons, in pixels."""
PAPER, BRAND = "#fbf8f2", "#0c5c4c"
"""Colours of the page and of the frame of the application, those of the light style."""
MAX_AGE = "public, max-age=86400"

router = APIRouter(include_in_schema=False)


@page_at(router, "/manifest.webmanifest", JSONResponse)
def manifest() -> JSONResponse:
    """Return the manifest of the site, in the language of the page that asks for it."""
    content = {
        "name": gettext("OrientESS : trouver de l'aide dans le numérique solidaire"),
        "short_name": "OrientESS",
        "lang": language() or FRENCH,
        "dir": direction(language()),
        "start_url": to("/"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": BRAND,
        "icons": [
            {
                "src": static_address(f"icone-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in SIZES
        ],
    }
    headers = {"cache-control": MAX_AGE}
    return JSONResponse(content, headers=headers, media_type="application/manifest+json")


@page_at(router, "/favicon.ico", FileResponse)
def favicon() -> FileResponse:
    """Return the icon of the site, for what asks for it without reading a page."""
    return FileResponse(
        STATIC / "favicon.ico",
        media_type="image/vnd.microsoft.icon",
        headers={"cache-control": MAX_AGE},
    )
