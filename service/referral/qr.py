"""QR code of an address, drawn as SVG inside a page."""

from __future__ import annotations

import segno
from markupsafe import Markup

CORRECTION = "m"
"""Level of error correction: a code is read even when 15 % of it is hidden or worn."""
MAX_CHARS = 600
"""Characters of the longest address that is drawn: beyond, a code on paper is hard to read."""
QUIET_MODULES = 4
"""Width of the white border, in modules, that readers need."""


def qr_code(address: str, title: str) -> Markup:
    """Return the QR code of an address as an SVG element, black on white; empty for a long one.

    address: absolute URL; title: name of the drawing, for those who do not see it.
    """
    if len(address) > MAX_CHARS:
        return Markup()
    drawing = segno.make(address, error=CORRECTION, micro=False).svg_inline(
        dark="#000", light="#fff", border=QUIET_MODULES, omitsize=True, svgclass="qr",
        lineclass=None, title=title,
    )  # fmt: skip
    svg = drawing.strip().replace("<svg", '<svg role="img"', 1)
    return Markup(svg)  # noqa: S704 - the library escapes the title # nosec B704
