"""Tests of the colours of a widget and of their contrast."""

from __future__ import annotations

import itertools

import pytest

from service.widget.palette import (
    LINE_CONTRAST,
    TEXT_CONTRAST,
    Colour,
    ColourChoice,
    ColourTheme,
    palette,
    site_schemes,
)

GREYS = [f"{level:02x}" * 3 for level in range(0, 256, 17)]


@pytest.mark.parametrize("text", ["0c5c4c", "#0C5C4C"])
def test_a_colour_should_be_six_digits(text: str) -> None:
    assert Colour.read(text) == Colour(12, 92, 76)


@pytest.mark.parametrize("text", ["", "fff", "#0c5c4", "0c5c4cff", "red", "0c5c4c;", "０c5c4c"])
def test_anything_else_should_be_no_colour(text: str) -> None:
    assert Colour.read(text) is None


def test_contrast_should_be_that_of_wcag() -> None:
    black, white, grey = Colour(0, 0, 0), Colour(255, 255, 255), Colour(0x76, 0x76, 0x76)
    assert black.contrast(white) == white.contrast(black) == pytest.approx(21)
    assert grey.contrast(white) == pytest.approx(4.54, abs=0.005)
    assert grey.contrast(grey) == 1
    assert black.contrast(white, grey) == black.contrast(grey)


def test_the_default_colours_should_be_those_of_the_site() -> None:
    light, dark = site_schemes()
    assert palette(ColourChoice()).schemes[0] == {**light, "brand-ink": Colour(255, 255, 255)}
    assert light["paper"] == Colour(0xFB, 0xF8, 0xF2)
    assert light["card"] == Colour(255, 255, 255)
    assert dark["brand"] == Colour(0x7F, 0xD8, 0xBF)
    assert set(light) == set(dark) >= {"ink", "soft", "line", "error", "focus", "mark", "mark-ink"}


@pytest.mark.parametrize("theme", ColourTheme)
def test_every_text_should_be_readable_with_any_choice(theme: ColourTheme) -> None:
    some = [None, *(Colour.read(each) for each in [*GREYS, "7b1fa2", "ffd166", "0000ff", "00ff00"])]
    for brand, paper, ink in itertools.product(some[::3], some[::2], some[::3]):
        for tokens in palette(ColourChoice(theme, brand, paper, ink)).schemes:
            backgrounds = (tokens["paper"], tokens["card"])
            for name in ("ink", "soft", "brand", "error"):
                assert tokens[name].contrast(*backgrounds) >= TEXT_CONTRAST, (name, tokens)
            assert tokens["brand-ink"].contrast(tokens["brand"]) >= TEXT_CONTRAST
            assert tokens["mark-ink"].contrast(tokens["mark"]) >= TEXT_CONTRAST
            assert tokens["focus"].contrast(*backgrounds) >= LINE_CONTRAST


def test_readable_colours_should_be_shown_and_others_replaced_with_a_message() -> None:
    yellow, night = Colour.read("ffcc00"), Colour.read("102040")
    visible = palette(ColourChoice(brand=yellow, paper=night))
    assert visible.errors == ()
    assert (visible.schemes[0]["brand"], visible.schemes[0]["paper"]) == (yellow, night)
    replaced = palette(ColourChoice(brand=yellow))
    assert len(replaced.errors) == 1
    assert replaced.schemes == palette(ColourChoice()).schemes


def test_one_colour_should_have_a_lighter_one_for_the_night() -> None:
    violet = Colour.read("7b1fa2")
    day, night = palette(ColourChoice(brand=violet)).schemes
    assert day["brand"] == violet
    assert violet is not None
    assert night["brand"].luminance > violet.luminance
