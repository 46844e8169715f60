"""HTML, style and drawings of every state, judged by the W3C's checker in one run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from service.pages import STATIC
from tests.browser.conftest import CHECKER, JAVA, NEEDS_CHECKER, agree
from tests.browser.states import STATES, UNSOUND

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("name", STATES)
def test_a_state_should_be_answered(documents: Mapping[str, tuple[int, str]], name: str) -> None:
    assert documents[name][0] == UNSOUND.get(name, 200)


@NEEDS_CHECKER
def test_pages_and_style_should_be_valid(
    documents: Mapping[str, tuple[int, str]], tmp_path: Path
) -> None:
    files = sorted([*STATIC.glob("*.css"), *STATIC.glob("*.svg")])
    for name, (_, html) in documents.items():
        files.append(tmp_path / f"{name.replace(' ', '-')}.html")
        files[-1].write_text(html, encoding="utf-8")
    command = [str(JAVA), "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--stdout"]
    ended = subprocess.run(  # noqa: S603 - the checker, on files just written
        [*command, "--also-check-css", "--also-check-svg", *map(str, files)],
        capture_output=True,
        check=False,
        timeout=120,
    )
    messages = json.loads(ended.stdout)["messages"]
    agree(
        [
            f"{each['url'].rpartition('/')[2]}:{each.get('lastLine', 0)} {each['message']}"
            f" — {each.get('extract', '').strip()!r}"
            for each in messages
            if each["type"] == "error"
        ]
    )
    assert ended.returncode == 0
