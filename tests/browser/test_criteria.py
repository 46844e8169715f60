"""Criteria of RGAA 4.1.2 that axe-core does not judge, or not as strictly, read in the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from tests.browser.conftest import agree

OWN_DATA = {"prenom": "off", "oriente-par": "name", "structure": "organization"}
"""Fields of the referral sheet -> what a browser may fill them with: not the data of others."""
HIDDEN_TYPES = frozenset({"hidden", "submit", "button"})
TOWN_OF_THE_READER = ("Où êtes-vous ?", "Votre ville")
_VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

pytestmark = [pytest.mark.browser]
Documents = Mapping[str, tuple[int, str]]


@dataclass
class Node:
    """An element: its tag, attributes, children in order (elements and texts)."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its visible text in one line, without what is hidden from eyes or from readers."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.attributes.get("class") != "hidden" and child.tag not in {"title", "desc"}:
                yield from child._pieces()

    def all(self) -> Iterator[Node]:
        """It and every element under it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.all()


class _Tree(HTMLParser):
    """The tree of a page."""

    def __init__(self, html: str) -> None:
        self.root = Node("", {})
        self._path = [self.root]
        super().__init__()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._path[-1].children.append(node)
        if tag not in _VOID:
            self._path.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._path.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._path.pop()

    def handle_data(self, data: str) -> None:
        self._path[-1].children.append(data)


@pytest.fixture(scope="module")
def trees(documents: Documents) -> Mapping[str, Node]:
    """State -> the tree of its page, as it comes without JavaScript."""
    return {name: _Tree(html).root for name, (_, html) in documents.items()}


def _fields(tree: Node) -> Iterator[Node]:
    """The fields that a person fills."""
    for node in tree.all():
        if node.tag in {"select", "textarea"} or (
            node.tag == "input" and node.attributes.get("type") not in HIDDEN_TYPES
        ):
            yield node


def test_a_field_should_be_named_by_a_label_for_it(trees: Mapping[str, Node]) -> None:
    """RGAA 11.1."""
    seen, faults = 0, []
    for state, tree in trees.items():
        labelled = {node.attributes.get("for") for node in tree.all() if node.tag == "label"}
        for each in _fields(tree):
            seen += 1
            if each.attributes.get("id") not in labelled:
                faults.append(f"{state} : {each.attributes}")
    assert seen > 500
    agree(faults)


def test_a_name_should_hold_what_is_seen(trees: Mapping[str, Node]) -> None:
    """RGAA 6.1.5 and 11.9.2: who speaks to a computer says what is written."""
    seen, faults = 0, []
    for state, tree in trees.items():
        for node in tree.all():
            name = node.attributes.get("aria-label")
            if node.tag in {"a", "button"} and name is not None and node.text:
                seen += 1
                if node.text.lower() not in " ".join(name.split()).lower():
                    faults.append(f"{state} : « {node.text} » dans « {name} »")
    assert seen > 50
    agree(faults)


def test_a_drawing_should_be_an_image_or_be_ignored(trees: Mapping[str, Node]) -> None:
    """RGAA 1.1 and 1.2: a group of a drawing holds an image and links."""
    seen, faults = 0, []
    for state, tree in trees.items():
        for node in tree.all():
            if node.tag != "svg":
                continue
            seen += 1
            inner = {each.attributes.get("role") for each in node.all()}
            if node.attributes.get("aria-hidden") != "true" and "img" not in inner:
                faults.append(f"{state} : {node.attributes}")
    assert seen > 100
    agree(faults)


def test_a_caption_should_be_tied_to_its_figure(trees: Mapping[str, Node]) -> None:
    """RGAA 1.9: the figure is named by its caption."""
    seen, faults = 0, []
    for state, tree in trees.items():
        for node in tree.all():
            captions = [each for each in node.all() if each.tag == "figcaption"]
            if node.tag != "figure" or not captions:
                continue
            seen += 1
            named = captions[0].attributes.get("id") or captions[0].text
            told = node.attributes.get("aria-labelledby") or node.attributes.get("aria-label", "")
            if node.attributes.get("role") != "figure" or " ".join(told.split()) != named:
                faults.append(f"{state} : {node.attributes}, « {captions[0].text} »")
    assert seen >= 3
    agree(faults)


def test_a_browser_should_be_able_to_fill_what_is_of_the_reader(
    trees: Mapping[str, Node],
) -> None:
    """RGAA 11.13."""
    sheet = {
        each.attributes["id"]: each.attributes.get("autocomplete")
        for each in _fields(trees["sheets to hand over"])
    }
    assert {name: sheet[name] for name in OWN_DATA} == OWN_DATA
    faults = []
    for state, tree in trees.items():
        towns = {
            node.attributes.get("for")
            for node in tree.all()
            if node.tag == "label" and node.text.replace("\xa0", " ").startswith(TOWN_OF_THE_READER)
        }
        faults += [
            f"{state} : {each.attributes}"
            for each in _fields(tree)
            if each.attributes.get("id") in towns
            and each.attributes.get("autocomplete") != "address-level2"
        ]
    agree(faults)


def test_the_search_should_be_reached_from_the_same_place_on_every_page(
    trees: Mapping[str, Node],
) -> None:
    """RGAA 12.5: the first link of the foot of pages."""
    faults = []
    for state, tree in trees.items():
        foot = next(node for node in tree.all() if node.tag == "footer")
        links = [node for node in foot.all() if node.tag == "a"]
        if state.startswith("widget"):
            continue
        if not re.fullmatch(r"/(?:[a-z]+/)?", links[0].attributes["href"]):
            faults.append(f"{state} : {links[0].attributes}")
    agree(faults)
