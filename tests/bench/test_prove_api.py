"""The API held to its own description, in short: `make prove` does it at length."""

from __future__ import annotations

import pytest

from bench.prove_api import prove
from index.artefact.versions import CURRENT
from service.settings import Settings

EXAMPLES = 3


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.model
@pytest.mark.skipif(
    not (Settings().index_home / CURRENT).exists(), reason="aucun index publié : make build"
)
def test_the_api_should_keep_to_its_description() -> None:
    assert prove(EXAMPLES, "--generation-deterministic", "--seed", "1") == 0
