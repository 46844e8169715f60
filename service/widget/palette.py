"""Colours of a widget: those that a partner chose if they are readable, or else those of the site.

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
"""Minimum contrast ratio of texts and of focus indicators (WCAG 1.4.3 and 1.4.11)."""
SOFT_SHARE, LINE_SHARE = 0.25, 0.2
"""Share of the background in the colour of soft texts, share of the text in that of thin lines."""
LIGHTER_STEP = 0.05
"""Share of white that is added at each step when a colour is lightened."""
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SCHEME = re.compile(r":root \{(.*?)\}", re.S)
_NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")


@dataclass(frozen=True)
class Colour:
    """An sRGB colour: red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> Colour | None:
        """Parse six hexadecimal digits, after an optional #; return None for any other text."""
        match = _HEX.fullmatch(text)
        return None if match is None else cls(*bytes.fromhex(match[1]))

    @property
    def digits(self) -> str:
        """Return the colour as six hexadecimal digits."""
        return bytes((self.red, self.green, self.blue)).hex()

    @property
    def luminance(self) -> float:
        """Return the relative luminance, in [0, 1]."""
        channels = (value / 255 for value in (self.red, self.green, self.blue))
        linear = [
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
            for channel in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, *backgrounds: Colour) -> float:
        """Return the lowest contrast ratio with some backgrounds, in [1, 21]."""
        pairs = (sorted((self.luminance, colour.luminance)) for colour in backgrounds)
        return min((high + 0.05) / (low + 0.05) for low, high in pairs)

    def mixed(self, other: Colour, share: float) -> Colour:
        """Mix this colour with a share, in [0, 1], of another."""
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(mine + (its - mine) * share) for mine, its in pairs))


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
Tokens = Mapping[str, Colour]
"""Name of a custom property (CSS variable) of the site's style, without its dashes -> colour."""


class ColourTheme(StrEnum):
    """Colour scheme to show: the light one, the dark one, or the preference of the visitor."""

    AUTO = "auto"
    LIGHT = "clair"
    DARK = "sombre"


@dataclass(frozen=True)
class ColourChoice:
    """Colours that a partner chose; None for a colour of the site.

    theme: colour scheme; brand: links and buttons; paper: background; ink: texts.
    """

    theme: ColourTheme = ColourTheme.AUTO
    brand: Colour | None = None
    paper: Colour | None = None
    ink: Colour | None = None

    @property
    def is_default(self) -> bool:
        """Return whether nothing was chosen."""
        return self == ColourChoice()

    @property
    def is_fixed(self) -> bool:
        """Return whether the colours ignore the preference of the visitor for light or dark."""
        return self.theme is not ColourTheme.AUTO or bool(self.paper or self.ink)


@dataclass(frozen=True)
class Palette:
    """Colours shown by a widget.

    schemes: one scheme, or the light one then the dark one; errors: messages to the partner on the
    chosen colours that were replaced.
    """

    schemes: tuple[Tokens, ...]
    errors: tuple[Sentence, ...] = ()

    @property
    def css(self) -> str:
        """Return the colours as a style sheet of custom properties."""
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
    """Read the light and the dark colours of the site from its style sheet."""
    light, dark = _SCHEME.findall(STYLE.read_text(encoding="utf-8"))[:2]
    return _tokens(light), _tokens(dark)


def _tokens(block: str) -> Tokens:
    tokens = {}
    for name, value in _NAMED.findall(block):
        digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
        tokens[name] = Colour(*bytes.fromhex(digits))
    return tokens


def palette(choice: ColourChoice) -> Palette:
    """Compute the colours of a choice, with a contrast ratio of 4.5 or more in every pair.

    Args:
        choice: colours that a partner chose.

    Returns:
        The colours. A chosen pair that is not readable is replaced by colours of the site, with a
        message.
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
