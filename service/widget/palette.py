"""Colours of a widget, the search embedded in the site of a partner.

They are those that the partner chose if texts remain readable, or else those of OrientESS.

Contrast ratio as WCAG 2.2 defines it: (L1 + 0.05) / (L2 + 0.05), where L1 and L2 are the relative
luminances in sRGB of the lighter and the darker colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from index.messages import Sentence

STYLE = Path(__file__).parents[1] / "static" / "style.css"
TEXT_CONTRAST, LINE_CONTRAST = 4.5, 3.0
"""Minimum contrast ratio with the background: of texts, of focus outlines (WCAG 1.4.3, 1.4.11)."""
SOFT_SHARE, LINE_SHARE = 0.25, 0.2
"""Shares of a mix, in [0, 1]. Secondary texts: share of the background colour in the colour of
texts. Thin lines: share of the colour of texts in the background colour.
"""
LIGHTER_STEP = 0.05
"""Step, in [0, 1], by which the share of white grows while a colour is lightened."""
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SCHEME = re.compile(r":root \{(.*?)\}", re.S)
_NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")


@dataclass(frozen=True)
class Colour:
    """An sRGB colour: integers from 0 to 255 for red, green and blue."""

    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> Colour | None:
        """Parse a colour such as "0c5c4c" or "#0C5C4C"; return None for any other text."""
        match = _HEX.fullmatch(text)
        return None if match is None else cls(*bytes.fromhex(match[1]))

    @property
    def digits(self) -> str:
        """Return the colour as six hexadecimal digits, such as "0c5c4c"."""
        return bytes((self.red, self.green, self.blue)).hex()

    @property
    def luminance(self) -> float:
        """Return the relative luminance that WCAG 2.2 defines: 0 for black, 1 for white."""
        channels = (value / 255 for value in (self.red, self.green, self.blue))
        linear = [
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
            for channel in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, *backgrounds: Colour) -> float:
        """Return the contrast ratio that WCAG 2.2 defines between this colour and a background.

        It is in [1, 21]; a higher ratio is easier to read. With several backgrounds, the lowest.
        """
        pairs = (sorted((self.luminance, colour.luminance)) for colour in backgrounds)
        return min((high + 0.05) / (low + 0.05) for low, high in pairs)

    def mixed(self, other: Colour, share: float) -> Colour:
        """Return a mix of two colours; share: part of `other`, 0 for this colour, 1 for `other`."""
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(mine + (its - mine) * share) for mine, its in pairs))


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
Tokens = Mapping[str, Colour]
"""Colour scheme: name of a CSS variable without its dashes, such as "paper" -> colour."""


class ColourTheme(StrEnum):
    """Colour scheme to show: the light one, the dark one, or the preference of the visitor."""

    AUTO = "auto"
    LIGHT = "clair"
    DARK = "sombre"


@dataclass(frozen=True)
class ColourChoice:
    """Colours that the site embedding a widget chose; None to keep the colour of OrientESS.

    theme: light, dark, or as the visitor prefers; brand: colour of links and buttons; paper:
    background; ink: texts.
    """

    theme: ColourTheme = ColourTheme.AUTO
    brand: Colour | None = None
    paper: Colour | None = None
    ink: Colour | None = None

    @property
    def is_default(self) -> bool:
        """Return whether the site that embeds the widget chose neither a theme nor a colour."""
        return self == ColourChoice()

    @property
    def is_fixed(self) -> bool:
        """Return whether all visitors see the same colours, whether they prefer light or dark ones.

        True when the site that embeds the widget chose the light or dark theme, a background or a
        colour of texts.
        """
        return self.theme is not ColourTheme.AUTO or bool(self.paper or self.ink)


@dataclass(frozen=True)
class Palette:
    """Colours used to draw a widget.

    schemes: one colour scheme for all visitors, or two (light, then dark); errors: one message for
    each colour, or pair of text and background, that the site embedding the widget chose and that
    was replaced by the default because it could not be read.
    """

    schemes: tuple[Tokens, ...]
    errors: tuple[Sentence, ...] = ()

    @property
    def css(self) -> str:
        """Return a CSS style sheet that sets one variable for each colour, such as --ink: #1b1b1b.

        With two schemes, the dark one applies to visitors whose browser prefers dark colours.
        """
        rules = [_rule(scheme) for scheme in self.schemes]
        if len(rules) == 1:
            paper = self.schemes[0]["paper"]
            kind = "light" if paper.contrast(BLACK) > paper.contrast(WHITE) else "dark"
            return f":root {{ color-scheme: {kind}; }}\n{rules[0]}"
        return f"{rules[0]}@media (prefers-color-scheme: dark) {{\n{rules[1]}}}\n"


def _rule(tokens: Tokens) -> str:
    declarations = " ".join(f"--{name}: #{colour.digits};" for name, colour in tokens.items())
    return f":root {{ {declarations} }}\n"


@cache
def site_schemes() -> tuple[Tokens, Tokens]:
    """Return the (light, dark) colour schemes of OrientESS, read from its `style.css`."""
    light, dark = _SCHEME.findall(STYLE.read_text(encoding="utf-8"))[:2]
    return _tokens(light), _tokens(dark)


def _tokens(block: str) -> Tokens:
    tokens = {}
    for name, value in _NAMED.findall(block):
        digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
        tokens[name] = Colour(*bytes.fromhex(digits))
    return tokens


def palette(choice: ColourChoice) -> Palette:
    """Compute the colours of a widget from those that the site embedding it chose.

    Texts and links have a contrast ratio of at least 4.5 with their background.

    Args:
        choice: colours that this site chose.

    Returns:
        The colours to draw with. A chosen colour that has too little contrast with the background
        is replaced by that of OrientESS, and `errors` of the result says so.
    """
    errors: list[Sentence] = []
    light, dark = site_schemes()
    base = dark if choice.theme is ColourTheme.DARK else light
    paper, ink = choice.paper, choice.ink
    if paper is not None:
        base = light if paper.contrast(light["ink"]) > paper.contrast(dark["ink"]) else dark
    backgrounds = (paper,) if paper else (base["paper"], base["card"])
    ink = ink or base["ink"]
    if ink.contrast(*backgrounds) < TEXT_CONTRAST:
        errors.append(_contrast_error(Sentence("le texte et le fond"), ink.contrast(*backgrounds)))
        base = dark if choice.theme is ColourTheme.DARK else light
        paper, ink, backgrounds = None, base["ink"], (base["paper"], base["card"])
    brand = choice.brand
    if brand is not None and brand.contrast(*backgrounds) < TEXT_CONTRAST:
        ratio = brand.contrast(*backgrounds)
        errors.append(_contrast_error(Sentence("la couleur et le fond"), ratio))
        brand = None
    schemes = [_scheme(base, paper, ink, brand)]
    if not choice.is_fixed:
        dark_brand = brand and _lighten(brand, (dark["paper"], dark["card"]))
        schemes.append(_scheme(dark, None, dark["ink"], dark_brand))
    return Palette(tuple(schemes), tuple(errors))


def _contrast_error(pair: Sentence, contrast: float) -> Sentence:
    """Write the message on a pair of colours; its contrast ratio is rounded down to tenths."""
    units, tenths = divmod(int(contrast * 10), 10)
    return Sentence(
        "Contraste trop faible entre %(pair)s : %(ratio)s pour 1. Il faut 4,5 au moins. "
        "Nos couleurs les remplacent.",
        pair=pair,
        ratio=Sentence("%(units)s,%(tenths)s", units=units, tenths=tenths),
    )


def _scheme(base: Tokens, paper: Colour | None, ink: Colour, brand: Colour | None) -> Tokens:
    """Return the colours of the site with the chosen ones, and those derived from them."""
    light, dark = site_schemes()
    backgrounds = (paper,) if paper else (base["paper"], base["card"])
    brand = brand or _readable((base["brand"], light["brand"], dark["brand"]), ink, backgrounds)
    changed = {
        "ink": ink,
        "brand": brand,
        "brand-ink": max((WHITE, BLACK), key=brand.contrast),
        "error": _readable((base["error"], light["error"], dark["error"]), ink, backgrounds),
        "focus": _readable(
            (base["focus"], light["focus"], dark["focus"]), ink, backgrounds, LINE_CONTRAST
        ),
    }
    if paper is not None:
        changed |= {"paper": paper, "card": paper, "line": paper.mixed(ink, LINE_SHARE)}
    if paper is not None or ink != base["ink"]:
        changed["soft"] = _readable((ink.mixed(backgrounds[0], SOFT_SHARE),), ink, backgrounds)
    return {**base, **changed}


def _readable(
    colours: Sequence[Colour],
    default: Colour,
    backgrounds: Sequence[Colour],
    min_contrast: float = TEXT_CONTRAST,
) -> Colour:
    """Return the first colour with enough contrast on the backgrounds, or the default."""
    return next(
        (colour for colour in colours if colour.contrast(*backgrounds) >= min_contrast), default
    )


def _lighten(colour: Colour, backgrounds: Sequence[Colour]) -> Colour:
    """Add white to a colour until it is readable on dark backgrounds."""
    shares = (step * LIGHTER_STEP for step in range(round(1 / LIGHTER_STEP) + 1))
    lighter = (colour.mixed(WHITE, share) for share in shares)
    return next(shade for shade in lighter if shade.contrast(*backgrounds) >= TEXT_CONTRAST)
