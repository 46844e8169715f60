"""JSON-LD for search engines: properties of schema.org, written in a <script> element."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

SCRIPT_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""Code of a character that could end a <script> element -> its escape sequence in JSON."""


def json_ld(properties: Mapping[str, object]) -> Markup:
    """Return properties of schema.org as the content of a <script> element.

    Args:
        properties: name -> value; empty values are left out.

    Returns:
        JSON, escaped so that HTML never reads it as markup.
    """
    stated = {name: value for name, value in properties.items() if value}
    text = json.dumps(stated, ensure_ascii=False).translate(SCRIPT_SAFE)
    return Markup(text)  # noqa: S704 - escaped just above # nosec B704
