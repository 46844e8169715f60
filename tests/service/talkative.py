"""The service at its most talkative: every level is logged, and needs that say so make it fail.

Run as the `orientess` command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from index.matching.classification import Classifier
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.skills.recommender import Recommender
from service.cli.main import main as run_command
from service.needs import api as needs_api

FAILING = "panne"
"""A word of a need that makes what reads it fail."""
READERS: tuple[tuple[object, str], ...] = (
    (Searcher, "search"),
    (Retriever, "record"),
    (Classifier, "classify"),
    (Recommender, "read"),
    (Recommender, "occupations"),
    (needs_api, "serving_actors"),
)


def failing(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method that repeats what it was given in the message of its error, and of its cause."""

    def reads(self: object, *arguments: object, **named: object) -> Any:
        given = repr((arguments, named))
        if FAILING not in given:
            return method(self, *arguments, **named)
        logging.getLogger("asyncio").debug(f"reçu : {given}")
        logging.getLogger("httpx").info("HTTP Request: GET %s", given)
        try:
            raise KeyError(given)
        except KeyError as cause:
            error = ValueError(given)
            error.add_note(given)
            raise error from cause

    return reads


def always(self: logging.Logger, level: int) -> bool:
    """Whether a line of a level is written."""
    return True


def main() -> None:
    """Run the command so."""
    logging.Logger.isEnabledFor = always  # type: ignore[method-assign]
    for kind, name in READERS:
        setattr(kind, name, failing(getattr(kind, name)))
    run_command()


if __name__ == "__main__":
    main()
