"""Entry point of the `orientess` command: prepare, build, synchronise and serve.

The commands of the other modules of this suite are added here.
"""

from __future__ import annotations

import gc
import logging
import os
import shlex
import subprocess
import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.text import Text

from index.artefact import versions
from index.encoder.onnx import HOW_TO_PREPARE, prepared
from index.errors import OrientessError
from index.messages import in_french
from service.cli import (
    backup,
    build,
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
from service.cli.build import BY_WORDS, has_index, is_by_words
from service.cli.publication import served_encoder, wanted_encoder
from service.console import err, out
from service.data_folder import missing
from service.preparation.beside import preparing
from service.preparation.state import can_prepare, tell_failure
from service.settings import Settings, error_messages, renamed_variables, unknown_variables
from service.storage.store import open_store

app = typer.Typer(
    help="OrientESS : du besoin aux acteurs de l'ESS numérique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _module in (
    search, backup, build, data, check, evaluate, evaluate_persons, evaluate_wording, feedback,
    keys, proposals, publication, store,
):  # fmt: skip
    app.add_typer(_module.commands)
LOG = logging.getLogger("orientess")


def main() -> None:
    """Run the `orientess` command; print expected errors in French, without a stack trace.

    The exit status is 1 for an error of the program or of the disk, 2 for an invalid setting.
    """
    for former, name in renamed_variables(os.environ):
        told = f"{former} s'appelle désormais {name} ; l'ancien nom disparaît à la version 0.2."
        err().print(Text(told, style="yellow"), soft_wrap=True)
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
    tell_failure(message)
    for line in dict.fromkeys((message, missing(Settings().data))):
        if line:
            err().print(Text(line, style="red"), soft_wrap=True)


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
            build.build()
    if any(update.is_error for update in updates):
        raise typer.Exit(1)


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
    beside: Annotated[
        str,
        typer.Option(
            "--preparer",
            metavar="COMMANDE",
            help="Lancée à côté : installe, prépare et construit ce qui cherche par le sens.",
        ),
    ] = "",
) -> None:
    """Sert le site et l'API. Les besoins tapés ne sont pas journalisés.

    Sans index, il en construit un par les mots en quelques secondes, et répond.
    """
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
    with preparing(settings, _left_to_prepare(settings, beside)):
        server.run(settings, host, port)


def _build_first(settings: Settings) -> None:
    """Build an index by words when there is none that can be read, in a process of its own.

    The memory of a build is then not kept.
    """
    if settings.index_url or has_index(settings):
        return
    err().print("Premier index, par les mots seulement (quelques secondes)…")
    command = [sys.executable, "-m", "service.cli", "build", "--mots"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - fixed arguments, no shell
        raise OrientessError("L'index n'a pas pu être construit : la raison est ci-dessus.")


def _left_to_prepare(settings: Settings, asked: str) -> list[str]:
    """Return the command that prepares searches by meaning, none when nothing does or need be.

    asked: that of the caller, "" to build where the index is by words and an encoder can be had.
    """
    if settings.index_url:
        return []  # a replica takes what another machine builds
    if asked:
        return shlex.split(asked)
    if not is_by_words(settings):
        return []
    if prepared(settings.serving, wanted_encoder(settings)) is not None or can_prepare():
        return [sys.executable, "-m", "service.cli", "build"]
    err().print(Text(f"{BY_WORDS} {HOW_TO_PREPARE}.", style="yellow"), soft_wrap=True)
    return []


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
