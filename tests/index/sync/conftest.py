"""What the tests of fresh data share: a server, a downloader that does not wait, sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx_retries import Retry

from index.sync.download import RETRY, Downloader, open_client
from index.sync.sources import Source
from tests.https_server import HttpsServer, https_server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    """A server of https."""
    with https_server(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def downloader(server: HttpsServer) -> Iterator[Downloader]:
    """A downloader that does not wait between two attempts."""
    with open_client() as client:
        yield Downloader(client, impatient())


def impatient(**options: Any) -> Retry:
    """The rule of the attempts, without the waits."""
    return RETRY.copy_with(backoff_factor=0.0, **options)


def make_source(**fields: Any) -> Source:
    """A source that is on: a test gives only the fields that matter to it."""
    defaults: dict[str, Any] = {
        "actif": True,
        "titre": "Lieux",
        "url": "https://donnees.exemple/lieux.csv",
        "format": "mediation-numerique",
        "licence": "etalab-2.0",
        "credit": "Un producteur",
    }
    return Source.model_validate(defaults | fields)
