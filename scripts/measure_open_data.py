"""Measure places and duplicates against open data that the project does not carry.

    python -m scripts.measure_open_data FOLDER

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
from index.indexing.deduplication import compare
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
    """How far our coordinates are from the official centres."""
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
    """How many queries lead to the town, or the postal code, that they expect."""
    right: Counter[bool] = Counter()
    asked: Counter[bool] = Counter()
    for row in _rows(path):
        text, code = row["query"].strip(), (row["expected_postcode"] or "").split(".")[0]
        town = name_key(row["expected_city"] or ("" if code else row["expected_name"] or ""))
        if not text or not (town or code):
            continue
        said = f" {name_key(text)} "
        told = bool(town and f" {town} " in said) or bool(code and f" {code} " in said)
        place = read_place(text[:MAX_PLACE_CHARS], gazetteer, lambda word: False)
        found = None if place is None else gazetteer.commune(place.commune)
        names = {name_key(place.nom.partition(" (")[0])} if place is not None else set()
        names |= {name_key(found.nom)} if found is not None else set()
        asked[told] += 1
        right[told] += town in names if town else found is not None and code in found.codes_postaux
    return (
        f"{right.total()} recherches justes sur {asked.total()}, dont {right[True]} sur "
        f"{asked[True]} qui écrivent la commune ou son code postal"
    )


def imported(folder: Path, gazetteer: Gazetteer) -> Iterator[Actor]:
    """The records of every file of places, whose counts are printed."""
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
    """By stratum of confidence, how many judged pairs are the same place."""
    same: Counter[float] = Counter()
    judged: Counter[float] = Counter()
    for row in _rows(DATA / "evaluation" / "doublons.tsv", "\t"):
        one, other = records.get(row["fiche"]), records.get(row["autre"])
        if one is None or other is None or row["meme_lieu"] == "inconnu":
            continue
        confidence, _ = compare(one, other)
        stratum = next(each for each in STRATA if confidence >= each)
        judged[stratum] += 1
        same[stratum] += row["meme_lieu"] == "oui"
    for stratum in STRATA:
        yield f"confiance {stratum} et plus : {same[stratum]} mêmes lieux sur {judged[stratum]}"


def main() -> None:
    """Print every measure."""
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
