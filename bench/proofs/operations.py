"""Operations that change what the service stores: commands of `orientess`, and what forms send.

They act in a folder that `bench.proofs.small_state` prepares.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import httpx

from bench.proofs.proof import IDENTITY
from index.artefact import versions
from service.auth.keys import Keys
from service.cli.main import main
from service.proposals.proposal import Kind, Proposal, Status
from service.proposals.table import Proposals
from service.settings import Settings
from service.storage.store import open_store

PAGE = "https://etabli.example/contact"
OLD, PURGED_DAYS = timedelta(days=60), 30
TEMPORARY, GIVEN, SAVED, PLACE, EXPORT = "tmp", "donnees-en-main", "sauvegardes", "lieu", "export"
"""Folders: of temporary files, of what commands read, of backups, of a publication, of exports."""

Act = Callable[[Path], object]
"""Function that acts in a folder that `small_state` made."""


class Refused(Exception):
    """Raised when a command ends in failure: its status, and what it printed."""

    def __init__(self, status: object, told: str) -> None:
        super().__init__(status, told)
        self.status, self.told = status, told


@dataclass(frozen=True)
class Operation:
    """An operation: its name, in French, what it does, and the next command; None: it, again."""

    name: str
    act: Act
    following: Act | None = None

    @property
    def next(self) -> Act:
        """What is done after it, whether it was stopped or not."""
        return self.following or self.act


def settings_of(folder: Path) -> Settings:
    """Return the settings of the service whose state is in a folder."""
    return Settings(var=folder / "var", data=folder / "data", use_encoder=False)


def orientess(folder: Path, *arguments: str) -> str:
    """Run the command over the state of a folder.

    Args:
        folder: that `small_state` made; temporary files go to its folder of them.
        *arguments: of the command; "@" at the start of one stands for the folder.

    Returns:
        What it printed.

    Raises:
        Refused: when its exit status is not 0.
    """
    told = StringIO()
    given = [str(folder / each[1:]) if each.startswith("@") else each for each in arguments]
    environment = {
        "ORIENTESS_VAR": str(folder / "var"),
        "ORIENTESS_DATA": str(folder / "data"),
        "COLUMNS": "200",
    }
    with (
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", ["orientess", *given]),
        patch("tempfile.tempdir", str(folder / TEMPORARY)),
        patch("service.cli.sync.open_client", partial(_client, folder)),
        redirect_stdout(told),
        redirect_stderr(told),
    ):
        try:
            main()
        except SystemExit as stopped:
            if stopped.code:
                raise Refused(stopped.code, told.getvalue()) from stopped
    return told.getvalue()


def command(*arguments: str) -> Act:
    """Return what runs a command in a folder."""
    return partial(_command, arguments)


def _command(arguments: tuple[str, ...], folder: Path) -> str:
    return orientess(folder, *arguments)


def _client(folder: Path) -> httpx.Client:
    """Return a client of a producer whose file is in a folder."""

    def answer(_: httpx.Request) -> httpx.Response:
        content = (folder / GIVEN / "ouverts.csv").read_bytes()
        return httpx.Response(200, stream=httpx.ByteStream(content))

    return httpx.Client(transport=httpx.MockTransport(answer))


def publish_content(folder: Path) -> None:
    """Publish the content that is given for that, as a build does."""
    given, home = folder / GIVEN / "index", settings_of(folder).index_home
    content = versions.read(given, versions.current_version(given) or "").content
    with patch("tempfile.tempdir", str(folder / TEMPORARY)):
        versions.publish(content, IDENTITY, home)


def propose(folder: Path, kind: Kind = Kind.NEW, record: str = "", old: bool = False) -> None:
    """Store what a form of the site sends; old: True for one sent two months ago."""
    day = date.today() - (OLD if old else timedelta())
    changes = {"nom": "L'Établi", "description": "On y répare."} if kind is Kind.NEW else {}
    proposals = Proposals(open_store(settings_of(folder)), lambda: day)
    proposals.add(Proposal(kind, PAGE, record, changes))


def _accept_if_waiting(folder: Path) -> None:
    """Accept the first proposal unless it was, then refuse the next."""
    waiting = Proposals(open_store(settings_of(folder))).all(Status.WAITING)
    if any(each.number == 1 for each in waiting):
        orientess(folder, "proposals", "accept", "1")
    orientess(folder, "proposals", "refuse", "2", "--motif", "double")


def _refuse_if_waiting(folder: Path) -> None:
    waiting = Proposals(open_store(settings_of(folder))).all(Status.WAITING)
    if any(each.number == 1 for each in waiting):
        orientess(folder, "proposals", "refuse", "1", "--motif", "double")


def _revoke(folder: Path) -> None:
    (key,) = Keys(open_store(settings_of(folder))).all()
    orientess(folder, "keys", "revoke", key.id)


_IMPORT = ("import", f"@{GIVEN}/lieux.csv", "--services", f"@{GIVEN}/services.json")
_OURS = ("import", f"@{GIVEN}/fiches.jsonl")
OPERATIONS = (
    Operation("publication", publish_content),
    Operation("retour en arrière", command("rollback"), publish_content),
    Operation(
        "sauvegarde",
        command("backup", f"@{SAVED}/apres.tar.gz"),
        command("backup", f"@{SAVED}/suivante.tar.gz"),
    ),
    Operation("restauration", command("restore", f"@{SAVED}/avant.tar.gz", "--remplacer")),
    Operation("import de nos fiches", command(*_OURS), command(*_OURS, "--remplacer")),
    Operation("import d'un standard", command(*_IMPORT)),
    Operation("synchronisation", command("sync", "ouverts", "--sans-construire")),
    Operation("proposition déposée", propose),
    Operation("proposition acceptée", command("proposals", "accept", "1"), _accept_if_waiting),
    Operation(
        "proposition refusée",
        command("proposals", "refuse", "1", "--motif", "double"),
        _refuse_if_waiting,
    ),
    Operation("propositions effacées", command("proposals", "purge", "--jours", str(PURGED_DAYS))),
    Operation("clé révoquée", _revoke),
    Operation("envoi de l'index", command("publish", f"@{PLACE}")),
    Operation("réception de l'index", command("fetch", f"@{GIVEN}/lieu")),
    Operation("export", command("export", "data-inclusion", f"@{EXPORT}")),
    Operation("codes courts", command("codes")),
)
