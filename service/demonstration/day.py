"""A made-up day: searches counted, opinions, reports, proposals and keys, the same for each day.

Nothing of it comes from a person. Statistics are published by whole quarters: those before today's
get searches too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import delete, insert

from index.errors import OrientessError
from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.demonstration.mark import NAME, is_marked, mark
from service.feedback.opinions import Feedback, Opinion
from service.feedback.reports import REASONS, Report, Reports
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import Proposals
from service.settings import Settings
from service.statistics.counters import months_of, period_of
from service.storage.copying import TABLES, has_rows
from service.storage.store import Store, open_store
from service.storage.tables import COUNTER

SEED = 2026
DEPARTEMENTS = ("13", "23", "26", "31", "35", "38", "44", "59", "67", "69", "75", "974", "")
"""Départements of the made-up searches; "" for those without a place."""
QUARTERS = 3
"""Quarters that have searches: today's, and those before it."""
OPINIONS, REPORTS, PROPOSALS = 60, 25, 8
UNANSWERED = 0.12
"""Share of the made-up searches without results."""
COMMENTS = (
    "Fermé le lundi, d'après la porte.",
    "Le numéro sonne dans le vide.",
    "Il faut prendre rendez-vous maintenant.",
    "",
)
WORDS = ("je cherchais près de chez moi", "c'est pour mon père", "trop loin sans voiture", "")
HOLDERS = {
    "Démonstration – carte d'un département": (Scope.LECTURE, Scope.ECRITURE),
    "Démonstration – logiciel d'aidants": (Scope.LECTURE,),
    "Démonstration – réception": (Scope.RECEPTION,),
    "Démonstration – mesures": (Scope.METRIQUES,),
}
"""Name of each made-up key -> what it opens."""
PROOF = "https://exemple.example/contact"


@dataclass(frozen=True)
class MadeUpDay:
    """What was put in a store.

    keys: name of each key -> its secret, which is kept nowhere else; searches, opinions, reports,
    proposals: their numbers.
    """

    keys: dict[str, str]
    searches: int
    opinions: int
    reports: int
    proposals: int


def fill(
    settings: Settings, records: Sequence[AnyRecord], thesaurus: Thesaurus, today: date
) -> MadeUpDay:
    """Put a made-up day in the store of a folder of its own, in place of the one it had.

    Args:
        settings: of the service that shows it.
        records: those of the catalogue, some of which are commented.
        thesaurus: gives the themes and the needs of searches.
        today: the day.

    Returns:
        What was put.

    Raises:
        OrientessError: when the site is open to the public, when the store is a database that
            several machines may share, or when it holds something and is not marked as that of a
            demonstration: nothing is then changed.
        StoreError: when the store cannot be written.
    """
    store = open_store(settings)
    _check_own(settings, store)
    mark(settings.var)
    with store.writing() as connection:
        for table in TABLES:
            connection.execute(delete(table))
    draw = Random(SEED)  # noqa: S311 - the same day each time
    keys = {
        name: Keys(store).create(Rights(name=name, scopes=scopes))[0]
        for name, scopes in HOLDERS.items()
    }
    return MadeUpDay(
        keys,
        _count_searches(store, thesaurus, today, draw),
        _add_opinions(Feedback(store, lambda: today), records, draw),
        _add_reports(Reports(store, lambda: today), records, draw),
        _add_proposals(Proposals(store, lambda: today), records, draw),
    )


def _check_own(settings: Settings, store: Store) -> None:
    """Refuse a store that may hold, or come to hold, what people sent."""
    if settings.production:
        raise OrientessError("Le site est ouvert au public (ORIENTESS_PRODUCTION) : rien d'écrit.")
    if settings.store:
        raise OrientessError(
            "Une démonstration a son propre fichier, dans ORIENTESS_VAR : videz ORIENTESS_STORE."
        )
    if is_marked(settings.var) or not store.exists():
        return
    with store.reading() as connection:
        if has_rows(connection):
            raise OrientessError(
                f"{store.place} contient déjà autre chose qu'une démonstration ({NAME} n'est pas "
                "à côté) : rien d'écrit. Donnez un autre dossier : ORIENTESS_VAR=var/demonstration."
            )


def _months(today: date) -> list[str]:
    """Return the months that have searches, up to today's: "2026-04" to "2026-11"."""
    year, quarter = today.year, (today.month - 1) // 3
    months: list[str] = []
    for back in range(QUARTERS):
        number = year * 4 + quarter - back
        months += months_of(period_of(number // 4, number % 4 * 3 + 1))
    return sorted(month for month in months if month <= f"{today:%Y-%m}")


def _count_searches(store: Store, thesaurus: Thesaurus, today: date, draw: Random) -> int:
    """Count searches by month, theme and département; return how many."""
    counts: dict[tuple[str, str, str, bool], int] = {}
    for month in _months(today):
        for rank, theme in enumerate(thesaurus.themes):
            for departement in DEPARTEMENTS:
                number = draw.randint(12, 60) * 6 // (rank + 3)
                lost = round(number * UNANSWERED * draw.uniform(0.3, 2.2))
                counts[month, theme, departement, True] = number - lost
                counts[month, theme, departement, False] = lost
    names = COUNTER.columns.keys()
    rows = [
        dict(zip(names, (*key, number), strict=True))
        for key, number in counts.items()
        if number > 0
    ]
    with store.writing() as connection:
        connection.execute(insert(COUNTER), rows)
    return sum(counts.values())


def _add_opinions(table: Feedback, records: Sequence[AnyRecord], draw: Random) -> int:
    """Add opinions on records, three in four of which say "useful"; return how many."""
    for record in draw.choices(records, k=OPINIONS):
        need = record.besoins[0] if record.besoins else ""
        table.add(Opinion(record.id, need, draw.random() < 0.75, draw.choice(WORDS)))
    return len(table.all())


def _add_reports(table: Reports, records: Sequence[AnyRecord], draw: Random) -> int:
    """Add reports of errors in records; return how many."""
    reasons = sorted(REASONS)
    for record in draw.choices(records, k=REPORTS):
        comment = draw.choice(COMMENTS)
        table.add(Report(record.id, draw.choice(reasons), comment=comment))
    return len(table.all())


def _add_proposals(table: Proposals, records: Sequence[AnyRecord], draw: Random) -> int:
    """Add confirmations, corrections and a new structure; return how many."""
    claimable = [each for each in records if each.is_claimable]
    chosen = draw.sample(claimable, k=min(PROPOSALS - 1, len(claimable)))
    for rank, record in enumerate(chosen):
        if rank % 2:
            table.add(Proposal(Kind.CONFIRMATION, PROOF, record.id))
        else:
            change = {"frais_precisions": "Gratuit le premier samedi du mois."}
            table.add(Proposal(Kind.CORRECTION, PROOF, record.id, change))
    added = {"nom": "Atelier Exemple", "description": "Une structure inventée, pour montrer."}
    table.add(Proposal(Kind.NEW, PROOF, changes=added))
    return len(table.all())
