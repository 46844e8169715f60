"""Rows of judged texts, read from tab-separated files of `data/evaluation`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from index.errors import EvaluationError
from index.messages import in_french


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> list[dict[str, str]]:
    """Read the rows of a file of judged texts.

    Args:
        path: tab-separated file in UTF-8, whose first line names the columns.
        columns: those that it must have, in order.
        optional: those that may follow, all or none.

    Returns:
        The rows, in the order of the file: name of a column -> text.

    Raises:
        EvaluationError: when the file cannot be read, has other columns, or a line lacks one.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            if list(reader.fieldnames or ()) not in ([*columns], [*columns, *optional]):
                raise EvaluationError(f"{path.name} : colonnes {', '.join(columns)} attendues.")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} est illisible : {in_french(error)}.") from error
    if any(None in row.values() for row in rows):
        raise EvaluationError(f"{path.name} : une ligne n'a pas toutes ses colonnes.")
    return rows
