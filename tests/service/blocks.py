"""What tests read of a sheet: the text under each of its headings."""

from __future__ import annotations

import re
from html import unescape

from service.presentation.messages import REPORT_ERROR
from tests.service.page import Page

_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>(.*?)(?=<h2|</article>)", re.DOTALL)


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def blocks(page: Page) -> dict[str, str]:
    """Heading -> what is said under it, in one line, without the link that reports a mistake."""
    return {
        _text(heading): _text(body)
        .removesuffix(REPORT_ERROR)
        .strip()
        .removesuffix("Une erreur ?")
        .strip()
        for heading, body in _HEADING.findall(page.html)
    }
