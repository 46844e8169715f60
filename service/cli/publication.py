"""Commands that send an index or an encoder to other machines, and bring it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from index.encoder import archive as encoder_archive
from index.encoder.onnx import HOW_TO_PREPARE, read_manifest
from index.encoder_export import lora
from index.errors import DownloadError, EncoderUnavailable, OrientessError
from index.files import scratch
from index.messages import counted
from index.publication.fetcher import Fetcher
from index.publication.place import Place
from index.publication.pointer import MEGABYTE
from index.publication.publisher import publish as publish_index
from service.console import err, out
from service.preparation.state import Step, StepReporter, can_prepare
from service.settings import Settings

commands = typer.Typer()
ARCHIVE_MAX_S = 3600.0
"""Longest time, in seconds, to fetch an archive."""

Address = Annotated[
    str,
    typer.Argument(metavar="[LIEU]", help="Dossier ou adresse ; sinon ORIENTESS_INDEX_URL."),
]


@commands.command()
def publish(
    address: Address = "",
    whole: Annotated[
        bool, typer.Option("--entier", help="Envoyer aussi les fichiers qui y sont déjà.")
    ] = False,
) -> None:
    """Envoie l'index en service là où d'autres machines le prennent."""
    settings = Settings()
    place = _place(settings, address)
    with _progress("Envoi") as progress:
        done = publish_index(settings.index_home, place, whole, progress, settings.engine_server)
    removed = counted(len(done.removed), "version retirée", "versions retirées")
    line = f"Index {done.version} publié dans {place} : {_size(done.sent)} envoyés, {removed}."
    out().print(Text(line), soft_wrap=True)


@commands.command()
def fetch(address: Address = "") -> None:
    """Prend l'index publié, le vérifie et le met en service ; sinon vérifie celui d'ici."""
    settings = Settings()
    place = _place(settings, address)
    with _progress("Réception") as progress:
        fetcher = Fetcher(place, settings.index_home, settings.index_max_mb * MEGABYTE, progress)
        done = fetcher.fetch(verify=True)
    if done is not None and done.is_new:
        line = f"Index {done.version} en service ici : {_size(done.received)} reçus."
    else:
        line = f"Index {done.version if done else ''} déjà en service ici."
    out().print(Text(line), soft_wrap=True)


@commands.command()
def prepare(
    archive: Annotated[
        str, typer.Option(metavar="FICHIER", help="Fichier ou adresse https d'une archive.")
    ] = "",
    sha256: Annotated[str, typer.Option(metavar="EMPREINTE", help="Celle de l'archive.")] = "",
    packed: Annotated[
        Path | None,
        typer.Option("--emballer", metavar="FICHIER", help="Écrire l'encodeur dans une archive."),
    ] = None,
) -> None:
    """Prépare l'encodeur : télécharge ses poids et les exporte, ou installe une archive."""
    settings = Settings()
    if archive:
        _install(settings, archive, sha256)
    else:
        _export(settings)
    if packed is not None:
        made = encoder_archive.pack(settings.serving, packed)
        line = f"Archive {packed} : {_size(made.size)}, SHA-256 {made.sha256}"
        out().print(Text(line), soft_wrap=True)


def wanted_encoder(settings: Settings) -> str:
    """Return the name of the encoder that the settings and the data ask for."""
    return settings.encoder or lora.source(settings.adapter)


def served_encoder(settings: Settings) -> str:
    """Return the name of the encoder that is prepared, "aucun" when there is none."""
    try:
        return read_manifest(settings.serving).source
    except EncoderUnavailable:
        return "aucun"


def _export(settings: Settings) -> None:
    """Make the encoder from its weights, unless it is prepared already."""
    if not can_prepare():
        raise EncoderUnavailable(
            f"Il manque ce qui prépare l'encodeur (torch et d'autres) : {HOW_TO_PREPARE}."
        )
    from index.encoder_export import (  # torch and onnx: only preparing needs them
        derived,
        onnx,
        student,
    )

    StepReporter(Step.ENCODER)
    with out().status("Préparation de l'encodeur (une à deux minutes la première fois)…"):
        manifest = onnx.prepare(settings.encoder_home, settings.encoder, settings.adapter)
        taught = settings.serving_student and student.teacher_of(settings.adapter)
        if taught == manifest.source:
            onnx.prepare_student(settings.encoder_home, settings.adapter)
        if settings.serving_dangers and lora.checksum(settings.adapter / derived.DANGERS):
            derived.prepare_dangers(settings.encoder_home, settings.adapter)
        if settings.serving_marks and lora.checksum(settings.adapter / derived.MARKS):
            derived.prepare_marks(settings.encoder_home, settings.adapter)
    out().print(f"Encodeur prêt : {manifest.source}, dimension {manifest.dimension}.")
    if taught and taught != manifest.source:
        out().print(Text(f"Sans élève : celui de {settings.adapter} est de l'encodeur {taught}."))


def _install(settings: Settings, archive: str, sha256: str) -> None:
    """Install the encoder of an archive, from a file or an address."""
    if not sha256:
        raise OrientessError("Donnez l'empreinte de l'archive : --sha256 EMPREINTE.")
    with _fetched(archive, settings.var) as path:
        wanted = wanted_encoder(settings)
        manifest = encoder_archive.unpack(path, sha256, wanted, settings.serving)
    out().print(f"Encodeur prêt : {manifest.source}, dimension {manifest.dimension}.")


@contextmanager
def _fetched(archive: str, home: Path) -> Iterator[Path]:
    """Yield the file of an archive, fetched in a folder of `home` if it is an address."""
    if not archive.startswith("https://"):
        yield Path(archive)
        return
    from index.sync.download import Download, Downloader, open_client  # httpx: only fetching

    limits = Download(archive, max_bytes=encoder_archive.MAX_BYTES, max_seconds=ARCHIVE_MAX_S)
    with (
        scratch(home) as folder,
        open_client() as client,
        _progress("Réception") as progress,
    ):
        path = folder / "encoder.tar"
        try:
            Downloader(client, progress=progress).fetch(limits, path)
        except DownloadError as error:
            raise EncoderUnavailable(f"{archive} : {error}.") from error
        yield path


def _place(settings: Settings, address: str) -> Place:
    """Open the place named on the command line, else that of the settings."""
    if not (address or settings.index_url):
        raise OrientessError("Dites où : ORIENTESS_INDEX_URL, ou un dossier ou une adresse.")
    return Place(address or settings.index_url)


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} Mo".replace(".", ",")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Display a progress bar on standard error; yield a function of the bytes done and in all."""
    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
