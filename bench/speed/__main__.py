"""Print the table of speed: `python -m bench.speed`, with `--pairs` the other engines beside."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from rich.console import Console
from rich.text import Text

from bench.speed.peers import as_they_come, behind_the_route
from bench.speed.rows import Row, table
from bench.speed.service import measured


def split(found: Iterable[Row | str]) -> tuple[list[Row], list[str]]:
    """Split what peers gave into rows and reasons of absence."""
    both = list(found)
    rows = [each for each in both if isinstance(each, Row)]
    return rows, [each for each in both if isinstance(each, str)]


def reported(found: Iterable[Row | str]) -> Iterator[Row | str]:
    """Yield each result, once printed on the standard error: the whole takes up to an hour."""
    for each in found:
        line = f"{each.title} : {each.median:.2f} {each.unit}" if isinstance(each, Row) else each
        print(line, file=sys.stderr, flush=True)
        yield each


def main() -> int:
    """Measure everything; print it as a table, or as JSON on demand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--pairs", action="store_true", help="les autres moteurs aussi")
    parser.add_argument("--json", action="store_true", help="en JSON")
    options = parser.parse_args()
    found = [measured(options.repetitions)]
    if options.pairs:
        found += [behind_the_route(options.repetitions), as_they_come()]
    rows, absent = split(reported(chain.from_iterable(found)))
    if options.json:
        print(json.dumps([row.to_json() for row in rows], ensure_ascii=False, indent=2))
        return 0
    out = Console(width=None if sys.stdout.isatty() else 110)
    out.print(table(rows))
    out.print(Text(f"{platform.machine()}, {os.cpu_count()} cœurs, {platform.python_version()}"))
    for line in absent:
        out.print(Text(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
