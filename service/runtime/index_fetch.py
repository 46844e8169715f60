"""Index fetch: a replica looks from time to time at what is published for it, and fetches it.

What is fetched becomes the current version on the disk; the live index then takes it up as it does
a version that was built here.
"""

from __future__ import annotations

import logging
from threading import Event
from time import monotonic

from index.artefact.versions import current_version
from index.errors import OrientessError
from index.messages import in_french
from index.publication.fetcher import Fetcher
from index.publication.place import Place
from index.publication.pointer import MEGABYTE
from service.runtime.live_index import LiveIndex
from service.runtime.periodic import PeriodicTask
from service.settings import Settings

LOG = logging.getLogger("orientess")
LONGEST_WAIT_S = 600.0
"""Longest time, in seconds, between two attempts after errors: each waits twice the one before."""


class IndexFetch:
    """Periodic fetch of the published index; without a place in the settings, it does nothing."""

    def __init__(self, settings: Settings, live_index: LiveIndex) -> None:
        """Prepare the object; nothing is looked at before `start`.

        settings: where the index is published, and how often to look; live_index: the index that
        answers requests.
        """
        self._settings, self._live_index = settings, live_index
        self._fetcher: Fetcher | None = None
        self._stopping = Event()
        self._verified: str | None = None
        self._error, self._errors, self._not_before = "", 0, 0.0
        every_s = settings.fetch_seconds
        self._task = PeriodicTask("prise-index", every_s, self.look, at_once=True)

    def start(self) -> None:
        """Look at the place now, then periodically, in a thread of its own."""
        if self._settings.index_url and self._settings.fetch_seconds:
            self._stopping.clear()
            self._task.start()

    def stop(self) -> None:
        """Stop looking; a fetch that has begun stops too, and the next one goes on with it."""
        self._stopping.set()
        self._task.stop()

    def look(self) -> None:
        """Fetch the published index if it is another one than here; log an error, raise none.

        After an error, the next attempts are further and further apart. The same error is logged
        once.
        """
        if monotonic() < self._not_before:
            return
        try:
            self._fetch()
        except (OrientessError, OSError) as error:
            self._errors += 1
            wait_s = self._settings.fetch_seconds * 2**self._errors
            self._not_before = monotonic() + min(wait_s, LONGEST_WAIT_S)
            if (message := in_french(error)) != self._error:
                LOG.error("index publié non pris : %s", message)
            self._error = message
            return
        if self._error:
            LOG.info("le lieu de publication répond de nouveau")
        self._error, self._errors = "", 0

    def _fetch(self) -> None:
        settings = self._settings
        if self._fetcher is None:
            place = Place(settings.index_url)
            self._fetcher = Fetcher(
                place,
                settings.index_home,
                settings.index_max_mb * MEGABYTE,
                is_stopping=self._stopping.is_set,
            )
        fetched = self._fetcher.fetch(verify=self._is_suspect(), only_new=True)
        if fetched is not None and fetched.is_new:
            LOG.info("index %s pris du lieu de publication", fetched.version)

    def _is_suspect(self) -> bool:
        """Return whether the current version may be damaged: it is not in service.

        It is said once of a version: reading all of it takes time.
        """
        current, state = current_version(self._settings.index_home), self._live_index.state()
        in_service = None if state is None else state[0]
        suspect = current is not None and current not in {in_service, self._verified}
        if suspect:
            self._verified = current
        return suspect
