"""Commands that import and export records, and give them short codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.text import Text

from index.catalogue.store import merge, read_all
from index.codes.code_table import CodeTable
from index.codes.short_code import DIGITS
from index.exporters.locations import records_of, under_odbl, without_town_points
from index.exporters.parquet import write_parquet
from index.exporters.writer import ExportReport, write_data_inclusion, write_mediation
from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, write
from index.importers.report import ImportReport
from index.importers.rome import write_rome
from index.importers.standards import Standard, standard_of
from index.locations.jsonl import read_locations
from index.locations.models import Location
from index.locations.precision import record_precision
from index.messages import counted
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import iter_records
from index.records.models import Actor, AnyRecord
from index.taxonomy.thesaurus import Thesaurus
from service.console import out
from service.data_folder import check_writable
from service.settings import Settings

ROME = "rome"
"""First argument of the import of ROME, the official French list of occupations; its folder is
the second."""
PARQUET = "parquet"
REASONS_SHOWN = 8
LEFT_OUT_SHOWN = 10
REFUSED_MAX_PERCENT = 5.0
"""Percentage of refused rows beyond which an imported file is taken for a mistake: the earlier
import stays."""

commands = typer.Typer()

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FICHIER", help="CSV, JSON ou JSONL ; ou « rome » et le dossier du ROME."
    ),
]
RefusedMax = Annotated[
    float,
    typer.Option(
        "--refus-max",
        min=0,
        max=100,
        help="Part de lignes refusées (%) au-delà de laquelle l'import d'avant reste.",
    ),
]


@commands.command("import")
def import_records(
    files: Files,
    services: Annotated[
        Path | None, typer.Option("--services", help="Les services data·inclusion à joindre.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", help="Une correspondance : nom (hinaura, cnfs…) ou fichier TOML."
        ),
    ] = None,
    source: Annotated[str, typer.Option("--source", help="Qui a collecté les lignes.")] = "",
    name: Annotated[
        str, typer.Option("--nom", help="Nom de l'import, sinon celui du fichier.")
    ] = "",
    replace: Annotated[
        bool, typer.Option("--remplacer", help="Remplacer les fiches de même identifiant.")
    ] = False,
    refused_max: RefusedMax = REFUSED_MAX_PERCENT,
) -> None:
    """Ajoute des fiches : les nôtres au catalogue, celles d'un des deux standards aux imports."""
    settings = Settings()
    if [str(file) for file in files[:-1]] == [ROME]:
        _import_rome(files[-1], settings)
        return
    native = None if mapping is None else read_mapping(mapping)
    gazetteer: Gazetteer | None = None
    for file in files:
        standard = None if native else standard_of(file)
        if standard is Standard.OURS:
            _merge(file, settings, replace)
            continue
        gazetteer = gazetteer or Gazetteer(read_communes(settings.communes))
        target = settings.imports / f"{name or file.stem}.jsonl"
        wanted = Import(file, services, native, source, standard)
        _import_places(wanted, gazetteer, target, refused_max / 100)
    out().print("Lancez « orientess build » pour les mettre en service.")


def _import_places(wanted: Import, gazetteer: Gazetteer, target: Path, refused_max: float) -> None:
    """Import a file of open data into the file `target`, and print the report.

    refused_max: share of refused lines, in [0, 1], beyond which the earlier import stays.
    """
    replaced = target.exists()
    with out().status(f"Lecture de {wanted.path.name}…"):
        report = write(wanted, gazetteer, target, refused_max=refused_max)
    if replaced:
        out().print(Text(f"Remplace l'import d'avant : {target.name} (--nom pour un autre)"))
    print_import(report, target)


def _import_rome(folder: Path, settings: Settings) -> None:
    """Import the official French list of occupations (ROME) from the folder of its files."""
    target = settings.occupation_imports / f"{ROME}.jsonl"
    report = write_rome(folder, target)
    out().print(
        f"{counted(report.occupations, 'métier', 'métiers')}, "
        f"{counted(report.titles, 'appellation', 'appellations')}, "
        f"{counted(report.skills, 'compétence', 'compétences')} différentes dans {target}. "
        "Lancez « orientess build » pour les mettre en service.",
        soft_wrap=True,
    )


def _merge(file: Path, settings: Settings, replace: bool) -> None:
    check_writable(settings.data)
    done = merge(file, settings.actors, replace)
    out().print(
        f"{counted(done.added, 'fiche ajoutée', 'fiches ajoutées')}, "
        f"{counted(done.replaced, 'remplacée', 'remplacées')}, {done.total} au catalogue."
    )


def print_import(report: ImportReport, target: Path) -> None:
    """Print the report of an import: rows read and refused, and the most frequent problems.

    target: path of the file of the imported records; the message says that the problems are listed
    beside it, row by row.
    """
    out().print(Text(str(report), style="bold"), soft_wrap=True)
    for (outcome, reason), count in report.reasons.most_common(REASONS_SHOWN):
        out().print(Text(f"  {count:>6} {outcome.value} : {reason}"))
    if report.problems:
        problems = target.with_suffix(".problemes.csv")
        out().print(Text(f"  ligne à ligne : {problems}"), soft_wrap=True)


@commands.command()
def export(
    standard: Annotated[
        str, typer.Argument(help="mediation-numerique, data-inclusion ou parquet.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Où écrire.")],
) -> None:
    """Écrit les fiches et les lieux dans un standard, ou en Parquet ; à part, ceux sous ODbL."""
    if standard not in (Standard.MEDIATION, Standard.STRUCTURES, PARQUET):
        raise typer.BadParameter("mediation-numerique, data-inclusion ou parquet")
    settings = Settings()
    records = {record.id: record for record in read_all(settings.actors, settings.imports)}
    gazetteer = Gazetteer(read_communes(settings.communes))
    needs = Thesaurus.read(settings.needs).needs
    locations = read_locations(settings.locations, records, needs)
    if standard == PARQUET:
        _export_parquet(records.values(), locations, folder)
        return
    own = without_town_points(records.values(), lambda each: record_precision(each, gazetteer))
    for suffix, shared in (("", False), ("-odbl", True)):
        report = ExportReport()
        places = (location for location in locations if under_odbl(location) is shared)
        rows = [*(() if shared else own), *records_of(places, records, report.leave)]
        if not rows:
            continue
        if standard == Standard.MEDIATION:
            write_mediation(rows, folder / f"lieux-de-mediation-numerique{suffix}.csv", report)
        else:
            structures = folder / f"structures{suffix}.json"
            write_data_inclusion(rows, structures, folder / f"services{suffix}.json", report)
        _print_export(report)


def _export_parquet(
    records: Iterable[AnyRecord], locations: Sequence[Location], folder: Path
) -> None:
    """Write all the fields of records, and of locations under each of their licences."""
    files: list[tuple[str, Iterable[BaseModel], type[BaseModel]]] = [("fiches", records, Actor)]
    for name, shared in (("lieux", False), ("lieux-odbl", True)):
        places = [each for each in locations if under_odbl(each) is shared]
        files += [(name, places, Location)] if places else []
    for name, rows, model in files:
        written = write_parquet(rows, model, folder / f"{name}.parquet")
        out().print(f"{name}.parquet : {counted(written, 'ligne', 'lignes')}")


def _print_export(report: ExportReport) -> None:
    for name, count in report.written.items():
        out().print(Text(f"{name} : {counted(count, 'ligne', 'lignes')}"))
    for label, count in report.unlisted.most_common(REASONS_SHOWN):
        out().print(Text(f"  {count:>6} hors de la liste du schéma, gardé tel quel : « {label} »"))
    for reason, count in Counter(reason for _, reason in report.left_out).most_common(
        REASONS_SHOWN
    ):
        left = counted(count, "laissée", "laissées")
        out().print(Text(f"  {left} : {reason}"), soft_wrap=True)
    for identifier, reason in report.left_out[:LEFT_OUT_SHOWN]:
        out().print(Text(f"  laissée : {identifier} ({reason})"), soft_wrap=True)
    more = len(report.left_out) - LEFT_OUT_SHOWN
    if more > 0:
        out().print(Text(f"  et {counted(more, 'autre fiche laissée', 'autres fiches laissées')}"))


@commands.command()
def codes() -> None:
    """Donne un code court aux fiches du catalogue et à ses lieux, dans le fichier livré."""
    settings = Settings()
    check_writable(settings.data)
    records = {record.id for record in iter_records(settings.actors)}
    needs = Thesaurus.read(settings.needs).needs
    locations = read_locations(settings.locations, records, needs)
    before = CodeTable.read(settings.codes)
    after = before.with_codes([*records, *(location.id for location in locations)])
    given = len(after.by_code) - len(before.by_code)
    if given:
        after.write(settings.codes)
    total = counted(len(after.by_code), "code", "codes")
    new = counted(given, "nouveau", "nouveaux")
    out().print(f"{total}, dont {new}, dans {settings.codes}.", soft_wrap=True)


def give_codes_here(settings: Settings, identifiers: Iterable[str]) -> None:
    """Give a code to what the catalogue did not come with: imports, records that were added.

    These codes begin with a digit, and those that come with the catalogue with a letter: a code
    that a later version brings is never one that was given here.

    settings: the files of codes; identifiers: of the records and locations of the index.
    """
    shipped = CodeTable.read(settings.codes).by_identifier
    before = CodeTable.read(settings.codes_given_here)
    after = before.with_codes((each for each in identifiers if each not in shipped), DIGITS)
    if len(after.by_code) > len(before.by_code):
        after.write(settings.codes_given_here)
