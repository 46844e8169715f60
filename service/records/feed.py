"""Atom feed (RFC 4287) of the changes of records, newest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

from index.artefact.journal import Change, ChangeKind

ATOM_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
TITLE = "OrientESS : ce qui change dans le catalogue"
AUTHOR = "OrientESS"
WORDS = {
    ChangeKind.ADDED: "Ajout",
    ChangeKind.MODIFIED: "Modification",
    ChangeKind.REMOVED: "Retrait",
}
"""What happened to a record -> the word that heads the title of its entry."""
_OUTSIDE_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not have: no reader would open a feed that holds one."""
PAGES, SELF = "/fiches/", "/api/v1/changes.atom"


def feed_of(
    changes: Sequence[Change],
    name_of: Callable[[str], str | None],
    address: str,
    updated: datetime,
) -> bytes:
    """Return the Atom feed of some changes.

    Args:
        changes: newest first.
        name_of: gives the name of a record, None when it is no longer there.
        address: public address of the site, without a final slash.
        updated: when the index was built; it has a time zone, as the moments of changes.

    Returns:
        The document, in UTF-8.
    """
    feed = Element("feed", xmlns=NAMESPACE)
    _text(feed, "id", f"{address}{SELF}")
    _text(feed, "title", TITLE)
    _text(feed, "updated", updated.isoformat())
    _text(SubElement(feed, "author"), "name", AUTHOR)
    SubElement(feed, "link", rel="self", type=ATOM_TYPE, href=f"{address}{SELF}")
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{address}/")
    for change in changes:
        page, name = f"{address}{PAGES}{change.identifier}", name_of(change.identifier)
        entry = SubElement(feed, "entry")
        _text(entry, "id", f"{page}#{change.moment:%Y%m%dT%H%M%SZ}")
        _text(entry, "title", f"{WORDS[change.kind]} : {name or change.identifier}")
        _text(entry, "updated", change.moment.isoformat())
        SubElement(entry, "category", term=change.kind.value)
        if name is not None:
            SubElement(entry, "link", rel="alternate", type="text/html", href=page)
        _text(entry, "summary", change.identifier)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: Element, tag: str, text: str) -> None:
    """Add an element with a text, without the characters that XML does not have."""
    SubElement(parent, tag).text = _OUTSIDE_XML.sub("", text)
