"""National services whose very task is a need: read from `services_nationaux.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import CalibrationError
from index.messages import in_french

_SERVICES = TypeAdapter(dict[str, str])


def read_national_services(path: Path) -> Mapping[str, str]:
    """Read the national service of each need that has one.

    Args:
        path: TOML file; when it is absent, no need has any.

    Returns:
        Identifier of a need -> identifier of a record.

    Raises:
        CalibrationError: when the file is not such a table.
    """
    if not path.exists():
        return {}
    try:
        return _SERVICES.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        expected = 'une ligne par besoin : besoin = "fiche"'
        raise CalibrationError(f"{path} : {in_french(error)} ; attendu {expected}.") from error
