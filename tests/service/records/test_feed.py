"""Atom feed of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from index.artefact.journal import Change, ChangeKind
from service.records.feed import NAMESPACE, feed_of

MOMENT = datetime(2026, 11, 30, 5, 54, 47, tzinfo=UTC)
NAMES = {"emmaus-connect": "Emmaüs <Connect> & co"}
CHANGES = [
    Change("emmaus-connect", ChangeKind.MODIFIED, MOMENT),
    Change("disparue", ChangeKind.REMOVED, MOMENT),
]


def test_a_feed_should_have_what_readers_need() -> None:
    written = feed_of(CHANGES, NAMES.get, "https://orientess.example", MOMENT)
    feed = ElementTree.fromstring(written)  # noqa: S314 - made by the service
    inside = {"": NAMESPACE}
    assert feed.findtext("id", namespaces=inside) == "https://orientess.example/api/v1/changes.atom"
    assert feed.findtext("updated", namespaces=inside) == "2026-11-30T05:54:47+00:00"
    assert feed.findtext("author/name", namespaces=inside)
    present, gone = feed.findall("entry", inside)
    assert present.findtext("title", namespaces=inside) == "Modification : Emmaüs <Connect> & co"
    assert gone.findtext("title", namespaces=inside) == "Retrait : disparue"
    link = present.find("link", inside)
    assert link is not None
    assert link.get("href") == "https://orientess.example/fiches/emmaus-connect"
    assert gone.find("link", inside) is None
    identifiers = [each.findtext("id", namespaces=inside) for each in (present, gone)]
    assert len(set(identifiers)) == 2


def test_what_xml_does_not_have_should_not_break_the_feed() -> None:
    names = {"emmaus-connect": "Emma\x00\uffffüs \ufffe😀\ud800"}
    written = feed_of(CHANGES[:1], names.get, "https://orientess.example", MOMENT)
    entry = ElementTree.fromstring(written).find(f"{{{NAMESPACE}}}entry")  # noqa: S314
    assert entry is not None
    assert entry.findtext(f"{{{NAMESPACE}}}title") == "Modification : Emmaüs 😀"


def test_a_feed_without_a_change_should_be_empty() -> None:
    assert b"<entry>" not in feed_of([], NAMES.get, "https://orientess.example", MOMENT)
