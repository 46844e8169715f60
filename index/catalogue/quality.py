"""Quality of a record: how complete and recent its fields are, and what it lacks.

The formula is data·inclusion's own, run from its package (`score_qualite`, Licence Ouverte 2.0):
the mean of the criteria that apply, each in [0, 1]. It was made for services of data·inclusion: a
record is presented to it as a service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from data_inclusion.schema import v1
from data_inclusion.schema.v1.score_qualite import date_maj_recente, score

from index.records.models import OURS, AnyRecord

DATED = date_maj_recente.__name__
"""Name of the criterion that falls with time."""


@dataclass(frozen=True)
class Quality:
    """Quality of a record: how complete and recent its fields are.

    score: mean of data·inclusion's criteria that apply, in [0, 1], higher is better; lacking:
    names of those below 1, the lowest first.
    """

    score: float
    lacking: tuple[str, ...]


class Criteria(NamedTuple):
    """Criteria of the quality of a record that do not change with time.

    total: sum of their values; counted: how many apply; dated: True when the date counts too.
    """

    total: float
    counted: int
    dated: bool


def quality_of(record: AnyRecord) -> Quality:
    """Return the quality score of a record (an organisation…) today, and what it lacks.

    It is the mean, in [0, 1], of the criteria of data·inclusion that apply: address, contact,
    audience, fees, description, and date of update, so that the score falls with time.
    """
    total, criteria = score(_service_of(record))
    lacking = sorted(
        (value, name) for name, value in criteria.items() if value is not None and value < 1
    )
    return Quality(total, tuple(name for _, name in lacking))


def criteria_of(record: AnyRecord) -> Criteria:
    """Return what the quality of a record is made of, its date left out."""
    _, criteria = score(_service_of(record))
    others = [
        round(value, 2) for name, value in criteria.items() if value is not None and name != DATED
    ]
    return Criteria(sum(others), len(others), criteria[DATED] is not None)


def recency_of(evidence: str | None) -> float:
    """Return how recent an evidence is today, in [0, 1]; its month, "AAAA-MM", None for unknown."""
    dated = v1.Service.model_construct(source=OURS, date_maj=_first_day(evidence))
    return round(date_maj_recente(dated) or 0.0, 2)


def _first_day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


def _service_of(record: AnyRecord) -> v1.Service:
    """Return a record as the service that the formula of data·inclusion reads."""
    return v1.Service.model_construct(
        source=record.source,
        description=record.description,
        modes_accueil=set(record.modes_accueil) or None,
        modes_mobilisation=set(record.modes_mobilisation) or None,
        mobilisable_par=set(record.mobilisable_par) or None,
        publics=set(record.publics) or None,
        thematiques=set(record.thematiques) or None,
        adresse=record.adresse,
        telephone=record.telephone,
        courriel=record.courriel,
        lien_mobilisation=record.lien_mobilisation or record.site_web,
        date_maj=_first_day(record.evidence),
        frais="payant" if record.frais == "payant" else "gratuit" if record.frais else None,
        frais_precisions=record.frais_precisions,
    )
