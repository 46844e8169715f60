"""Update of a source: fetch, import, compare, accept; else the last good file stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index.errors import DownloadError, InvalidRecords
from index.files import digest, naming, sweep, sync, write_atomically
from index.importers.report import ImportReport
from index.places.gazetteer import Gazetteer
from index.sync.acceptance import refusal_reasons
from index.sync.changes import Changes, compare
from index.sync.download import NOTHING, Download, Downloader, Validators
from index.sync.importing import import_files
from index.sync.pages import fetch_pages
from index.sync.selection import select
from index.sync.sources import Source
from index.sync.state import (
    SourceState,
    StoredFile,
    credit_of,
    definition_of,
    read_state,
    write_state,
)

CHANGES = "changes.json"
STAGING = "staging"
PROBLEMS = ".problemes.csv"


class Outcome(StrEnum):
    """Outcome of the update of a source; the value is its name in French.

    UPDATED: new records are in place; UNCHANGED: the source has nothing new; REFUSED: what it gives
    is not sound, and FAILED: it gives nothing; in both, the last good records stay.
    """

    UPDATED = "mise à jour"
    UNCHANGED = "inchangée"
    REFUSED = "refusée"
    FAILED = "injoignable"


@dataclass(frozen=True)
class SourceUpdate:
    """Result of the update of a source.

    name: of the source; report: of the import, None when nothing was imported; changes: None unless
    it was updated; reasons: in French, why it was refused or failed, or was accepted by force.
    """

    name: str
    outcome: Outcome
    report: ImportReport | None = None
    changes: Changes | None = None
    reasons: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """True if records were put in place: the index is to be built."""
        return self.outcome is Outcome.UPDATED

    @property
    def is_error(self) -> bool:
        """True if the operator has to look at it."""
        return self.outcome in (Outcome.REFUSED, Outcome.FAILED)


@dataclass(frozen=True)
class _Fetched:
    """A file of a source as it is now: where, its version, and whether it differs from before."""

    path: Path
    version: StoredFile
    is_new: bool


@dataclass(frozen=True)
class Updater:
    """Updates sources, one at a time, with `update`.

    home: folder of what is stored of each source; imports: folder of the imported records, where
    the build reads them; gazetteer: returns the index of the place names and codes of France;
    downloader: fetches files; environment: variables, where the keys of APIs are; now: returns the
    time.
    """

    home: Path
    imports: Path
    gazetteer: Callable[[], Gazetteer]
    downloader: Downloader
    environment: Mapping[str, str] = field(repr=False)
    now: Callable[[], datetime]

    def update(self, name: str, source: Source, force: bool = False) -> SourceUpdate:
        """Fetch a source and, when it is sound and new, put its records in place of those before.

        Args:
            name: of the source.
            source: where it is, and how to read it.
            force: True to fetch it even if it did not change, and to accept it even if it lost many
                rows or has many wrong ones.

        Returns:
            The outcome. An error of the source is reported in it, not raised.

        Raises:
            OSError: when the disk cannot be read or written. The records before stay.
        """
        folder, target = self.home / name, self.imports / f"{name}.jsonl"
        last = read_state(folder)
        is_current = last is not None and last.definition == definition_of(source)
        with naming(folder), _staging(folder) as staging:
            try:
                files = self._fetch(name, source, last if is_current and not force else None)
                if last and is_current and target.exists() and not force and not _any_new(files):
                    write_state(folder, _checked(last, source, files, self.now()))
                    return SourceUpdate(name, Outcome.UNCHANGED)
                paths = {suffix: file.path for suffix, file in files.items()}
                selected = select(paths, source.retenir, staging / "selected")
                records = staging / target.name
                report = import_files(source, name, selected, self.gazetteer(), records)
            except DownloadError as error:
                return SourceUpdate(name, Outcome.FAILED, reasons=(str(error),))
            except InvalidRecords as error:
                return SourceUpdate(name, Outcome.REFUSED, reasons=tuple(map(str, error.errors)))
            reasons = refusal_reasons(report, last.rows if last else None)
            if reasons and not force:
                return SourceUpdate(name, Outcome.REFUSED, report, reasons=reasons)
            changes = compare(target, records, self.now())
            self._accept(folder, files, records, changes)
        write_state(folder, _state(source, report, files, changes.date))
        return SourceUpdate(name, Outcome.UPDATED, report, changes, reasons)

    def _fetch(self, name: str, source: Source, last: SourceState | None) -> dict[str, _Fetched]:
        """Fetch the files of a source, or find those that did not change.

        last: versions that are here; None to fetch all.
        """
        folder = self.home / name
        files = {}
        for suffix, url in source.urls.items():
            before = last.files.get(suffix) if last else None
            stored = _sound(folder / f"{name}{suffix}", before)
            target = folder / STAGING / f"{name}{suffix}"
            wanted = Download(
                url,
                source.redirections,
                self._key(source),
                _validators(stored),
                source.max_bytes,
                source.duree_max_s,
            )
            try:
                version = self._download(source, wanted, target)
            except DownloadError as error:
                raise DownloadError(f"{url.partition('?')[0]} : {error}") from error
            if version is None and stored is not None:
                files[suffix] = _Fetched(folder / f"{name}{suffix}", stored, is_new=False)
                continue
            files[suffix] = _new_file(target, version or NOTHING, stored)
        return files

    def _download(self, source: Source, wanted: Download, target: Path) -> Validators | None:
        if source.par_pages:
            fetch_pages(self.downloader, wanted, target)
            return Validators(wanted.url)
        return self.downloader.fetch(wanted, target)

    def _key(self, source: Source) -> str:
        """Return the key of a source, "" when it needs none."""
        key = self.environment.get(source.cle, "").strip() if source.cle else ""
        if source.cle and not key:
            raise DownloadError(f"la variable {source.cle} est vide : la clé de l'API y est lue")
        if not (key.isascii() and key.isprintable()):
            raise DownloadError(
                f"la variable {source.cle} n'est pas une clé : des caractères interdits"
            )
        return key

    def _accept(
        self, folder: Path, files: Mapping[str, _Fetched], records: Path, changes: Changes
    ) -> None:
        """Put changes, records, problems and fetched files in place; the state comes after them.

        Changes are written first, and only when there are any: an update that is stopped here and
        begun again finds none.
        """
        if changes.is_any:
            write_atomically(folder / CHANGES, changes.model_dump_json(indent=1) + "\n")
        self.imports.mkdir(parents=True, exist_ok=True)
        problems = records.with_suffix(PROBLEMS)
        problems.replace(self.imports / problems.name)
        records.replace(self.imports / records.name)
        sync(self.imports)
        for file in files.values():
            if file.is_new:
                file.path.replace(folder / file.path.name)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Make an empty folder for what is not accepted yet, and remove it at the end."""
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def tidy(home: Path) -> None:
    """Remove what the updates of any source left when they were stopped, even by SIGKILL.

    Args:
        home: folder of what is stored of each source; the caller holds its lock.
    """
    for staging in home.glob(f"*/{STAGING}"):
        shutil.rmtree(staging, ignore_errors=True)
    for folder in home.iterdir():
        sweep(folder)


def _any_new(files: Mapping[str, _Fetched]) -> bool:
    return any(file.is_new for file in files.values())


def _versions(files: Mapping[str, _Fetched]) -> dict[str, StoredFile]:
    return {suffix: file.version for suffix, file in files.items()}


def _sound(path: Path, version: StoredFile | None) -> StoredFile | None:
    """Return the version of a stored file; None when it is absent, or is not that file any more."""
    if version is None or not path.is_file() or digest(path) != version.digest:
        return None
    return version


def _validators(stored: StoredFile | None) -> Validators:
    if stored is None:
        return NOTHING
    return Validators(stored.url, stored.etag, stored.last_modified)


def _new_file(path: Path, version: Validators, stored: StoredFile | None) -> _Fetched:
    """Describe a file just fetched; it is not new when it is the one that was stored."""
    current_digest = digest(path)
    current = StoredFile(
        url=version.url,
        etag=version.etag,
        last_modified=version.last_modified,
        digest=current_digest,
    )
    return _Fetched(path, current, is_new=stored is None or stored.digest != current_digest)


def _checked(
    last: SourceState, source: Source, files: Mapping[str, _Fetched], now: datetime
) -> SourceState:
    """Return the state of a source that has nothing new."""
    credit = credit_of(source, last.accepted)
    return last.model_copy(update={"checked": now, "files": _versions(files), "credit": credit})


def _state(
    source: Source, report: ImportReport, files: Mapping[str, _Fetched], date: datetime
) -> SourceState:
    return SourceState(
        definition=definition_of(source),
        checked=date,
        accepted=date,
        rows=report.read,
        files=_versions(files),
        credit=credit_of(source, date),
    )
