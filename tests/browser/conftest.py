"""Fixtures: a service over the catalogue of the browser tests, Chromium, and pages in it."""

from __future__ import annotations

import http.client
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from bench.chromium import HEADLESS, opened
from index.artefact import manifest, versions
from index.indexing.build import build
from index.matching.embedding_map import EmbeddingMap
from index.matching.word_cosines import WordCosines
from index.places.gazetteer import Gazetteer
from index.skills.recommender import Recommender
from service.app import create_app
from service.runtime.dependencies import (
    current_embedding_map,
    current_recommender,
    current_word_cosines,
)
from service.settings import Settings
from tests.browser.catalogue import CATALOGUE, LOCATIONS, ROLES, some_needs
from tests.browser.states import STATES
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever
from tests.towns import TOWNS

JAVA = shutil.which("java")
NODE_MODULES = Path(__file__).parent / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
CHECKER = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
PROBE = Path(__file__).parent / "probe.js"
"""What is measured inside a page: `window.probe`."""
NEEDS_CHROMIUM = (
    pytest.mark.browser,
    pytest.mark.skipif(HEADLESS is None, reason="Chromium n'est pas installé"),
    pytest.mark.no_cover,  # counting lines takes a third of their time, and other tests reach them
)
NODE_TOOLS = "npm ci --prefix tests/browser --no-audit --no-fund --ignore-scripts"
NEEDS_AXE = pytest.mark.skipif(not AXE.exists(), reason=f"axe-core est absent : {NODE_TOOLS}")
NEEDS_CHECKER = pytest.mark.skipif(
    JAVA is None or not CHECKER.exists(), reason=f"Java ou vnu est absent : {NODE_TOOLS}"
)
PHONE: ViewportSize = {"width": 390, "height": 844}
START_LIMIT_S = 30
LIMIT_MS = 5000
"""For an element to be there, or a page: a fault is told soon."""


def agree(faults: list[str]) -> None:
    """Fail with every fault seen, one a line: they are mended together."""
    assert not faults, "\n".join(["", *faults])


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an application while it is served, on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, ws="none", access_log=False, log_level="warning"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        limit = time.monotonic() + START_LIMIT_S
        while not server.started and thread.is_alive() and time.monotonic() < limit:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service over the catalogue of these tests, on a free port."""
    var = tmp_path_factory.mktemp("var")
    home = var / "index"
    build(
        CATALOGUE,
        HashEncoder(),
        "hash",
        home,
        thesaurus=some_needs(),
        occupations=ROLES,
        locations=LOCATIONS,
    )
    app = create_app(Settings(var=var, use_encoder=False))
    # they say nothing without an encoder
    opened_index = manifest.read(home / versions.CURRENT)
    retriever = make_retriever(opened_index, HashEncoder(), gazetteer=Gazetteer(TOWNS))
    embedding_map, word_cosines = EmbeddingMap(retriever), WordCosines(retriever)
    recommender = Recommender(retriever)
    app.dependency_overrides[current_embedding_map] = lambda: embedding_map
    app.dependency_overrides[current_word_cosines] = lambda: word_cosines
    app.dependency_overrides[current_recommender] = lambda: recommender
    with served(app) as found:
        yield found


@pytest.fixture(scope="package")
def documents(address: str) -> Mapping[str, tuple[int, str]]:
    """State -> HTTP status and HTML, as a browser without JavaScript would get them."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    answers = {}
    for name, path in STATES.items():
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        answers[name] = (response.status, response.read().decode())
    connection.close()
    return answers


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with opened() as chromium:
        yield chromium


def _context(browser: Browser, address: str, **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(LIMIT_MS)
    return context


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page with a visitor's usual browser."""
    with closing(_context(browser, address)) as context:
        yield context.new_page()


@pytest.fixture
def plain_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript."""
    with closing(_context(browser, address, java_script_enabled=False)) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def probed_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that goes from state to state, measured from the inside: nothing of it is kept."""
    options = {"bypass_csp": True, "reduced_motion": "reduce"}
    with closing(_context(browser, address, **options)) as context:
        context.add_init_script(path=PROBE)
        yield context.new_page()
