"""Commands that check a catalogue (its data, its links, its questions), or a file to publish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.catalogue.audit import Audit, audit
from index.catalogue.coverage import REACHES_KM, DepartementCoverage, coverage
from index.catalogue.expectations import read_expectations
from index.catalogue.rules import RULES, Context, broken_rules
from index.catalogue.shortfalls import CatalogueContent, Missed, missed_expectations
from index.encoder.onnx import OnnxEncoder
from index.evaluation.local_searches import read_local_searches
from index.evaluation.metrics import QRELS, json_lines, read_qrels
from index.evaluation.questions import measure, too_near, without_questions
from index.files import write_atomically
from index.importers.pipeline import Import, check
from index.importers.report import ImportReport
from index.links.checks import Limits
from index.links.checks import Progress as Visited
from index.links.checks import check_links as visited
from index.links.outcomes import LABELS, Outcome
from index.links.references import collect
from index.links.report import CheckedLink, LinkReport, report
from index.locations.jsonl import read_locations
from index.locations.models import Location, Precision
from index.messages import counted
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records import code_lists as ref
from index.records.jsonl import read_items, read_records, to_json
from index.records.models import AnyRecord
from index.taxonomy.occupations import OCCUPATION
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from service.cli.evaluate import open_searcher
from service.console import err, out
from service.data_folder import check_writable
from service.file_check.faults import FAULTS_SHOWN, Faults, print_faults, written
from service.records.view import ADVICE
from service.settings import Settings, variables

commands = typer.Typer(
    name="check", help="Vérifie le catalogue, ou un fichier à publier.", no_args_is_help=True
)


@commands.command("data")
def check_data(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Le dossier des données.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Chaque fiche, et ce qui la rendrait meilleure.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Échouer si une attente d'attentes.toml manque.")
    ] = False,
) -> None:
    """Vérifie le catalogue : champs, qualité, descriptions, codes, couverture."""
    settings = Settings() if folder is None else Settings(data=folder)
    thesaurus = Thesaurus.read(settings.needs)
    gazetteer = Gazetteer(read_communes(settings.communes))
    Synonyms.read(settings.synonyms)  # raises for malformed lines
    records = read_records(settings.actors)
    report = audit(records, thesaurus, gazetteer)
    _print_audit(report, thesaurus)
    _print_findings(report, details)
    locations = read_locations(
        settings.locations, {record.id for record in records}, thesaurus.needs
    )
    _print_coverage(coverage(locations, read_communes(settings.communes)))
    broken = _broken(records, locations, gazetteer)
    _print_rules(broken, details)
    missed = _check_expectations(settings, report, records, thesaurus, broken) if strict else []
    if report.has_unknown_codes or missed:
        raise typer.Exit(1)


@commands.command("file")
def check_file(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="CSV, JSON ou JSONL.")],
    services: Annotated[
        Path | None, typer.Option("--services", help="Les services des structures du fichier.")
    ] = None,
    as_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FICHIER", help="Écrire chaque faute en CSV.")
    ] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FICHIER", help="Écrire chaque faute en JSON.")
    ] = None,
) -> None:
    """Vérifie un fichier d'un des deux standards avant sa publication, ligne par ligne."""
    gazetteer = Gazetteer(read_communes(Settings().communes))
    report, faults = ImportReport(file.name), Faults(FAULTS_SHOWN)
    with written(as_csv, as_json, report) as write:
        for problems in check(Import(file, services), gazetteer, report):
            faults.add(problems)
            for problem in problems:
                write(problem)
    print_faults(report, faults.worst)
    if report.refused:
        raise typer.Exit(1)


@commands.command("questions")
def check_questions(
    remove: Annotated[
        bool, typer.Option("--retirer", help="Retirer celles qui sont trop près d'un texte jugé.")
    ] = False,
) -> None:
    """Mesure les questions des fiches, et montre celles qui sont trop près d'un texte jugé."""
    settings = Settings()
    records = read_records(settings.actors)
    judged = _judged_texts(settings.evaluation)
    asked = sorted({question for record in records for question in record.questions})
    near: dict[str, str] = {}
    if judged and asked:
        encoder = OnnxEncoder(settings.serving, at_once=settings.encoder_threads)
        near = dict(too_near(asked, judged, encoder))
    for question, text in near.items():
        out().print(Text(f"  trop près d'un texte jugé : « {question} » (« {text} »)"))
    if near and remove:
        check_writable(settings.data)
        kept = (without_questions(record, near) for record in records)
        write_atomically(settings.actors, "".join(f"{to_json(record)}\n" for record in kept))
    report = measure(open_searcher(settings).retriever, records)
    out().print(
        f"{counted(report.count, 'question', 'questions')}, "
        f"{len(near)} trop près d'un texte jugé ; "
        f"mots que la fiche n'a pas : {report.other_words:.0%} ; hors de l'index, "
        f"{report.found:.0%} trouvent leur fiche parmi dix, {report.answered:.0%} ont une réponse.",
        soft_wrap=True,
    )


@commands.command("links")
def check_links(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Le dossier des données.")
    ] = None,
    links: Annotated[
        int, typer.Option("--au-plus", min=1, metavar="N", help="Le plus de liens à visiter.")
    ] = Limits.links,
    seconds: Annotated[
        float, typer.Option("--duree", min=1, metavar="SECONDES", help="La plus longue durée.")
    ] = Limits.seconds,
    hosts: Annotated[
        int, typer.Option("--hotes", min=1, max=32, help="Le plus de sites visités à la fois.")
    ] = Limits.hosts,
    pause_s: Annotated[
        float, typer.Option("--pause", min=1, help="Secondes entre deux requêtes à un même site.")
    ] = Limits.pause_s,
    file: Annotated[
        Path | None, typer.Option("--json", metavar="FICHIER", help="Écrire aussi en JSON.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Échouer si un lien est mort.")] = False,
    private: Annotated[
        bool, typer.Option("--reseaux-prives", help="Visiter aussi les réseaux privés : essais.")
    ] = False,
) -> None:
    """Visite les sites et les sources des fiches : liens morts, déplacés, renommés."""
    settings = Settings() if folder is None else Settings(data=folder)
    limits = Limits(links, seconds, hosts, pause_s, private=private)
    result = _visit_links(settings, limits)
    if file is not None:
        write_atomically(file, result.model_dump_json(indent=1) + "\n")
    if strict and result.of(Outcome.DEAD):
        raise typer.Exit(1)


def _judged_texts(folder: Path) -> list[str]:
    """Return every text that judges the search: needs in all their writings, local searches."""
    paths = sorted(folder.rglob("queries*.jsonl"))
    texts = {str(row["text"]) for path in paths for row in json_lines(path)}
    local = folder / "recherches_locales.tsv"
    if local.exists():
        texts |= {search.texte for search in read_local_searches(local)}
    return sorted(texts)


def _broken(
    records: Sequence[AnyRecord], locations: Sequence[Location], gazetteer: Gazetteer
) -> dict[str, list[str]]:
    """Return the records that break each rule: code of the rule -> identifiers."""
    located = {name for each in locations for name in (each.reseau, *each.autres_reseaux)}
    context = Context(located, gazetteer)
    broken: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for code in broken_rules(record, context):
            broken[code].append(record.id)
    return broken


def _print_rules(broken: Mapping[str, Sequence[str]], details: bool) -> None:
    """Print the number of records that break each rule, with their identifiers in detail."""
    out().print("Règles des fiches :")
    for code, rule in RULES.items():
        identifiers = broken.get(code, ())
        out().print(Text(f"  {len(identifiers):>5} {rule.label} ({code})"), soft_wrap=True)
        if details and identifiers:
            out().print(Text(f"        {' ; '.join(identifiers)}"), soft_wrap=True)


def _check_expectations(
    settings: Settings,
    report: Audit,
    records: Sequence[AnyRecord],
    thesaurus: Thesaurus,
    broken: Mapping[str, Sequence[str]],
) -> list[Missed]:
    """Print and return the figures required by the operator that the catalogue does not reach."""
    files = (settings.actors, settings.needs, settings.synonyms)
    occupations = settings.occupations
    content = CatalogueContent(
        records,
        report,
        thesaurus,
        {path.name: path.read_text(encoding="utf-8") for path in files if path.exists()},
        [item for _, item in read_items(occupations, OCCUPATION)] if occupations.exists() else (),
        _judged(settings.evaluation / QRELS),
        _judged(settings.evaluation / "profils" / QRELS),
        broken,
    )
    missed = missed_expectations(read_expectations(settings.expectations), content)
    if not settings.expectations.exists():
        out().print(Text(f"Aucune attente chiffrée : {settings.expectations} n'existe pas."))
    out().print(f"Attentes manquées : {len(missed)}")
    for expectation in missed:
        out().print(Text(f"  {expectation}"), soft_wrap=True)
    return missed


def _judged(qrels: Path) -> set[str]:
    """Return the identifiers of the judged records in a file of judgements; none when absent."""
    if not qrels.exists():
        return set()
    return {identifier for grades in read_qrels(qrels).values() for identifier in grades}


def _print_audit(report: Audit, thesaurus: Thesaurus) -> None:
    out().print(
        f"{counted(len(report.findings), 'fiche', 'fiches')}, "
        f"qualité moyenne {report.mean_quality:.0%} ; "
        f"{counted(len(thesaurus.needs), 'besoin', 'besoins')} "
        f"en {counted(len(thesaurus.themes), 'thème', 'thèmes')}."
    )
    table = Table(title="Fiches par nature, famille et territoire")
    for title in ("champ", "code", "fiches"):
        table.add_column(title, justify="right" if title == "fiches" else "left")
    lists = {"type": ref.TYPES, "familles": ref.FAMILLES, "territoires": ref.TERRITOIRES}
    for field, counts in report.counts.items():
        for code, label in lists[field].labels.items():
            table.add_row(field, label, str(counts[code]))
        table.add_section()
    out().print(table)
    out().print(Text("Peu couverts : " + (" ; ".join(report.poorly_covered) or "aucun")))
    labels = " ; ".join(thesaurus.label(need) for need in report.unanswered)
    out().print(Text("Besoins sans fiche : " + (labels or "aucun")))


def _print_coverage(departements: Sequence[DepartementCoverage]) -> None:
    """Print the locations of each département, and its communes far from any contactable one."""
    far = tuple(f"> {reach:.0f} km" for reach in REACHES_KM)
    table = Table(
        box=None,
        padding=(0, 1, 0, 0),
        title="Lieux par département",
        caption="joints : avec un téléphone, un courriel, un site ou des horaires ; adr., rue, "
        f"com. : ce que le point situe ; {', '.join(far)} : communes plus loin de tout lieu joint",
    )
    titles = ("lieux", "joints", "tél.", "heures", "adr.", "rue", "com.", "communes", *far)
    for title in ("dép.", *titles):
        table.add_column(title, justify="right", no_wrap=True)
    rows = [
        (
            each.locations,
            each.contactable,
            each.telephone,
            each.hours,
            *(each.precisions[precision] for precision in Precision),
            each.communes,
            *each.beyond,
        )
        for each in departements
    ]
    for departement, row in zip(departements, rows, strict=True):
        table.add_row(departement.departement, *map(str, row))
    table.add_section()
    table.add_row("total", *(str(sum(column)) for column in zip(*rows, strict=True)))
    out().print(table)


def _print_findings(report: Audit, details: bool) -> None:
    flawed = [finding for finding in report.findings if finding.remarks]
    out().print(f"Fiches à reprendre : {len(flawed)}")
    for finding in report.findings if details else flawed:
        words = counted(finding.words, "mot", "mots")
        line = f"{finding.identifier} : qualité {finding.quality.score:.0%}, {words}"
        out().print(Text("  " + " ; ".join((line, *finding.remarks))), soft_wrap=True)
        if details:
            for name in finding.quality.lacking:
                out().print(Text(f"      {ADVICE[name]}"))
    out().print(f"Fiches à revérifier (sources anciennes) : {len(report.doubtful)}")
    if details:
        out().print(Text("  " + " ; ".join(report.doubtful)), soft_wrap=True)


def _visit_links(settings: Settings, limits: Limits) -> LinkReport:
    """Visit the links of the catalogue, print their outcomes, and return them.

    Args:
        settings: the folder of the catalogue, and the address that hosts see in each request.
        limits: number of links, time, pace.

    Returns:
        The outcome of each link, with the records that cite it.

    Raises:
        InvalidRecords: when the catalogue cannot be read.
    """
    references = collect(read_records(settings.actors))
    contact = settings.address or settings.publisher_contact
    if not contact:
        names = variables()
        _warn(
            f"Les sites ne sauront pas qui les interroge : renseignez {names['address']} "
            f"ou {names['publisher_contact']}."
        )
    with _visits() as progress:
        addresses = [reference.address for reference in references]
        verdicts = visited(addresses, contact, limits, progress)
    result = report(references, verdicts, datetime.now(UTC))
    _print_links(result)
    return result


@contextmanager
def _visits() -> Iterator[Visited]:
    """Display the number of links visited on standard error, when it is a terminal."""
    columns = (TextColumn("liens"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = err()
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _print_links(result: LinkReport) -> None:
    """Print how many links have each outcome, and those that a person should look at."""
    counts = (f"{label.lower()} : {len(result.of(code))}" for code, label in LABELS.items())
    links = counted(len(result.liens), "lien visité", "liens visités")
    out().print(f"{links} ; " + " ; ".join(counts), soft_wrap=True)
    for outcome, label in LABELS.items():
        rows = result.of(outcome)
        if rows and outcome is not Outcome.ALIVE:
            out().print(_links_table(label, rows))
    if result.non_visites:
        left = counted(result.non_visites, "lien n'a", "liens n'ont")
        _warn(f"{left} pas été visités : les limites de nombre ou de temps sont atteintes.")
    if result.is_cut_off:
        _warn("Aucun site n'a répondu : cette machine a-t-elle accès au web, sans proxy ?")


def _links_table(label: str, links: list[CheckedLink]) -> Table:
    """Return a table of links: address, cause and new address, records with their fields."""
    table = Table(title=label, title_justify="left", show_lines=True)
    for title in ("adresse", "constat", "fiches"):
        table.add_column(title, overflow="fold")
    for link in links:
        leads_to = f"→ {link.mene_a}" if link.mene_a else ""
        records = (f"{name} ({', '.join(fields)})" for name, fields in link.fiches.items())
        cells = (link.adresse, "\n".join(filter(None, (link.raison, leads_to))), "\n".join(records))
        table.add_row(*map(Text, cells))
    return table


def _warn(message: str) -> None:
    err().print(Text(message, style="yellow"), soft_wrap=True)
