"""Incidents of the service, which the operator writes in a file for the page on its state.

The file is TOML, at most `MAX_INCIDENTS` tables `[[incident]]`:

    [[incident]]
    debut = 2026-11-28T09:00:00+01:00
    fin = 2026-11-28T10:15:00+01:00
    titre = "Recherche ralentie"
    texte = "Une machine était surchargée. Les réponses ont été lentes, aucune n'a été perdue."

`fin` is absent while the incident lasts, and `texte` is optional.
"""

from __future__ import annotations

import logging
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from index.frozen_model import FrozenModel
from index.messages import in_french

LOG = logging.getLogger("orientess")
MAX_BYTES, MAX_INCIDENTS = 100_000, 200


class Incident(FrozenModel):
    """An incident: when it began and ended (None while it lasts), its title and its story."""

    debut: AwareDatetime
    fin: AwareDatetime | None = None
    titre: str = Field(min_length=1, max_length=120)
    texte: str = Field("", max_length=2000)

    def is_open(self, now: datetime) -> bool:
        """Return whether the incident began, and lasts; now: a moment with its time zone."""
        return self.debut <= now and (self.fin is None or now < self.fin)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    incident: list[Incident] = Field([], max_length=MAX_INCIDENTS)


def read_incidents(path: Path) -> list[Incident]:
    """Return the incidents of a file, the last to begin first.

    path: file of the operator; without it there is no incident. A file that cannot be understood is
    told in the log, and none of it is shown: a page that says nothing wrong comes first.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            LOG.error("%s fait plus de %s octets", path, MAX_BYTES)
            return []
        incidents = _File.model_validate(tomllib.loads(content.decode())).incident
    except FileNotFoundError:
        return []
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        LOG.error("%s : champ %s refusé", path, ".".join(map(str, first["loc"])))
        return []
    except (OSError, ValueError) as error:
        LOG.error("%s ne se lit pas : %s", path, in_french(error))
        return []
    return sorted(incidents, key=lambda each: each.debut, reverse=True)


def open_now(incidents: list[Incident]) -> list[Incident]:
    """Return the incidents that last at this moment."""
    now = datetime.now(UTC)
    return [each for each in incidents if each.is_open(now)]
