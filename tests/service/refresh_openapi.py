"""The description of the API as committed; `python -m tests.service.refresh_openapi` renews it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from service.app import create_app
from service.settings import Settings

GOLDEN = Path(__file__).parent.parent / "golden" / "openapi.json"
COMMAND = "python -m tests.service.refresh_openapi"


@cache
def published() -> dict[str, Any]:
    """The description that the code gives now, made once; no index nor encoder is opened."""
    return create_app(Settings()).openapi()


def main() -> None:
    """Write the golden file."""
    GOLDEN.write_text(
        json.dumps(published(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
