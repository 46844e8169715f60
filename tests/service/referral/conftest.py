"""Fixtures: a service whose records and locations have short codes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from index.codes.code_table import CodeTable
from service.referral.codes import Codes
from tests.service.services import replace_services, services_in

PLACE, RECORD, GONE, FREE = "K7P2", "4MQD", "X9RT", "B2C3"
GIVEN = CodeTable(
    {
        PLACE: "france-services--lille",
        RECORD: "france-services",
        GONE: "partie",
        FREE: "bibliotheques-publiques",
    }
)


class _Given(Codes):
    """Codes of these tests, without a file."""

    @property
    def table(self) -> CodeTable:
        return GIVEN


@pytest.fixture
def coded(located_client: TestClient) -> Iterator[TestClient]:
    """A client of the service, whose records have the codes of these tests."""
    before = services_in(located_client.app).get(Codes)
    replace_services(located_client.app, {Codes: _Given()})
    yield located_client
    replace_services(located_client.app, {Codes: before})
