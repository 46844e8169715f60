"""Import of ROME 4.0, France Travail's official list of occupations and of their skills.

The files are those of the open data « Répertoire opérationnel des métiers et des emplois », Licence
Ouverte 2.0, as published or compressed by gzip: `unix_<table>_v<version>_utf8.csv`.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidRecords, RecordError
from index.files import replacing
from index.messages import in_french
from index.records.jsonl import to_json
from index.taxonomy.occupations import Occupation, Skill
from index.text.cleaning import plain

SOURCE = "rome"
SKILLS_BLOCK = "5"
"""Code of the block of an occupation, in ROME, that lists its skills, qualities and knowledge."""
MAIN = "Principale"
"""Value of the column `coeur_metier` for the essential skills of an occupation; others are useful.
"""
ENDS = (".", "!", "?", "…", ":", ";", ",")
"""Signs that end a sentence of ROME, or announce the next one; other sentences get a full stop."""
LABELS = {
    "referentiel_competence": ("code_ogr", "libelle_competence"),
    "referentiel_savoir": ("code_ogr_savoir", "libelle_savoir"),
}
"""Table of skills in ROME -> (column of their identifiers, column of their labels)."""


@dataclass(frozen=True)
class RomeReport:
    """Counts of the import of ROME, the official list of occupations of France Travail.

    occupations: those written; titles: job titles of all of them; skills: distinct skills; links:
    pairs (occupation, skill that it requires).
    """

    occupations: int
    titles: int
    skills: int
    links: int


def rows_of(folder: Path, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one table of ROME, France Travail's official list of occupations.

    Args:
        folder: folder of the official files, a CSV a table, compressed by gzip or not.
        table: name of the table, which is the part of its file name between "unix_" and "_v", such
            as "texte".
        *columns: names of the columns to read.

    Yields:
        One tuple a row: the texts of `columns`, in that order, "" where empty.

    Raises:
        InvalidRecords: when the folder has no file of this table or several, when the file lacks
            one of the columns, or when it cannot be read as CSV in UTF-8.
    """
    paths = sorted(folder.glob(f"unix_{table}_v*_utf8.csv*"))
    if len(paths) != 1:
        names = ", ".join(path.name for path in paths) or "aucun"
        expected = f"un fichier unix_{table}_vNNN_utf8.csv, avec ou sans .gz"
        raise InvalidRecords([RecordError(str(folder), 0, "fichier", names, expected)])
    (path,) = paths
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                names = ", ".join(missing)
                raise InvalidRecords([RecordError(path.name, 1, names, "rien", "cette colonne")])
            for row in reader:
                yield tuple(plain(row[name] or "") for name in columns)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "un fichier CSV en UTF-8")
        raise InvalidRecords([problem]) from error


def read_rome(folder: Path) -> Iterator[Occupation]:
    """Yield the occupations of ROME, France Travail's official list, in the order of their codes.

    Args:
        folder: folder of the official files, a CSV a table, compressed by gzip or not.

    Yields:
        Each occupation that requires at least one skill, with its job titles, its texts and its
        skills, each essential or useful.

    Raises:
        InvalidRecords: when a file is absent, is there twice, lacks a column or cannot be read.
    """
    titles = _grouped(folder, "referentiel_appellation", "code_rome", "libelle_appellation_long")
    texts = _texts(folder)
    skills = _skills(folder)
    names = sorted(rows_of(folder, "referentiel_code_rome", "code_rome", "libelle_rome"))
    for code, name in names:
        if not skills[code]:
            continue
        yield Occupation(
            id=f"{SOURCE}-{code.lower()}",
            type="metier",
            nom=name,
            appellations=tuple(dict.fromkeys(titles[code])),
            description=texts.get((code, "definition")),
            competences=skills[code],
            code_rome=code,
            voies=("emploi",),
            acces=texts.get((code, "acces_metier")),
            source=SOURCE,
        )


def _grouped(folder: Path, table: str, key: str, value: str) -> Mapping[str, list[str]]:
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for identifier, text in rows_of(folder, table, key, value):
        grouped[identifier].append(text)
    return grouped


def _texts(folder: Path) -> dict[tuple[str, str], str]:
    """Return (occupation code, kind of text) -> its sentences, joined in their order.

    Each row is a sentence, most of them without a full stop.
    """
    columns = ("code_rome", "libelle_type_texte", "position_phrase", "libelle_texte")
    sentences: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for code, kind, position, text in rows_of(folder, "texte", *columns):
        sentences[code, kind].append((int(position or 0), text))
    return {
        key: " ".join(_sentence(text) for _, text in sorted(parts) if text)
        for key, parts in sentences.items()
    }


def _sentence(text: str) -> str:
    """Return a sentence that ends, with the apostrophes that the files of texts double."""
    single = text.replace("''", "'")
    return single if single.endswith(ENDS) else f"{single}."


def _skills(folder: Path) -> Mapping[str, tuple[Skill, ...]]:
    """Return occupation code -> its different skills, the essential ones first."""
    labels = {
        identifier: label
        for table, columns in LABELS.items()
        for identifier, label in rows_of(folder, table, *columns)
    }
    levels = rows_of(folder, "coherence_item", "code_rome", "code_ogr", "coeur_metier")
    core = {(code, identifier) for code, identifier, level in levels if level == MAIN}
    required: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    links = rows_of(folder, "liens_rome_referentiels", "code_rome", "code_compo_bloc", "code_ogr")
    for code, block, identifier in links:
        if block == SKILLS_BLOCK and identifier in labels:
            label = labels[identifier]
            is_core = (code, identifier) in core
            required[code][label] = required[code].get(label, False) or is_core
    return defaultdict(
        tuple,
        {
            code: tuple(
                Skill(libelle=label, niveau="essentielle" if essential else "utile")
                for label, essential in sorted(skills.items(), key=lambda item: not item[1])
            )
            for code, skills in required.items()
        },
    )


def write_rome(folder: Path, target: Path) -> RomeReport:
    """Write the occupations of ROME, France Travail's official list, as JSONL.

    Args:
        folder: folder of the official files, a CSV a table, compressed by gzip or not.
        target: the JSONL file, one occupation a line; its folder is made if absent.

    Returns:
        Counts of the import.

    Raises:
        InvalidRecords: when a file is absent, is there twice, lacks a column or cannot be read. The
            target stays as it was.
        OSError: when writing to the disk fails. The target stays as it was.
    """
    occupations = titles = links = 0
    skills: set[str] = set()
    with replacing(target) as stream:
        for occupation in read_rome(folder):
            stream.write(to_json(occupation) + "\n")
            occupations, titles = occupations + 1, titles + len(occupation.appellations)
            skills |= {skill.libelle for skill in occupation.competences}
            links += len(occupation.competences)
    return RomeReport(occupations, titles, len(skills), links)
