"""Command that builds an index: by meaning, or by words alone where no encoder is prepared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index.artefact import versions
from index.artefact.content import ArtefactContent
from index.artefact.manifest import Artefact, Manifest, keep_inputs, read_manifest
from index.calibration.calibrator import Calibrator, read_requests
from index.catalogue.store import iter_imported
from index.encoder import words
from index.encoder.onnx import HOW_TO_PREPARE, SERVING_FILE, Encoder, OnnxEncoder, prepared
from index.encoder.onnx import read_manifest as read_encoder
from index.engines.registry import check_engine
from index.errors import ArtefactError, EncoderUnavailable
from index.exporters.catalogue import Catalogue
from index.exporters.whole_files import write_files
from index.indexing.inputs import inputs_digest, latest_inputs
from index.location_import.imported import ImportedPlaces
from index.location_import.offers import Offers
from index.locations.jsonl import read_locations
from index.locations.models import Location
from index.ordering.ordering import Ordering, read_ordering
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import iter_records
from index.search.calibration import read_calibration
from index.spelling.word_pairs import read_pairs_of_french
from index.taxonomy.occupations import read_occupations
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from index.text.word_set import WordSet
from service.cli import data
from service.cli.publication import prepare, wanted_encoder
from service.console import err, out
from service.preparation.state import Step, StepReporter, can_prepare
from service.settings import Settings

if TYPE_CHECKING:
    from index.indexing.build import BuildReport

commands = typer.Typer()
REDRAWN_S = 0.2
"""Seconds between two drawings of a progress bar."""
BY_WORDS = (
    "Recherche par les mots seulement, faute d'encodeur. Pour chercher aussi par le sens, puis "
    "relancer cette commande :"
)


@commands.command()
def build(
    by_words: Annotated[
        bool, typer.Option("--mots", help="Par les mots seulement, en quelques secondes.")
    ] = False,
    if_needed: Annotated[
        bool, typer.Option("--au-besoin", help="Seulement si les données ou le code ont changé.")
    ] = False,
) -> None:
    """Construit l'index à partir des fiches et le met en service."""
    settings = Settings()
    if if_needed and latest_inputs(settings.index_home) == _inputs(settings, by_words):
        out().print("L'index est à jour : ni les données ni le code n'ont changé.")
        return
    manifest = _build(settings, by_words)
    home = settings.index_home / manifest.version
    keep_inputs(manifest, _inputs(settings, by_words), home)


def _build(settings: Settings, by_words: bool) -> Manifest:
    """Build an index, put it in service, print what was made and return its manifest."""
    from index.indexing.build import Shortcuts  # only building needs these
    from index.indexing.build import build as build_index
    from index.indexing.shipped_vectors import read_shipped

    check_engine(settings.engine, settings.engine_server)  # before what takes an hour
    own_ids = {record.id for record in iter_records(settings.actors)}
    thesaurus = Thesaurus.read(settings.needs, settings.out_of_scope)
    locations = read_locations(settings.locations, own_ids, set(thesaurus.needs))
    imported = iter_imported(settings.imports, own_ids)
    places = _imported_places(settings, own_ids, locations)
    encoder = _encoder(settings, by_words)
    shipped = read_shipped(settings.adapter, encoder.fingerprint)
    with _progress("Encodage") as bar:
        report = build_index(
            chain(iter_records(settings.actors), places.others(imported) if places else imported),
            encoder,
            encoder.manifest.source if isinstance(encoder, OnnxEncoder) else words.NAME,
            settings.index_home,
            thesaurus=thesaurus,
            lexicon=WordSet.read(settings.lexicon),
            pairs=read_pairs_of_french(settings.pairs),
            occupations=read_occupations(settings.occupations, settings.occupation_imports),
            locations=chain(locations, places.found if places else ()),  # read after the records
            communes=read_communes(settings.communes) if settings.communes.exists() else (),
            engine=settings.engine,
            server=settings.engine_server,
            progress=bar,
            fit=_fit(settings, encoder),
            export=_export if isinstance(encoder, OnnxEncoder) else None,  # words answer at once
            shortcuts=Shortcuts(shipped, _student(settings, encoder.fingerprint)),
        )
    _give_codes(settings, own_ids, locations)
    _print_report(report, len(locations), places)
    return report.manifest


def _inputs(settings: Settings, by_words: bool) -> str:
    """Return the digest of all that an index is built from, once its encoder is prepared.

    by_words: True when words alone are asked for.
    """
    means = words.NAME if by_words else ""
    return inputs_digest(__name__, settings.indexed_from, (settings.engine, means))


def _give_codes(settings: Settings, own_ids: set[str], locations: Sequence[Location]) -> None:
    """Give a short code to what has none: imported records, and records of our own."""
    imports = (record.id for record in iter_imported(settings.imports, own_ids))
    data.give_codes_here(settings, {*own_ids, *(each.id for each in locations), *imports})


def _fit(
    settings: Settings, encoder: OnnxEncoder | words.WordEncoder
) -> Callable[[Artefact], str] | None:
    """Return what fits the confidence of searches; None by words alone, which are never sure."""
    if isinstance(encoder, words.WordEncoder) or not settings.calibration.exists():
        return None
    return calibrator(settings, encoder).fit


def calibrator(settings: Settings, encoder: Encoder | None) -> Calibrator:
    """Return what fits the confidence of a catalogue, with the encoder of its index, if any."""
    return Calibrator(
        encoder,
        read_calibration(settings.calibration),
        Synonyms.read(settings.synonyms),
        read_requests(settings.other_requests),
        ordering(settings).learned,
    )


def ordering(own: Settings) -> Ordering:
    """Read what orders records; a warning says when the learned order cannot be."""
    return read_ordering(own.order, own.national_services, warn)


def warn(why: str) -> None:
    """Print a warning on standard error, in yellow."""
    err().print(Text(why, style="yellow"))


def _export(content: ArtefactContent, version: str, folder: Path) -> None:
    """Write the exports of a version in its folder."""
    gazetteer = Gazetteer(content.places) if content.places else None
    write_files(Catalogue.of(content, gazetteer, version), folder)


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


def _imported_places(
    settings: Settings, own_ids: Collection[str], locations: Sequence[Location]
) -> ImportedPlaces | None:
    """Prepare to set apart the imported records that are only places, when there are imports."""
    if not (settings.offers.exists() and any(settings.imports.glob("*.jsonl"))):
        return None
    gazetteer = Gazetteer(read_communes(settings.communes))
    return ImportedPlaces(own_ids, locations, Offers(settings.offers), gazetteer)


def _encoder(settings: Settings, by_words: bool) -> OnnxEncoder | words.WordEncoder:
    """Open the encoder of the settings, prepared first if it was not; that of words without it.

    Words alone never replace an index that is searched by meaning. by_words: True to ask for them.
    """
    ready = prepared(settings.serving, wanted_encoder(settings)) is not None
    if by_words or not (ready or can_prepare()):
        _check_by_words(settings)
        if not by_words:
            err().print(Text(f"{BY_WORDS} {HOW_TO_PREPARE}.", style="yellow"), soft_wrap=True)
        return words.WordEncoder()
    if not ready:
        prepare()
    return OnnxEncoder(settings.serving, at_once=settings.encoder_threads)


def _student(settings: Settings, wanted: str) -> OnnxEncoder | None:
    """Open the student of an encoder; None when it is not prepared, or is that of another.

    wanted: fingerprint of the encoder.
    """
    folder = settings.serving_student
    if folder is None or not (folder / SERVING_FILE).exists():
        return None
    if read_encoder(folder).teacher != wanted:
        return None
    return OnnxEncoder(folder, at_once=settings.encoder_threads)


def _check_by_words(settings: Settings) -> None:
    """Raise EncoderUnavailable when the index in service is searched by meaning."""
    if versions.current_version(settings.index_home) and not is_by_words(settings):
        raise EncoderUnavailable(
            "L'index en service cherche par le sens, et son encodeur n'est pas préparé ici : "
            f"{HOW_TO_PREPARE}."
        )


def has_index(settings: Settings) -> bool:
    """Return whether a version of the index is in service, in a format that can be read."""
    try:
        read_manifest(settings.index_home / versions.CURRENT)
    except ArtefactError:
        return False
    return True


def is_by_words(settings: Settings) -> bool:
    """Return whether the index in service is searched by words only, or cannot be read."""
    try:
        return read_manifest(settings.index_home / versions.CURRENT).encoder == words.NAME
    except ArtefactError:
        return True


@contextmanager
def _progress(title: str) -> Iterator[_Bar]:
    """Display a progress bar on standard error, but to tell who asked to be told."""
    tell = StepReporter(Step.TEXTS)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # no thread draws it: a build makes a copy of a process that has no other
    bar = Progress(*columns, console=err(), transient=True, auto_refresh=False, disable=bool(tell))
    with bar:
        yield _Bar(bar, tell)


class _Bar:
    """Progress bar, called with (done, total) texts; once all are done, the index is made."""

    def __init__(self, progress: Progress, tell: StepReporter) -> None:
        self._progress, self._tell = progress, tell
        self._task = progress.add_task("", total=None)
        self._drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        self._tell(done, total)
        self._progress.update(self._task, completed=done, total=total)
        if monotonic() - self._drawn > REDRAWN_S or done == total:
            self._progress.refresh()
            self._drawn = monotonic()
        if done == total:
            StepReporter(Step.INDEX)
