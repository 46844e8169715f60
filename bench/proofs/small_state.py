"""Small state of the service that has some of everything: made, read whole, and listed.

It is in a folder: `var` and `data`, a place of publication, backups, exports, temporary files.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from bench.proofs.operations import (
    EXPORT,
    GIVEN,
    PLACE,
    SAVED,
    TEMPORARY,
    orientess,
    propose,
    settings_of,
)
from bench.proofs.proof import IDENTITY, Broken, catalogue
from index.artefact import manifest, versions
from index.artefact.manifest import Artefact
from index.catalogue.store import iter_imported
from index.codes.code_table import CodeTable
from index.publication.place import Place
from index.publication.pointer import read_pointer
from index.publication.publisher import publish
from index.records.jsonl import read_records
from index.sync.changes import Changes
from index.sync.state import read_state
from index.sync.update import CHANGES
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.reports import REASONS, Report, Reports
from service.proposals.proposal import Kind
from service.settings import Settings
from service.storage import copying
from service.storage.restore import check
from service.storage.store import open_store

ROOT = Path(__file__).parents[2]
HEADING = "id,nom,commune,code_postal,services\n"
SOURCES = """[ouverts]
actif = true
titre = "Lieux ouverts"
url = "https://donnees.exemple/lieux.csv"
format = "mediation-numerique"
licence = "etalab-2.0"
credit = "Un producteur"
"""
VERSION = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")

State = Mapping[str, object]
"""Name of a piece, replaced in one step -> what it holds."""


def prepare(folder: Path) -> None:
    """Make, in an empty folder, a state that all the operations change.

    Args:
        folder: the folder.
    """
    for name in (TEMPORARY, GIVEN, SAVED, "data"):
        (folder / name).mkdir()
    _write_data(folder)
    settings, given = settings_of(folder), folder / GIVEN
    for name in "ab":
        _publish(name, settings.index_home)
    propose(folder, old=True)
    propose(folder, Kind.CONFIRMATION, "fiche-1", old=True)
    Keys(open_store(settings)).create(Rights(name="Ville", scopes=(Scope.LECTURE,)))
    orientess(folder, "publish", f"@{PLACE}")
    _places(given / "lieux.csv", 3)
    orientess(folder, "import", f"@{GIVEN}/lieux.csv")
    orientess(folder, "backup", f"@{SAVED}/avant.tar.gz")
    Reports(open_store(settings)).add(Report("fiche-1", next(iter(REASONS))))
    orientess(folder, "export", "data-inclusion", f"@{EXPORT}")
    settings.actors.write_text(_fiches("fiche-1", "fiche-2", "fiche-3"), encoding="utf-8")
    _places(given / "ouverts.csv", 10)
    orientess(folder, "sync", "ouverts", "--sans-construire")
    _places(given / "lieux.csv", 200)
    orientess(folder, "import", f"@{GIVEN}/lieux.csv")
    _publish("c", settings.index_home)
    _give(folder)


def _write_data(folder: Path) -> None:
    """Write the data that the commands read."""
    data = folder / "data"
    (data / "needs.jsonl").symlink_to(ROOT / "data" / "needs.jsonl")
    with (ROOT / "data" / "communes.csv").open(encoding="utf-8") as stream:
        kept = [next(stream), *(line for line in stream if ",Lille,commune," in line)]
    (data / "communes.csv").write_text("".join(kept), encoding="utf-8")
    (data / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (data / "actors.jsonl").write_text(_fiches("fiche-1", "fiche-2"), encoding="utf-8")


def _give(folder: Path) -> None:
    """Write what the operations bring: records, places, services, a published index."""
    given = folder / GIVEN
    (given / "fiches.jsonl").write_text(_fiches("fiche-4", "fiche-5"), encoding="utf-8")
    _places(given / "lieux.csv", 60)
    _places(given / "ouverts.csv", 40)
    rows = (f'{{"structure_id": "{row}", "nom": "Atelier {row}"}}' for row in range(60))
    (given / "services.json").write_text(f"[{','.join(rows)}]", encoding="utf-8")
    _publish("d", given / "index")
    publish(given / "index", Place(str(given / "lieu")))


def _publish(name: str, home: Path) -> None:
    """Publish a small catalogue, of a name of one letter, in a folder of versions."""
    versions.publish(catalogue(name, ord(name) - ord("a") + 5), IDENTITY, home)


def _fiches(*identifiers: str) -> str:
    lines = (
        f'{{"type": "structure", "id": "{each}", "nom": "{each}", "description": "On y répare.", '
        f'"adresse": "1 rue Haute", "code_postal": "59000", "commune": "Lille", '
        f'"date_maj": "2026-01-15"}}\n'
        for each in identifiers
    )
    return "".join(lines)


def _places(path: Path, rows: int) -> None:
    lines = (f"{row},Lieu {row},Lille,59000,\n" for row in range(rows))
    path.write_text(HEADING + "".join(lines), encoding="utf-8")


def read(folder: Path) -> State:
    """Read the state of a folder as the service and the commands do, each piece checked whole.

    Args:
        folder: made by `prepare`, then changed by operations.

    Returns:
        What each piece holds; equal for states that mean the same.

    Raises:
        Broken: when something is not whole.
        OrientessError: the same, as it is found.
    """
    settings = settings_of(folder)
    read_records(settings.actors)
    own = {record.id for record in read_records(settings.actors)}
    list(iter_imported(settings.imports, own))
    with open_store(settings).reading() as connection:
        store = copying.digest(connection)
    found: dict[str, object] = {
        "index": tuple(map(_identifiers, _index(settings.index_home))),
        "stockage": store,
        "catalogue": settings.actors.read_bytes(),
        "codes": sorted(CodeTable.read(settings.codes).by_code.items()),
        "lieu": _published(folder / PLACE),
    }
    for home in (settings.imports, settings.occupation_imports, folder / EXPORT):
        found |= {f"{home.name}/{each.name}": each.read_bytes() for each in home.glob("[!.]*")}
    for archive in (folder / SAVED).glob("[!.]*"):
        found[f"{SAVED}/{archive.name}"] = _saved(archive)
    return found | dict(_synchronised(settings))


def _index(home: Path) -> Iterator[Artefact]:
    """Yield the current version of an index, and the one that a rollback would bring back."""
    current = versions.current_version(home)
    if current is None:
        raise Broken("plus aucun index n'est en service")
    yield versions.read(home, current)
    if not (earlier := versions.earlier_versions(home)):
        raise Broken("on ne peut plus revenir en arrière")
    yield versions.read(home, earlier[0])


def _identifiers(opened: Artefact) -> tuple[str, ...]:
    return tuple(record.id for record in opened.content.records)


def _published(folder: Path) -> str:
    """Return the version that a place points to, once all its files are verified."""
    version = read_pointer(Place(str(folder))).version
    manifest.read(folder / version, version)
    return version


def _saved(archive: Path) -> tuple[str, ...]:
    """Return the names of the files of a backup, once it is verified, elsewhere."""
    return _verified(archive.read_bytes())


@lru_cache(maxsize=4)
def _verified(archive: bytes) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copie.tar.gz"
        copy.write_bytes(archive)
        return tuple(sorted(check(copy).files))


def _synchronised(settings: Settings) -> Iterator[tuple[str, object]]:
    """Yield what is known of a source, but for the times: its state, its files, its changes."""
    for folder in settings.sync_home.glob("[!.]*"):
        state = read_state(folder)
        if state is None:
            raise Broken(f"l'état de {folder.name} ne se lit plus")
        kept = {suffix: file.digest for suffix, file in state.files.items()}
        yield f"{folder.name}/état", (state.definition, state.rows, kept)
        yield f"{folder.name}/fichier", (folder / folder.name).read_bytes()
        changes = Changes.model_validate_json((folder / CHANGES).read_bytes())
        yield f"{folder.name}/changements", (changes.new, changes.gone, changes.changed)


def names(folder: Path) -> Counter[str]:
    """Count the files and folders of a state, by their path, versions of an index alike.

    Args:
        folder: of the state.

    Returns:
        The path of each, in the folder -> how many there are.
    """
    paths = (str(path.relative_to(folder)) for path in folder.rglob("*"))
    return Counter(VERSION.sub("VERSION", path) for path in paths)
