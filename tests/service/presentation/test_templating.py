"""Pages rendered from templates: their environment, static addresses and fixed spaces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jinja2 import UndefinedError

from service.presentation.templating import STATIC, page, with_fixed_spaces

NB = "\u00a0"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>Où ? « ici » : là ; 5 % !</p>",
            f"<p>Où{NB}? «{NB}ici{NB}»{NB}: là{NB}; 5{NB}%{NB}!</p>",
        ),
        ("<p>la loi n° 2005-102</p>", f"<p>la loi n°{NB}2005-102</p>"),
        ('<input value="où ?"><b>Où ?</b>', f'<input value="où ?"><b>Où{NB}?</b>'),
        ("<pre>a ? b : c</pre><p>a ?</p>", f"<pre>a ? b : c</pre><p>a{NB}?</p>"),
        ("<title>a « b »</title>", "<title>a « b »</title>"),
        ("<textarea>un SMS : ici</textarea>", "<textarea>un SMS : ici</textarea>"),
        ("<p>à 17:30</p>", "<p>à 17:30</p>"),
        ("<code>x<br> ? y</code> ?", f"<code>x<br> ? y</code>{NB}?"),
        ("", ""),
    ],
)
def test_spaces_that_must_not_break_should_be_fixed(html: str, expected: str) -> None:
    assert with_fixed_spaces(html) == expected


def test_names_of_templates_should_be_unique_among_features() -> None:
    names = [path.name for path in Path("service").glob("*/templates/*.html")]
    assert names
    assert len(names) == len(set(names))


def test_a_page_that_lacks_a_value_should_fail_rather_than_be_served() -> None:
    with pytest.raises(UndefinedError):
        page("results.html")


def test_a_static_file_should_be_named_by_the_digest_of_its_content(client: TestClient) -> None:
    html = client.get("/").text
    addresses = re.findall(r'"/static/([^"?]+)\?([0-9a-f]{8})"', html)
    assert addresses
    for name, _ in addresses:
        assert (STATIC / name).is_file()
