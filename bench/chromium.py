"""Debian's Chromium, as tools and tests drive it: headless, without background requests."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

EXECUTABLE = shutil.which("chromium")
"""Path of the whole browser, which Lighthouse starts itself."""
HEADLESS = shutil.which("chromium-headless-shell") or EXECUTABLE
"""Path of the same engine without the windows of a desktop: a page costs a fifth of the time."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def opened() -> Iterator[Browser]:
    """Open a browser, closed at the end; exit with a message where Chromium is absent."""
    if HEADLESS is None:
        sys.exit("Chromium est absent : installez le paquet chromium-headless-shell.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=HEADLESS, args=[*FLAGS])
        yield browser
        browser.close()
