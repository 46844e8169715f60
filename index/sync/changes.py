"""Changes between two imports of a source: records that are new, gone, or changed."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pydantic import AwareDatetime, BaseModel

from index.frozen_model import FrozenModel
from index.messages import counted


class _Identified(BaseModel):
    """The identifier of a record, whatever its other fields."""

    id: str


class Changes(FrozenModel):
    """Changes that an update of a source made.

    date: when; new, gone, changed: identifiers of the records, sorted.
    """

    date: AwareDatetime
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        """True if anything changed."""
        return bool(self.new or self.gone or self.changed)

    def __str__(self) -> str:
        return ", ".join(
            (
                counted(len(self.new), "nouveau", "nouveaux"),
                counted(len(self.gone), "disparu", "disparus"),
                counted(len(self.changed), "modifié", "modifiés"),
            )
        )


def compare(before: Path, after: Path, date: AwareDatetime) -> Changes:
    """Compare two files of imported records, by identifier.

    Args:
        before: the JSONL in place; when it is absent, all is new. Its damaged lines are passed
            over: the other file replaces them.
        after: the JSONL that replaces it.
        date: when it does.

    Returns:
        The changes.

    Raises:
        OSError: when a file cannot be read.
    """
    old = _digests(before) if before.exists() else {}
    new = _digests(after)
    changed = (name for name in old.keys() & new.keys() if old[name] != new[name])
    return Changes(
        date=date,
        new=tuple(sorted(new.keys() - old.keys())),
        gone=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(changed)),
    )


def _digests(path: Path) -> dict[str, bytes]:
    """Return the SHA-256 of the line of each record, by identifier."""
    digests = {}
    with path.open("rb") as lines:
        for line in lines:
            with suppress(ValueError):
                digests[_Identified.model_validate_json(line).id] = sha256(line.strip()).digest()
    return digests
