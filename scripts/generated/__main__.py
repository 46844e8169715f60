"""Write the files that are made from the code and the data, each after those that it is made from.

    python -m scripts.generated [--check]

With --check nothing is written: stale files are named, and the exit status is 1. The examples of
the API need the index; --check only verifies that they have the form of the answers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scripts.generated import clients, examples, figures, messages, openapi

ROOT = Path(__file__).parents[2]
COMMAND = "make generated"
Files = Mapping[Path, str | None]
"""Path -> content, None for a file that should not be there."""
STEPS: tuple[Callable[[], Files], ...] = (
    examples.generated,
    openapi.generated,  # holds the examples
    clients.generated,  # from the description of the API
    messages.generated,
    figures.generated,
)


def stale(files: Files) -> Iterator[Path]:
    """Yield the paths of the files that are not as they should be."""
    for path, content in files.items():
        if (path.read_text(encoding="utf-8") if path.exists() else None) != content:
            yield path


def write(files: Files) -> None:
    """Write the files that are stale, and print their paths."""
    for path in stale(files):
        content = files[path]
        if content is None:
            path.unlink()
        else:
            path.write_text(content, encoding="utf-8")
        print(path.relative_to(ROOT))


def check() -> list[str]:
    """Return what is stale, one sentence each."""
    paths = [path for step in STEPS if step is not examples.generated for path in stale(step())]
    faults = [f"{path.relative_to(ROOT)} is stale: {COMMAND}" for path in paths]
    return [*examples.faults(), *faults, *messages.faults()]


def main() -> int:
    """Write the files, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    if parser.parse_args().check:
        faults = check()
        print("".join(f"{fault}\n" for fault in faults), end="")
        return bool(faults)
    for step in STEPS:
        write(step())
    left = messages.faults()
    print("".join(f"{fault}\n" for fault in left), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
