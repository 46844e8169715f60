"""Answer to a file: its rows are answered some at a time, and sent as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

from fastapi import Request
from pydantic import Field
from starlette.responses import StreamingResponse

from index.exporters.csv_safe import csv_line
from index.exporters.forms import CSV_TYPE
from index.frozen_model import FrozenModel
from service.auth.access import charge
from service.bulk.csv_file import MAX_BYTES, CsvFile, CsvRow, Encoding, Separator, named
from service.http.capacity import BatchQueue
from service.http.content_type import EXPECTED_CSV
from service.http.responses import documented
from service.search.csv_format import attachment

ROWS_AT_ONCE = 50
"""Rows that are answered in one turn of the line of batches, and sent together."""
PREFIX = "resultat_"
"""Beginning of the names of the columns that an answer adds."""
REFUSED = "erreur"
"""Status of a row that could not be answered."""
NOT_CSV = documented("Corps d'un autre format", 415, EXPECTED_CSV)


class CsvParametres(FrozenModel, allow_inf_nan=False):
    """Parameters of a file: how it is written."""

    encodage: Encoding = Field(Encoding.UTF8, description="Encodage du fichier envoyé")
    separateur: Separator | None = Field(
        None,
        description="Ce qui sépare ses cellules ; sans lui, ce que la ligne des titres a le plus. "
        "La réponse a le même",
    )


def heading(file: CsvFile, columns: Sequence[str]) -> str:
    """Return the first line of the answer to a file; columns: that it adds, without `PREFIX`."""
    added = [named(file.columns, f"{PREFIX}{name}") for name in columns]
    return csv_line([*file.columns, *added], file.separator)


async def file_response(
    request: Request,
    batches: BatchQueue,
    file: CsvFile,
    columns: Sequence[str],
    answer: Callable[[CsvRow], Sequence[str]],
    *,
    cost: int,
    name: str,
) -> StreamingResponse:
    """Return the answer to a file, of which the first part is ready.

    A quota that is spent, or a line of batches that is full, is so told by a status.

    Args:
        request: what sent the file.
        batches: line in which its parts wait.
        file: what was sent.
        columns: those that the answer adds, without `PREFIX`.
        answer: returns the lines that answer a row.
        cost: of the whole file, in units of quota.
        name: of the file that browsers save.

    Returns:
        The response, which yields the parts as they are made.

    Raises:
        QuotaSpent: when the client has not as much left.
        ServiceBusy: when the line of batches is full.
    """
    body = _parts(request, batches, file, columns, answer, cost)
    first = await anext(body)
    headers = {"Content-Disposition": attachment(name)}
    return StreamingResponse(_after(first, body), headers=headers, media_type=CSV_TYPE)


async def _parts(
    request: Request,
    batches: BatchQueue,
    file: CsvFile,
    columns: Sequence[str],
    answer: Callable[[CsvRow], Sequence[str]],
    cost: int,
) -> AsyncIterator[str]:
    """Yield the answer, some rows at a time; the line of batches is not held while it is sent.

    The rows are charged once the line let them in: a client that it refuses comes back.
    """
    for start in range(0, len(file.rows), ROWS_AT_ONCE):
        tasks = [partial(answer, row) for row in file.rows[start : start + ROWS_AT_ONCE]]
        async with batches.opened(request, patient=start > 0) as slots:
            if not start:
                await charge(request, cost)
            answers = [await slots.run(task) for task in tasks]
        head = "" if start else heading(file, columns)
        yield head + "".join(line for lines in answers for line in lines)


async def _after(first: str, others: AsyncIterator[str]) -> AsyncIterator[str]:
    """Yield a part, then those that follow."""
    yield first
    async for part in others:
        yield part


def sent_csv(expected: str, example: str, summary: str) -> dict[str, Any]:
    """Return the OpenAPI description of a body in CSV, which a route reads by itself.

    expected: what the file holds, in French; example: of a file; summary: of the example.
    """
    content = {
        "schema": {"type": "string", "maxLength": MAX_BYTES},
        "examples": {"fichier": {"summary": summary, "value": example}},
    }
    body = {"required": True, "description": expected, "content": {CSV_TYPE: content}}
    return {"requestBody": body}


def returned_csv(titles: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    """Return the OpenAPI description of an answer; titles: of the file; columns: those added."""
    example = csv_line([*titles, *(f"{PREFIX}{name}" for name in columns)], ";")
    content = {CSV_TYPE: {"schema": {"type": "string"}, "example": example}}
    return {"description": "Le même CSV, avec les colonnes des résultats", "content": content}
