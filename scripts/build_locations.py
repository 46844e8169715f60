"""Build data/lieux/*.jsonl.gz, the local places, from the lists of their producers.

    python -m scripts.build_locations FOLDER

The lists, their licences and their credits are in data/lieux/lists.toml, the meaning of their
labels in data/lieux/services.toml. Only facts are carried: no text written by a producer. An
identifier of the files that stand is retained.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.location_import.lists import read_lists
from index.location_import.offers import Offers
from index.location_import.pipeline import LocationImport, read_lists_of, write_files
from index.locations.jsonl import read_locations
from index.locations.models import Location
from index.places.communes import read_communes
from index.records.jsonl import read_records
from index.taxonomy.thesaurus import Thesaurus

DATA = Path(__file__).parent.parent / "data"
SHOWN = 60


def _print_counts(locations: Iterable[Location]) -> None:
    """Print the number of locations by network and by source, and how full they are."""
    groups: dict[str, list[Location]] = {}
    for location in locations:
        groups.setdefault(f"réseau {location.reseau}", []).append(location)
        groups.setdefault(f"source {location.source}", []).append(location)
    for name, members in sorted(groups.items()):
        facts = {
            "téléphone": sum(bool(each.telephone) for each in members),
            "horaires": sum(bool(each.horaires_accueil) for each in members),
            "les deux": sum(bool(each.telephone and each.horaires_accueil) for each in members),
            "adresse précise": sum(each.precision == "adresse" for each in members),
            "contact": sum(each.is_contactable for each in members),
        }
        shown = ", ".join(f"{fact} {count}" for fact, count in facts.items())
        print(f"{name} : {len(members)} ({shown})")


def _print_report(report: LocationImport) -> None:
    """Print what was read, merged and left out."""
    print(f"{sum(report.rows.values())} lignes, {report.merges} fusionnées avec une autre")
    for reason, count in sorted(report.dropped.items()):
        print(f"  {count:>6} {reason}")
    print("libellés de services sans signification :")
    for label, count in Counter(report.unknown).most_common(SHOWN):
        print(f"  {count:>6} {label[:90]}")
    print("personnes retirées :")
    for written, person in report.people:
        print(f"         {written} : {person}")


def main() -> None:
    """Read the lists of the folder named on the command line, and write the files."""
    records = {record.id for record in read_records(DATA / "actors.jsonl")}
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    lists = read_lists(DATA / "lieux" / "lists.toml")
    previous = read_locations(DATA / "lieux", records, needs)
    report = read_lists_of(
        Path(sys.argv[1]),
        lists,
        read_communes(DATA / "communes.csv"),
        Offers(DATA / "lieux" / "services.toml"),
        previous,
    )
    write_files(report.locations, DATA / "lieux")
    _print_report(report)
    _print_counts(read_locations(DATA / "lieux", records, needs))


if __name__ == "__main__":
    main()
