"""Fixtures of the tests of what pages show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.presentation import i18n


@pytest.fixture
def page_in(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the page that is being answered, told by its code."""
    token = i18n._REQUESTED.set(i18n.RequestedPage(request.param))
    yield request.param
    i18n._REQUESTED.reset(token)
