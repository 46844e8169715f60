"""What the service reads of a request: any text is understood within bounds, or refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import Headers, ImmutableMultiDict, QueryParams
from starlette.requests import Request
from starlette.routing import Route

from index.errors import InvalidQuery, KeyRequired
from index.places.models import CODE_PARAMETERS
from index.search.query import MAX_CHARS, MAX_PLACE_CHARS, UNFOLDED
from service.auth.keys import Keys
from service.auth.networks import client_network
from service.auth.rights import Rights, Scope, logo_uri, origin
from service.feedback import report_pages
from service.http.caching import ANY, requested_tags
from service.http.routes import Routes
from service.needs import api
from service.search.dependencies import invalid_form, page_parameters, parse_query
from service.search.parameters import SearchParameters
from service.storage.sqlite_store import SqliteStore
from service.widget.options import COLOURS, MAX_TITLE_CHARS, Widget, read_widget
from service.widget.palette import TEXT_CONTRAST, Colour, ColourChoice, ColourTheme, palette
from tests.strategies import ANYTHING, ODD, UNICODE, fixed

TYPED = UNICODE | ODD
CODES = frozenset(CODE_PARAMETERS.values())
FIELDS = sorted(SearchParameters.model_fields)
VALUES = TYPED | st.sampled_from(
    ("", "ordinateur", "gratuit", "structure", "tous-publics", "1", "0", "-1", "1e400", "nan",
     "true", "oui", "distance", "９", "a" * 301, "\ufdfa" * 200)
)  # fmt: skip
PAIRS = st.lists(st.tuples(st.sampled_from(FIELDS) | TYPED, VALUES), max_size=8)
Made = TypeVar("Made")


def made(make: Callable[[], Made]) -> Made | str:
    """What is made, or the field at fault once what is said of it was read."""
    try:
        return make()
    except InvalidQuery as refused:
        return _told(refused)


def _told(refused: InvalidQuery) -> str:
    """The field of a refusal, whose words are a sentence in valid Unicode."""
    assert str(refused).endswith(".")
    assert str(refused).encode()
    return refused.field


def request(query: str) -> Request:
    """A request of a page, whose address has a query string."""
    return Request({"type": "http", "query_string": query.encode("latin-1"), "headers": []})


@fixed(300)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS) | TYPED,
        VALUES | ANYTHING | st.floats() | st.lists(VALUES, max_size=3),
    )
)
def test_the_parameters_of_a_search_should_be_a_query_or_be_refused(
    given: dict[str, Any],
) -> None:
    try:
        parameters = SearchParameters.model_validate({"q": "ordinateur", **given})
    except ValidationError as error:
        faults = error.errors()
    else:
        faults = []
        query = made(lambda: parse_query(parameters))
        assert isinstance(query, str) or 0 < len(query.text) <= UNFOLDED * MAX_CHARS
        assert not isinstance(query, str) or query in {"q", "lieu", "lat", "filtres", *CODES}
    assert all(each["loc"] for each in faults)


@fixed(300)
@given(PAIRS)
def test_the_address_of_a_page_should_be_a_search_or_say_what_to_mend(
    pairs: list[tuple[str, str]],
) -> None:
    asked = request(urlencode(pairs))
    try:
        parse_query(page_parameters(asked))
    except InvalidQuery as refused:
        told = invalid_form(asked, refused)
    else:
        told = {"q": "", "place": "", "error": "Rien.", "invalid_field": "q"}
    assert len(told["q"]) <= MAX_CHARS
    assert len(told["place"]) <= MAX_PLACE_CHARS
    assert told["error"].endswith(".")
    assert told["invalid_field"] in ("q", "lieu")


@fixed(300)
@given(st.lists(st.sampled_from("%&=+;#0cfe9aqùé \0/?"), max_size=60).map("".join))
def test_an_address_badly_written_should_be_a_search_or_be_refused(written: str) -> None:
    made(lambda: parse_query(page_parameters(request(quote(written, safe="%&=+;#")))))


@fixed(300)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("titre", "lieu", "size", "cle", "theme", "familles", *COLOURS)),
            VALUES | st.sampled_from(("clair", "sombre", "0c5c4c", "#ffffff", "20", "21", "²")),
        ),
        max_size=8,
    )
)
def test_a_widget_should_be_read_the_same_from_its_own_address(
    pairs: list[tuple[str, str]],
) -> None:
    widget = read_widget(ImmutableMultiDict(pairs))
    assert len(widget.title) <= MAX_TITLE_CHARS
    assert len(widget.place) <= MAX_PLACE_CHARS
    assert all(str(each).endswith(".") for each in widget.errors)
    again = read_widget(QueryParams(parse_qsl(urlsplit(widget.address()).query)))
    assert _chosen(again) == _chosen(widget)
    assert again.errors == ()


def _chosen(widget: Widget) -> tuple[object, ...]:
    return widget.title, widget.place, widget.filters, widget.size, widget.key, widget.choice


COLOUR = st.none() | st.builds(Colour, *[st.integers(0, 255)] * 3)
PAIRED = (("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"),
          ("brand", "paper"), ("brand", "card"), ("brand-ink", "brand"), ("error", "paper"),
          ("error", "card"))  # fmt: skip
"""A colour of a text, and that of what is under it."""


@fixed(300)
@given(st.sampled_from(ColourTheme), COLOUR, COLOUR, COLOUR)
def test_any_colours_should_be_read_or_replaced_with_a_reason(
    theme: ColourTheme, brand: Colour | None, paper: Colour | None, ink: Colour | None
) -> None:
    told = palette(ColourChoice(theme, brand, paper, ink))
    for tokens, (text, ground) in itertools.product(told.schemes, PAIRED):
        assert tokens[text].contrast(tokens[ground]) >= TEXT_CONTRAST, (text, ground)
    kept = told.schemes[0]
    for name, colour in (("brand", brand), ("paper", paper), ("ink", ink)):
        assert colour is None or kept[name] == colour or told.errors
    assert re.fullmatch(r"[\w\s:;#{}()@-]+", told.css)


@fixed(200)
@given(TYPED | ANYTHING)
def test_a_text_should_be_a_colour_only_as_six_digits(text: str) -> None:
    colour = Colour.read(text)
    assert colour is None or colour.digits == text.lower().removeprefix("#")


HOSTS = TYPED | st.from_regex(r"\A(https?://)?[a-z0-9é.-]{1,30}(:[0-9]{1,6})?/?\Z")


@fixed(400)
@given(HOSTS)
def test_a_host_should_be_written_the_same_again_or_be_refused(host: str) -> None:
    told = made(lambda: origin(host))
    if told != "hote":
        assert re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", told)
        assert origin(told) == told


@fixed(300)
@given(
    TYPED,
    st.lists(st.sampled_from(Scope), max_size=3),
    st.lists(HOSTS, max_size=3),
    st.integers() | st.none(),
)
def test_rights_should_be_those_of_a_key_or_be_refused_by_their_field(
    name: str, scopes: list[Scope], hosts: list[str], quota: int | None
) -> None:
    given = made(lambda: Rights(name=name, scopes=tuple(scopes), hosts=tuple(hosts), quota=quota))
    if isinstance(given, str):
        assert given in {"nom", "portee", "quota", "hote", "logo"}
        return
    assert given.is_widget == bool(given.hosts)
    assert all(origin(host) == host for host in given.hosts)


@fixed(200)
@given(st.binary(max_size=40) | st.sampled_from((b"GIF89a", b"\xff\xd8\xff", b"<svg>")))
def test_an_image_should_be_of_a_kind_that_holds_no_script(content: bytes) -> None:
    told = made(lambda: logo_uri(content))
    assert told == "logo" or re.match(r"data:image/(png|jpeg|webp|gif);base64,[\w+/=]*\Z", told)


ROUTES = (*api.router.routes, *report_pages.router.routes)
TEMPLATES = {each.path for each in ROUTES if isinstance(each, Route)}
LATIN = st.text(st.characters(max_codepoint=255), max_size=80)
"""What the value of a header can be."""
TAGS = st.lists(
    st.sampled_from(('"' + "0a" * 16 + '"', "W/", ",", " ", "*", '"', "0a")), max_size=9
)


@fixed(300)
@given(st.lists(LATIN | TAGS.map("".join), max_size=3))
def test_the_tags_that_are_asked_should_be_ours_or_none(values: list[str]) -> None:
    headers = Headers(raw=[(b"if-none-match", each.encode("latin-1")) for each in values])
    asked = requested_tags(headers)
    assert asked == {ANY} or all(re.fullmatch("[0-9a-f]{32}", each) for each in asked)


def test_any_path_should_be_told_by_a_template_that_holds_nothing_of_it() -> None:
    routes = Routes(Starlette(routes=list(ROUTES)))
    starts = st.sampled_from(("", "/api/v1/needs/", "/fiches/", "/fiches/x/signaler"))

    @fixed(200)
    @given(st.sampled_from(("GET", "POST")) | TYPED, starts, ANYTHING | ODD)
    def told(method: str, start: str, rest: str) -> None:
        template = routes.template(method, start + rest)
        assert template is None or template in TEMPLATES

    told()


@fixed(200)
@given(ANYTHING | st.ip_addresses().map(str))
def test_any_address_should_be_counted_under_one_name(host: str) -> None:
    assert (
        client_network(client_network(host).partition("/")[0]).partition("/")[0]
        == client_network(host).partition("/")[0]
    )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    keys = Keys(SqliteStore(tmp_path_factory.mktemp("cles") / "cles.sqlite3"))
    keys.create(Rights(name="Essai", scopes=(Scope.LECTURE,)))
    return keys


def test_no_text_should_be_a_key_that_was_not_given(keys: Keys) -> None:
    secrets = LATIN | ANYTHING | st.from_regex(r"\Aorientess_[0-9A-Za-z]{20,50}\Z")

    @fixed(200)
    @given(secrets)
    def refused(secret: str) -> None:
        with pytest.raises(KeyRequired, match="Cette clé est inconnue"):
            keys.check(secret)

    refused()
