"""Entry point of the `orientess` command: prepare, build, synchronise and serve.

The commands of the other modules of this suite are added here.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from index.artefact import versions
from index.artefact.manifest import read_manifest
from index.catalogue.store import iter_imported
from index.encoder import words
from index.encoder.onnx import HOW_TO_PREPARE, OnnxEncoder, prepared
from index.engines.registry import check_engine
from index.errors import ArtefactError, EncoderUnavailable, OrientessError
from index.location_import.imported import ImportedPlaces
from index.location_import.offers import Offers
from index.locations.jsonl import read_locations
from index.locations.models import Location
from index.messages import in_french
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import iter_records
from index.spelling.word_pairs import read_pairs_of_french
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from index.text.word_set import WordSet
from service.cli import (
    backup,
    check,
    data,
    evaluate,
    evaluate_persons,
    evaluate_wording,
    feedback,
    keys,
    proposals,
    publication,
    search,
    store,
)
from service.cli.evaluate import calibrator
from service.cli.publication import can_prepare, prepare, served_encoder, wanted_encoder
from service.console import err, out
from service.data_folder import PACKAGED, missing
from service.settings import Settings, error_messages, unknown_variables
from service.storage.store import open_store

if TYPE_CHECKING:
    from index.indexing.build import BuildReport

app = typer.Typer(
    help="OrientESS : du besoin aux acteurs de l'ESS numérique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _module in (
    search, backup, data, check, evaluate, evaluate_persons, evaluate_wording, feedback, keys,
    proposals, publication, store,
):  # fmt: skip
    app.add_typer(_module.commands)
LOG = logging.getLogger("orientess")
REDRAWN_S = 0.2
"""Seconds between two drawings of a progress bar."""
BY_WORDS = (
    "Recherche par les mots seulement, faute d'encodeur. Pour chercher aussi par le sens, puis "
    "relancer cette commande :"
)


def main() -> None:
    """Run the `orientess` command; print expected errors in French, without a stack trace.

    The exit status is 1 for an error of the program or of the disk, 2 for an invalid setting.
    """
    try:
        app()
    except OrientessError as error:
        _print_error(str(error))
        raise SystemExit(1) from None
    except OSError as error:
        _print_error(f"{error.filename or 'Disque'} : {in_french(error)}.")
        raise SystemExit(1) from None
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for message in error_messages(error):
            err().print(Text(message, style="red"), soft_wrap=True)
        raise SystemExit(2) from None


def _print_error(message: str) -> None:
    """Print an error, then how to name the folder of the data if they are not there."""
    for line in dict.fromkeys((message, missing(Settings().data))):
        if line:
            err().print(Text(line, style="red"), soft_wrap=True)


@app.command()
def build() -> None:
    """Construit l'index à partir des fiches et le met en service."""
    from index.indexing.build import build as build_index  # only building needs it

    settings = Settings()
    check_engine(settings.engine, settings.engine_server)  # before what takes an hour
    own_ids = {record.id for record in iter_records(settings.actors)}
    thesaurus = Thesaurus.read(settings.needs, settings.out_of_scope)
    occupations = read_occupations(settings.occupations, settings.occupation_imports)
    locations = read_locations(settings.locations, own_ids, set(thesaurus.needs))
    imported = iter_imported(settings.imports, own_ids)
    places = _imported_places(settings, own_ids, locations)
    encoder, home = _prepared_encoder(settings), settings.index_home
    by_words = isinstance(encoder, words.WordEncoder)
    name = words.NAME if isinstance(encoder, words.WordEncoder) else encoder.manifest.source
    fitted = settings.calibration.exists() and not by_words  # words alone are never sure
    with _progress("Encodage") as bar:
        lexicon = WordSet.read(settings.lexicon)
        report = build_index(
            chain(iter_records(settings.actors), places.others(imported) if places else imported),
            encoder,
            name,
            home,
            thesaurus=thesaurus,
            lexicon=lexicon,
            pairs=read_pairs_of_french(settings.pairs),
            occupations=occupations,
            locations=chain(locations, places.found if places else ()),  # read after the records
            communes=read_communes(settings.communes) if settings.communes.exists() else (),
            engine=settings.engine,
            server=settings.engine_server,
            progress=bar,
            fit=calibrator(settings, encoder).fit if fitted else None,
        )
    imports = (record.id for record in iter_imported(settings.imports, own_ids))
    data.give_codes_here(settings, {*own_ids, *(each.id for each in locations), *imports})
    _print_report(report, len(locations), places)


def _print_report(report: BuildReport, locations: int, places: ImportedPlaces | None) -> None:
    """Print what a build made, of these locations and of those found among the imports."""
    manifest = report.manifest
    if places and (places.found or places.known):
        out().print(
            f"Imports : {len(places.found)} fiches devenues des lieux, "
            f"{places.known} lieux déjà connus.",
            soft_wrap=True,
        )
    count = locations + (len(places.found) if places else 0)
    out().print(
        f"Index {manifest.version} : {manifest.records} fiches, {manifest.passages} passages, "
        f"{report.encoded} textes encodés"
        + (f", {count} lieux" if count else "")
        + (f" ; {report.merged} doublons fusionnés" if report.merged else "")
        + (f", {report.grouped} regroupés" if report.grouped else "")
        + ".",
        soft_wrap=True,
    )


@app.command()
def sync(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]…", help="Celles à lire maintenant ; sans nom : celles dues."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Accepter un fichier qui serait refusé.")
    ] = False,
    without_build: Annotated[
        bool, typer.Option("--sans-construire", help="Importer seulement.")
    ] = False,
) -> None:
    """Télécharge les données ouvertes de sources.toml, les importe et construit l'index."""
    from service.cli.sync import update_sources  # httpx: only fetching needs it

    updates = update_sources(Settings(), names or (), force)
    if any(update.is_new for update in updates):
        if without_build:
            out().print("Lancez « orientess build » pour les mettre en service.")
        else:
            build()
    if any(update.is_error for update in updates):
        raise typer.Exit(1)


def _imported_places(
    settings: Settings, own_ids: Collection[str], locations: Sequence[Location]
) -> ImportedPlaces | None:
    """Prepare to set apart the imported records that are only places, when there are imports."""
    if not (settings.offers.exists() and any(settings.imports.glob("*.jsonl"))):
        return None
    gazetteer = Gazetteer(read_communes(settings.communes))
    return ImportedPlaces(own_ids, locations, Offers(settings.offers), gazetteer)


def _prepared_encoder(settings: Settings) -> OnnxEncoder | words.WordEncoder:
    """Open the encoder of the settings, prepared first if it was not; that of words without it.

    Words alone never replace an index that is searched by meaning.
    """
    if prepared(settings.serving, wanted_encoder(settings)) is None:
        if not can_prepare():
            _check_by_words(settings)
            err().print(Text(f"{BY_WORDS} {HOW_TO_PREPARE}.", style="yellow"), soft_wrap=True)
            return words.WordEncoder()
        prepare()
    return OnnxEncoder(settings.serving, at_once=settings.encoder_threads)


def _check_by_words(settings: Settings) -> None:
    """Raise EncoderUnavailable when the index in service is searched by meaning."""
    if versions.current_version(settings.index_home) and not _is_by_words(settings):
        raise EncoderUnavailable(
            "L'index en service cherche par le sens, et son encodeur n'est pas préparé ici : "
            f"{HOW_TO_PREPARE}."
        )


def _is_by_words(settings: Settings) -> bool:
    """Return whether the index in service is searched by words only, or cannot be read."""
    try:
        return read_manifest(settings.index_home / versions.CURRENT).encoder == words.NAME
    except ArtefactError:
        return True


@contextmanager
def _progress(title: str) -> Iterator[_Bar]:
    """Display a progress bar on standard error."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # no thread draws it: a build makes a copy of a process that has no other
    with Progress(*columns, console=err(), transient=True, auto_refresh=False) as progress:
        yield _Bar(progress)


class _Bar:
    """Progress bar, called with (done, total)."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)
        self._drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)
        if monotonic() - self._drawn > REDRAWN_S or done == total:
            self._progress.refresh()
            self._drawn = monotonic()


@app.command()
def rollback() -> None:
    """Remet en service la version précédente de l'index."""
    settings = Settings()
    version = versions.rollback(settings.index_home, settings.engine_server)
    out().print(f"Version en service : {version}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute.")] = None,
    port: Annotated[int | None, typer.Option(help="Port d'écoute.", min=1, max=65535)] = None,
) -> None:
    """Sert le site et l'API. Les besoins tapés ne sont pas journalisés."""
    gc.disable()  # as in `service.cli.__main__`
    from service import server
    from service.observability import logs  # the other commands do not need the web

    gc.enable()
    settings = Settings()
    server.check_publisher(settings)
    if told := missing(settings.data):
        raise OrientessError(told)
    host, port = host or settings.host, port or settings.port
    logs.configure(settings.log_json)
    _warn(settings)
    open_store(settings)  # refused here, and not in each process, when its client is absent
    addresses = {"ORIENTESS_PORT ou --port": (host, port)}
    if settings.metrics_port:
        addresses["ORIENTESS_METRICS_PORT"] = (settings.host, settings.metrics_port)
    server.check_ports(addresses)
    _build_first(settings)
    if out().is_terminal or not settings.log_json:  # in JSON, a program reads the log
        out().print(f"OrientESS : http://{host}:{port}  (Ctrl+C pour arrêter)")
    server.run(settings, host, port)


def _build_first(settings: Settings) -> None:
    """Build the index of the data of the package when there is none, and again once by meaning.

    The build has its own process, whose memory is not kept.
    """
    if settings.data != PACKAGED or settings.index_url:
        return
    ready = prepared(settings.serving, wanted_encoder(settings)) is not None
    if versions.current_version(settings.index_home) and not (ready and _is_by_words(settings)):
        return
    err().print("Construction de l'index, avant de servir (une à quelques minutes)…")
    if subprocess.run([sys.executable, "-m", "service.cli", "build"], check=False).returncode:
        raise OrientessError("L'index n'a pas pu être construit : la raison est ci-dessus.")


def _warn(settings: Settings) -> None:
    """Log a warning for each setting that is probably a mistake, such as a misspelt variable."""
    for name, meant in unknown_variables(os.environ):
        LOG.warning("variable %s inconnue%s", name, f" : est-ce {meant} ?" if meant else "")
    if not (var := settings.var.absolute()).exists():
        LOG.warning("le dossier %s n'existe pas, il est créé : ORIENTESS_VAR est-il juste ?", var)
    if (asked := settings.encoder) and (found := served_encoder(settings)) != asked:
        told = "ENCODER dit « %s », et l'encodeur préparé est « %s » : lancez « orientess build »"
        LOG.warning(told, asked, found)
    if settings.trusted_proxies and not settings.address:
        LOG.warning(
            "ORIENTESS_ADDRESS est vide derrière un proxy : les liens complets sont faits avec le "
            "nom que dit chaque requête, et n'importe qui le choisit si le proxy le laisse passer"
        )
