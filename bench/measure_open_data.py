"""Measure places and duplicates against open data that the project does not carry.

    python -m bench.measure_open_data FOLDER

FOLDER holds `geo/communes_geo.csv` (official centres), `geo/place_queries.csv` (queries of
geocoder-tester) and `places/` (files of places of digital inclusion), as their producers publish
them. Judged pairs are those of data/evaluation/doublons.tsv.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport
from index.indexing.comparison import compare
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.places.geocoding import read_place
from index.places.models import Point
from index.places.names import name_key
from index.places.proximity import distance_km
from index.records.models import Actor
from index.search.query import MAX_PLACE_CHARS

DATA = Path(__file__).parent.parent / "data"
MAPPINGS = {
    "hinaura": "hinaura", "paca": "paca", "numi": "numi", "cnfs": "cnfs", "gironde": "gironde",
    "liste-fs-20221201": "france-services", "regionsud-lieux-dinclusion-numerique-2022_v2": "paca",
}  # fmt: skip
STRATA = (0.95, 0.9, 0.8, 0.7, 0.6, 0.0)


def _rows(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def centres(path: Path, gazetteer: Gazetteer) -> str:
    """Describe the distances between our coordinates and the official centres, in kilometres."""
    apart = []
    for row in _rows(path):
        ours = gazetteer.commune(row["code_insee"])
        if ours is None or ours.latitude is None or ours.longitude is None or not row["latitude"]:
            continue
        official = Point(float(row["latitude"]), float(row["longitude"]))
        apart.append(distance_km(Point(ours.latitude, ours.longitude), official))
    median, ninety, most = np.percentile(apart, [50, 90, 99])
    return f"{len(apart)} communes : médiane {median:.2f} km, 90 % {ninety:.1f}, 99 % {most:.1f}"


def queries(path: Path, gazetteer: Gazetteer) -> str:
    """Count the queries that are read as the town, or the postal code, that they expect."""
    right: Counter[bool] = Counter()
    total: Counter[bool] = Counter()
    for row in _rows(path):
        text, code = row["query"].strip(), (row["expected_postcode"] or "").split(".")[0]
        town = name_key(row["expected_city"] or ("" if code else row["expected_name"] or ""))
        if not text or not (town or code):
            continue
        key = f" {name_key(text)} "
        explicit = bool(town and f" {town} " in key) or bool(code and f" {code} " in key)
        place = read_place(text[:MAX_PLACE_CHARS], gazetteer, lambda word: False)
        commune = None if place is None else gazetteer.commune(place.commune)
        names = {name_key(place.nom.partition(" (")[0])} if place is not None else set()
        names |= {name_key(commune.nom)} if commune is not None else set()
        total[explicit] += 1
        right[explicit] += (
            town in names if town else commune is not None and code in commune.codes_postaux
        )
    return (
        f"{right.total()} recherches justes sur {total.total()}, dont {right[True]} sur "
        f"{total[True]} qui écrivent la commune ou son code postal"
    )


def imported(folder: Path, gazetteer: Gazetteer) -> Iterator[Actor]:
    """Yield the records of every file of places, and print the report of each import."""
    for path in sorted(folder.iterdir()):
        if path.stem.endswith("-services"):
            continue
        services = path.with_name(f"{path.stem}-services.json")
        mapping = MAPPINGS.get(path.stem)
        wanted = Import(
            path,
            services if services.exists() else None,
            None if mapping is None else read_mapping(Path(mapping)),
        )
        report = ImportReport(path.name)
        yield from load(wanted, gazetteer, report)
        print(report)


def duplicates(records: dict[str, Actor]) -> Iterator[str]:
    """Count, by stratum of confidence, the judged pairs that are the same place."""
    same: Counter[float] = Counter()
    judged: Counter[float] = Counter()
    for row in _rows(DATA / "evaluation" / "doublons.tsv", "\t"):
        one, other = records.get(row["fiche"]), records.get(row["autre"])
        if one is None or other is None or row["meme_lieu"] == "inconnu":
            continue
        confidence, _ = compare(one, other)
        stratum = next(bound for bound in STRATA if confidence >= bound)
        judged[stratum] += 1
        same[stratum] += row["meme_lieu"] == "oui"
    for stratum in STRATA:
        yield f"confiance {stratum} et plus : {same[stratum]} mêmes lieux sur {judged[stratum]}"


def main() -> None:
    """Print all measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds geo/ and places/")
    folder = parser.parse_args().folder
    gazetteer = Gazetteer(read_communes(DATA / "communes.csv"))
    print(centres(folder / "geo" / "communes_geo.csv", gazetteer))
    print(queries(folder / "geo" / "place_queries.csv", gazetteer))
    records = {record.id: record for record in imported(folder / "places", gazetteer)}
    print(*duplicates(records), sep="\n")


if __name__ == "__main__":
    main()
