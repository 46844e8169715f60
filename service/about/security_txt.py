"""File that tells whoever finds a vulnerability how to report it (RFC 9116), at one address."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from service.presentation.templating import page_at
from service.runtime.services import services_of
from service.settings import Settings

LOG = logging.getLogger("orientess")
PATH = "/.well-known/security.txt"
VALID_DAYS = 180
"""Days until a copy of the file is out of date; RFC 9116 recommends less than a year."""
CACHE = "public, max-age=86400"

router = APIRouter(include_in_schema=False, default_response_class=PlainTextResponse)


@page_at(router, PATH, PlainTextResponse)
def security_txt(request: Request) -> PlainTextResponse:
    """Return how to report a vulnerability: 404 while the operator says no contact for it."""
    settings = services_of(request).get(Settings)
    contact = contact_address(settings.publisher_contact)
    if not contact:
        raise HTTPException(404)
    # the same file all day long, so that caches agree
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {today + timedelta(days=VALID_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
    ]
    if settings.address:
        lines.append(f"Canonical: {settings.address.rstrip('/')}{PATH}")
    return PlainTextResponse("\n".join(lines) + "\n", headers={"cache-control": CACHE})


def tell_missing_contact(settings: Settings) -> None:
    """Say in the journal how to give the contact of the file, when it has none."""
    if not contact_address(settings.publisher_contact):
        LOG.info("%s répond 404 : dites un contact par ORIENTESS_PUBLISHER_CONTACT", PATH)


def contact_address(contact: str) -> str:
    """Return the URI of the contact of an operator, "" when it is neither a page nor an e-mail.

    contact: as the operator wrote it. RFC 9116 asks for https:// or mailto:.
    """
    where = contact.strip()
    if not where.isprintable() or " " in where:
        return ""
    if where.startswith("https://"):
        return where
    name, separator, host = where.rpartition("@")
    if not (name and separator and host) or ":" in where or "/" in where:
        return ""
    return f"mailto:{quote(where, safe='@')}"
