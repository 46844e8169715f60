"""The searcher in use: opened at start-up, replaced when a new index is published.

A request holds the searcher it began with, so that none fails while another takes over.
"""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread

from index import artefact
from index.encoder import Encoder, OnnxEncoder
from index.errors import ArtefactMismatch, ArtefactMissing, EncoderError, OrientessError
from index.publication import CURRENT, current_version
from index.search import Searcher
from service.settings import Settings

LOG = logging.getLogger("orientess")


class CurrentSearcher:
    """Holds the searcher over the current index and watches for the next one."""

    def __init__(self, settings: Settings) -> None:
        """settings: where the index and the encoder are; nothing is opened yet."""
        self._settings = settings
        self._searcher: Searcher | None = None
        self._encoder: Encoder | None = None
        self._failed: str | None = None
        self._opening = Lock()
        self._stopping = Event()
        self._watcher = Thread(target=self._watch, name="veille-index", daemon=True)

    @property
    def searcher(self) -> Searcher:
        """The searcher in use.

        Raises:
            ArtefactMissing: when no index could be opened yet.
        """
        if self._searcher is None:
            raise ArtefactMissing("Aucun index n'est prêt : lancez « orientess build ».")
        return self._searcher

    def start(self) -> None:
        """Open the encoder and the index, then watch. A missing index is waited for."""
        self._open_encoder()
        self.refresh()
        self._watcher.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join()

    def refresh(self) -> None:
        """Open the current index if it is not the one in use; keep the old one on any fault."""
        with self._opening:
            version = current_version(self._settings.index_home)
            in_use = None if self._searcher is None else self._searcher.manifest.version
            if version is None or version in (in_use, self._failed):
                return
            try:
                self._searcher = self._open_searcher()
            except OrientessError as error:
                self._failed = version
                LOG.error("index %s refusé : %s", version, error)
            else:
                LOG.info("index %s en service", version)

    def _open_searcher(self) -> Searcher:
        opened = artefact.read(self._settings.index_home / CURRENT)
        limit_s = self._settings.encode_limit_ms / 1000
        try:
            return Searcher(opened, self._encoder, limit_s)
        except ArtefactMismatch:
            self._open_encoder()  # the encoder may have been prepared anew with the index
            return Searcher(opened, self._encoder, limit_s)

    def _open_encoder(self) -> None:
        self._encoder = None
        if not self._settings.use_encoder:
            return
        try:
            self._encoder = OnnxEncoder(
                self._settings.encoder_home / "serving",
                threads_each=self._settings.encoder_threads,
            )
        except EncoderError as error:
            LOG.error("sans encodeur, recherche par les mots seulement : %s", error)

    def _watch(self) -> None:
        while not self._stopping.wait(self._settings.reload_seconds):
            self.refresh()
