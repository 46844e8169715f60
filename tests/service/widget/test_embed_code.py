"""Tests of the HTML that a partner copies."""

from __future__ import annotations

from service.widget.embed_code import KEY_PLACEHOLDER, EmbedCode
from service.widget.options import Widget
from service.widget.palette import Colour, ColourChoice
from tests.service.page import HOSTILE, Page

SITE = "https://orientess.exemple.fr"


def test_a_link_should_lead_to_the_results_or_to_the_home_page_without_a_query() -> None:
    assert Page(EmbedCode(SITE, Widget()).link).all("a")[0]["href"] == f"{SITE}/"
    link = EmbedCode(SITE, Widget(place="Lille"), "réparer").link
    assert Page(link).all("a")[0]["href"].startswith(f"{SITE}/recherche?q=r%C3%A9parer&lieu=Lille")


def test_a_frame_without_a_key_should_hold_a_placeholder() -> None:
    assert KEY_PLACEHOLDER in EmbedCode(SITE, Widget()).frame
    assert KEY_PLACEHOLDER not in EmbedCode(SITE, Widget(key="publique")).frame


def test_a_component_should_have_the_chosen_colours_only_when_they_are_readable() -> None:
    yellow = Colour(255, 255, 0)
    assert EmbedCode(SITE, Widget()).properties == {}
    readable = Widget(choice=ColourChoice(paper=Colour(0, 0, 0), brand=yellow))
    assert EmbedCode(SITE, readable).properties["--orientess-couleur"] == "#ffff00"
    unreadable = Widget(choice=ColourChoice(paper=Colour(255, 255, 255), brand=yellow))
    assert EmbedCode(SITE, unreadable).properties["--orientess-couleur"] != "#ffff00"


def test_markup_in_the_options_should_be_escaped() -> None:
    code = EmbedCode(SITE, Widget(title=HOSTILE), HOSTILE)
    for html in (code.link, code.form, code.frame, code.component):
        assert HOSTILE not in html
