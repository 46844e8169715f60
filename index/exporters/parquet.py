"""Export to Parquet, for those who analyse the whole catalogue: one column a field.

`pyarrow` is an optional extra: pip install 'orientess[parquet]'.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from index.errors import ExportError
from index.files import replacing_file

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 10_000
"""Rows of a group of a file, held at once in memory."""
COMPRESSION = "zstd"
MISSING = (
    "Écrire du Parquet demande un paquet qui n'est pas installé : pip install 'orientess[parquet]'."
)


def write_parquet(rows: Iterable[BaseModel], model: type[BaseModel], target: Path) -> int:
    """Write records, or locations, as a Parquet file that replaces another in one step.

    A field is a column: a text, a number, true or false, a list of texts; what is none of these (a
    list of services) is its JSON.

    Args:
        rows: instances of the model, or of its kin; a field that one lacks is null.
        model: its fields are the columns.
        target: the file; its folder is created when absent.

    Returns:
        Number of rows written.

    Raises:
        ExportError: when pyarrow is not installed.
        OSError: when the file cannot be written.
    """
    if find_spec("pyarrow") is None:
        raise ExportError(MISSING)
    import pyarrow as pa
    from pyarrow import parquet

    schema, written = _schema(model, pa), 0
    with (
        replacing_file(target) as partial,
        parquet.ParquetWriter(partial, schema, compression=COMPRESSION) as writer,
    ):
        for group in _groups(rows, schema):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            written += len(group)
    return written


def _groups(rows: Iterable[BaseModel], schema: pa.Schema) -> Iterator[list[dict[str, Any]]]:
    """Yield rows by groups, each a mapping of the columns of a schema."""
    remaining = iter(rows)
    while group := list(islice(remaining, ROWS_AT_ONCE)):
        yield [_values(row.model_dump(mode="json"), schema) for row in group]


def _values(dumped: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    """Return the values of a row: what a column of texts cannot hold becomes its JSON."""
    values: dict[str, Any] = {}
    for field in schema:
        value = dumped.get(field.name)
        if str(field.type) == "string" and value is not None and not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False)
        values[field.name] = value
    return values


def _schema(model: type[BaseModel], pa: Any) -> pa.Schema:  # noqa: ANN401 - a module
    """Return the columns of a model; pa: the module pyarrow."""
    described = model.model_json_schema(mode="serialization")["properties"]
    return pa.schema([(name, _type(field, pa)) for name, field in described.items()])


def _type(field: Mapping[str, Any], pa: Any) -> pa.DataType:  # noqa: ANN401 - a module
    """Return the type of a column from the JSON Schema of its field."""
    kinds = [each for each in field.get("anyOf", [field]) if each.get("type") != "null"]
    kind = kinds[0].get("type") if len(kinds) == 1 else None
    if kind == "array" and kinds[0].get("items", {}).get("type") == "string":
        return pa.list_(pa.string())
    numbers = {"number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_()}
    return numbers.get(str(kind), pa.string())
