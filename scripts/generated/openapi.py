"""The description of the API (OpenAPI), as it is committed for clients and for review."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from service.app import create_app
from service.developers import openapi
from service.settings import Settings

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "openapi.json"


@cache
def published() -> dict[str, Any]:
    """Return the description that the code gives, made once; no index nor encoder is opened."""
    return create_app(Settings()).openapi()


def generated() -> dict[Path, str]:
    """Return the file of the description, with the examples of today."""
    openapi.recorded.cache_clear()
    published.cache_clear()
    return {GOLDEN: json.dumps(published(), ensure_ascii=False, indent=2) + "\n"}
