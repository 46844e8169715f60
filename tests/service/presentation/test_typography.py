"""French typography: spaces that do not break, and what is left as it is."""

from __future__ import annotations

import pytest

from service.presentation.templating import with_fixed_spaces

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
