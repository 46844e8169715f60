"""Searches of a demonstration: sent to a service that says it is one, and to no other."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi.testclient import TestClient

from index.errors import OrientessError
from service.app import create_app
from service.demonstration.mark import mark
from service.demonstration.visits import OUTSIDE, SEARCHES, made_up_needs, visit
from service.observability.metrics import Metrics
from service.settings import Settings
from tests.conftest import make_thesaurus
from tests.service.services import services_in

THESAURUS = make_thesaurus(reparer="Réparer", internet="Se connecter")
NEEDS = ("internet", "réparer un smartphone", *OUTSIDE)


def test_needs_should_be_phrasings_and_some_without_answer() -> None:
    needs = made_up_needs(THESAURUS)
    assert len(needs) == SEARCHES
    assert set(OUTSIDE) < set(needs)


def test_measures_of_a_demonstration_should_have_values(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index").symlink_to(settings.index_home.resolve())
    mark(tmp_path)
    app = create_app(settings.model_copy(update={"var": tmp_path}))
    with TestClient(app) as client:
        assert visit(cast("httpx.Client", client), NEEDS) == len(NEEDS)
        text = services_in(app).get(Metrics).exposition("")[0].decode()
    assert 'orientess_recherches_total{issue="reponse"' in text


def test_a_real_service_should_get_no_made_up_search(client: TestClient) -> None:
    with pytest.raises(OrientessError, match="n'est pas une démonstration"):
        visit(cast("httpx.Client", client), NEEDS)


def test_a_service_that_does_not_answer_should_be_told() -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refusé")

    with (
        httpx.Client(transport=httpx.MockTransport(refused), base_url="http://absent.example") as c,
        pytest.raises(OrientessError, match="ne répond pas"),
    ):
        visit(c, NEEDS)
