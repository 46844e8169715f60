"""HTML, style and drawings of every state, judged by the W3C's checker in one run."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence

import pytest

from service.presentation.templating import STATIC
from tests.browser.conftest import CHECKER, JAVA, NEEDS_CHECKER, agree
from tests.browser.states import STATES, UNSOUND

UNKNOWN_TO_THE_CHECKER = ("field-sizing", "paint-order", "vector-effect")
"""Properties that CSS has (Basic UI 4, SVG 2) and that the checker's list does not hold yet."""
SENTINELS = {
    "sentinel.html": "<!doctype html><html lang=fr><title>x</title><p><ul></ul></p>",
    "sentinel.css": "p { colour: red }",
}
"""Files with a fault each: the checker is known to see them."""
LIMIT_S = 120

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def faults(
    documents: Mapping[str, tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> Sequence[str]:
    """The errors that the checker sees in pages, styles, drawings and sentinels."""
    folder = tmp_path_factory.mktemp("html")
    written = {f"{name.replace(' ', '-')}.html": html for name, (_, html) in documents.items()}
    for name, text in (written | SENTINELS).items():
        (folder / name).write_text(text, encoding="utf-8")
    files = [*STATIC.glob("*.css"), *STATIC.glob("*.svg"), *folder.iterdir()]
    command = [str(JAVA), "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--stdout"]
    ended = subprocess.run(  # noqa: S603 - the checker, on files just written
        [*command, "--also-check-css", "--also-check-svg", *map(str, files)],
        capture_output=True,
        check=False,
        timeout=LIMIT_S,
    )
    return [
        f"{each['url'].rpartition('/')[2]}:{each.get('lastLine', 0)} {each['message']}"
        f" — {each.get('extract', '').strip()!r}"
        for each in json.loads(ended.stdout)["messages"]
        if each["type"] == "error"
    ]


@pytest.mark.parametrize("name", STATES)
def test_a_state_should_be_answered(documents: Mapping[str, tuple[int, str]], name: str) -> None:
    assert documents[name][0] == UNSOUND.get(name, 200)


@NEEDS_CHECKER
def test_pages_and_styles_should_be_valid(faults: Sequence[str]) -> None:
    unknown = re.compile(rf"Property “({'|'.join(UNKNOWN_TO_THE_CHECKER)})” doesn't exist")
    agree(
        [each for each in faults if not each.startswith("sentinel.") and not unknown.search(each)]
    )


@NEEDS_CHECKER
@pytest.mark.parametrize("name", SENTINELS)
def test_the_checker_should_see_a_fault(faults: Sequence[str], name: str) -> None:
    assert [each for each in faults if each.startswith(name)]
