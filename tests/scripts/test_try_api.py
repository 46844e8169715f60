"""The example script: it calls every route that is described."""

from __future__ import annotations

import re

from scripts.try_api import ROUTES
from tests.service.refresh_openapi import published


def test_every_route_should_be_called() -> None:
    described = [
        (method.upper(), re.compile(re.sub(r"\{\w+\}", r"[^/]+", path)))
        for path, methods in published()["paths"].items()
        for method in methods
    ]
    called = [(method, path.partition("?")[0]) for method, path, _ in ROUTES]
    missed = [
        (method, pattern.pattern)
        for method, pattern in described
        if not any(method == one and pattern.fullmatch(path) for one, path in called)
    ]
    assert missed == []
