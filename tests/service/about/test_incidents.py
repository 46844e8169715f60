"""Incidents that the operator writes: read from one file, which may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.about.incidents import Incident, open_now, read_incidents

WRITTEN = """
[[incident]]
debut = 2026-11-20T08:00:00+01:00
fin = 2026-11-20T09:00:00+01:00
titre = "Une panne de réseau"

[[incident]]
debut = 2026-11-28T09:00:00+01:00
titre = "Recherche ralentie"
texte = "Une machine était surchargée."
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "incidents.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_last_incident_should_come_first(tmp_path: Path) -> None:
    last, first = read_incidents(written(tmp_path, WRITTEN))
    assert (last.titre, last.fin) == ("Recherche ralentie", None)
    assert first.debut.isoformat() == "2026-11-20T08:00:00+01:00"


def test_without_a_file_there_should_be_no_incident(tmp_path: Path) -> None:
    assert read_incidents(tmp_path / "absent.toml") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[incident", "incidents.toml"),
        ('[[incident]]\ntitre = "x"', "incident.0.debut"),
        ('[[incident]]\ndebut = 2026-11-20T08:00:00\ntitre = "x"', "incident.0.debut"),
        ('[[incident]]\ndebut = 2026-11-20T08:00:00Z\ntitre = "x"\nautre = 1', "incident.0.autre"),
        ("x" * 100_001, "plus de 100000 octets"),
    ],
    ids=["not TOML", "no date", "no time zone", "unknown field", "too long"],
)
def test_a_file_that_is_wrong_should_be_told_and_show_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, told: str
) -> None:
    assert read_incidents(written(tmp_path, text)) == []
    assert told in caplog.text


def test_an_incident_should_be_open_from_its_start_to_its_end() -> None:
    now, hour = datetime.now(UTC), timedelta(hours=1)
    lasting = Incident(debut=now - hour, titre="Dure")
    over = Incident(debut=now - 2 * hour, fin=now - hour, titre="Finie")
    planned = Incident(debut=now + hour, titre="Prévue")
    assert open_now([lasting, over, planned]) == [lasting]
