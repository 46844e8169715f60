"""Colours of a widget: those of the site, or those that a partner chose, as long as they are read.

Contrast is that of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), with the relative luminance of sRGB.
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
"""At least, of a text and of what shows the focus (WCAG 1.4.3 and 1.4.11)."""
SOFT_SHARE, LINE_SHARE = 0.25, 0.2
"""How much of the ground is in a soft text, how much of the text is in a thin line."""
LIGHTER_STEP = 0.05
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SCHEME = re.compile(r":root \{(.*?)\}", re.S)
_NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")


@dataclass(frozen=True)
class Colour:
    """A colour of sRGB: red, green and blue in 0..255."""

    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> Colour | None:
        """The colour of six hexadecimal digits, with or without a # before; None of all else."""
        found = _HEX.fullmatch(text)
        return None if found is None else cls(*bytes.fromhex(found[1]))

    @property
    def digits(self) -> str:
        """Its six hexadecimal digits."""
        return bytes((self.red, self.green, self.blue)).hex()

    @property
    def luminance(self) -> float:
        """Relative luminance, in [0, 1]."""
        parts = (each / 255 for each in (self.red, self.green, self.blue))
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, *grounds: Colour) -> float:
        """The least contrast with some grounds, in [1, 21]."""
        pairs = (sorted((self.luminance, each.luminance)) for each in grounds)
        return min((high + 0.05) / (low + 0.05) for low, high in pairs)

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with a share of another, in [0, 1]."""
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(mine + (its - mine) * share) for mine, its in pairs))


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
Tokens = Mapping[str, Colour]
"""Name of a custom property of the site's style, without its dashes -> colour."""


class Theme(StrEnum):
    """Which of the site's two schemes is shown."""

    AUTO = "auto"
    LIGHT = "clair"
    DARK = "sombre"


@dataclass(frozen=True)
class Choice:
    """What a partner chose: a scheme, and colours of links and buttons, of the ground, of texts."""

    theme: Theme = Theme.AUTO
    brand: Colour | None = None
    paper: Colour | None = None
    ink: Colour | None = None

    @property
    def is_usual(self) -> bool:
        """Whether nothing was chosen."""
        return self == Choice()

    @property
    def is_fixed(self) -> bool:
        """Whether colours stay the same by day and by night."""
        return self.theme is not Theme.AUTO or bool(self.paper or self.ink)


@dataclass(frozen=True)
class Palette:
    """The colours shown, and what of a choice was not kept.

    schemes: one, or that of the day then that of the night; faults: in words, for who chose.
    """

    schemes: tuple[Tokens, ...]
    faults: tuple[Sentence, ...] = ()

    @property
    def css(self) -> str:
        """The colours as custom properties."""
        told = [_rule(each) for each in self.schemes]
        if len(told) == 1:
            paper = self.schemes[0]["paper"]
            kind = "light" if paper.contrast(BLACK) > paper.contrast(WHITE) else "dark"
            return f":root {{ color-scheme: {kind}; }}\n{told[0]}"
        return f"{told[0]}@media (prefers-color-scheme: dark) {{\n{told[1]}}}\n"


def _rule(tokens: Tokens) -> str:
    told = " ".join(f"--{name}: #{colour.digits};" for name, colour in tokens.items())
    return f":root {{ {told} }}\n"


@cache
def site_schemes() -> tuple[Tokens, Tokens]:
    """The colours of the site by day and by night, as its style gives them."""
    light, dark = _SCHEME.findall(STYLE.read_text(encoding="utf-8"))[:2]
    return _tokens(light), _tokens(dark)


def _tokens(block: str) -> Tokens:
    found = {}
    for name, value in _NAMED.findall(block):
        digits = value[1:] if len(value) == 7 else "".join(each * 2 for each in value[1:])
        found[name] = Colour(*bytes.fromhex(digits))
    return found


def palette(choice: Choice) -> Palette:
    """The colours of a choice, each pair of them read at 4.5 to 1 at least.

    Args:
        choice: of a partner.

    Returns:
        The colours; where a pair that was chosen is not readable, ours, and why.
    """
    faults: list[Sentence] = []
    light, dark = site_schemes()
    base = dark if choice.theme is Theme.DARK else light
    paper, ink = choice.paper, choice.ink
    if paper is not None:
        base = light if paper.contrast(light["ink"]) > paper.contrast(dark["ink"]) else dark
    grounds = (paper,) if paper else (base["paper"], base["card"])
    ink = ink or base["ink"]
    if ink.contrast(*grounds) < TEXT_CONTRAST:
        faults.append(_fault(Sentence("le texte et le fond"), ink.contrast(*grounds)))
        base = dark if choice.theme is Theme.DARK else light
        paper, ink, grounds = None, base["ink"], (base["paper"], base["card"])
    brand = choice.brand
    if brand is not None and brand.contrast(*grounds) < TEXT_CONTRAST:
        faults.append(_fault(Sentence("la couleur et le fond"), brand.contrast(*grounds)))
        brand = None
    schemes = [_scheme(base, paper, ink, brand)]
    if not choice.is_fixed:
        night = brand and _lightened(brand, (dark["paper"], dark["card"]))
        schemes.append(_scheme(dark, None, dark["ink"], night))
    return Palette(tuple(schemes), tuple(faults))


def _fault(pair: Sentence, contrast: float) -> Sentence:
    """What is wrong with a pair; its contrast is rounded down, for 4.5 to be enough."""
    units, tenths = divmod(int(contrast * 10), 10)
    return Sentence(
        "Contraste trop faible entre %(pair)s : %(ratio)s pour 1. Il faut 4,5 au moins. "
        "Nos couleurs les remplacent.",
        pair=pair,
        ratio=Sentence("%(units)s,%(tenths)s", units=units, tenths=tenths),
    )


def _scheme(base: Tokens, paper: Colour | None, ink: Colour, brand: Colour | None) -> Tokens:
    """The site's colours with those that were chosen, and what follows from them."""
    light, dark = site_schemes()
    grounds = (paper,) if paper else (base["paper"], base["card"])
    brand = brand or _first((base["brand"], light["brand"], dark["brand"]), ink, grounds)
    changed = {
        "ink": ink,
        "brand": brand,
        "brand-ink": max((WHITE, BLACK), key=brand.contrast),
        "error": _first((base["error"], light["error"], dark["error"]), ink, grounds),
        "focus": _first(
            (base["focus"], light["focus"], dark["focus"]), ink, grounds, LINE_CONTRAST
        ),
    }
    if paper is not None:
        changed |= {"paper": paper, "card": paper, "line": paper.mixed(ink, LINE_SHARE)}
    if paper is not None or ink != base["ink"]:
        changed["soft"] = _first((ink.mixed(grounds[0], SOFT_SHARE),), ink, grounds)
    return {**base, **changed}


def _first(
    colours: Sequence[Colour],
    otherwise: Colour,
    grounds: Sequence[Colour],
    least: float = TEXT_CONTRAST,
) -> Colour:
    """The first colour that is seen on some grounds."""
    return next((each for each in colours if each.contrast(*grounds) >= least), otherwise)


def _lightened(colour: Colour, grounds: Sequence[Colour]) -> Colour:
    """A colour with as much white as it takes to be read on dark grounds."""
    steps = (step * LIGHTER_STEP for step in range(round(1 / LIGHTER_STEP) + 1))
    lighter = (colour.mixed(WHITE, share) for share in steps)
    return next(each for each in lighter if each.contrast(*grounds) >= TEXT_CONTRAST)
