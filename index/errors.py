"""The exception tree of OrientESS, drawn and then defined.

    OrientessError
    ├── InvalidRecords        records that cannot be read: every error, with file and line
    ├── UnknownRecord         no record has this identifier
    ├── UnknownLocation       no location has this identifier
    ├── UnknownNeed           no need of the thesaurus has this identifier
    ├── UnknownOccupation     no occupation has this identifier
    ├── InvalidQuery          a query that is empty, too long or contradictory
    ├── FileChanged           a file is absent, truncated or changed since its digest was taken
    ├── EncoderError
    │   ├── InvalidWeights    the file of weights is not the one that was pinned
    │   └── EncoderUnavailable  the encoder was not prepared, or cannot be loaded
    │       └── EncoderMissing  this service runs without one
    ├── EngineError
    │   ├── UnknownEngine     no registered engine has this name
    │   ├── EngineMissing     its package is not installed, or the address of its server not given
    │   ├── EngineUnavailable the server of the engine does not answer
    │   └── DimensionMismatch vectors of one dimension used with an index of another
    ├── ArtefactError
    │   ├── ArtefactMissing   no artefact was published in this folder
    │   ├── ArtefactCorrupt   a file is absent, truncated or changed
    │   └── ArtefactMismatch  undamaged, but of another format or encoder
    ├── PublicationError      an index cannot be sent to other machines, or fetched from there
    ├── CalibrationError      the file of weights and thresholds cannot be read
    ├── LexiconUnreadable     the list of the words of French cannot be read
    ├── StoreError            the file of counters and reports cannot be read or written
    ├── DownloadError         a file of open data cannot be fetched within its limits
    ├── LinkRefused           a link that must not be followed: a private network, or not of the web
    ├── BackupError           a backup cannot be made, is damaged, or would undo what is newer
    ├── UnknownKey            no API key has this identifier
    ├── AccessError           a key or a quota does not allow the request
    │   ├── KeyRequired       a key is required, and the request has no valid one
    │   ├── KeyForbidden      the key is valid, and does not allow this
    │   ├── QuotaSpent        too many requests in a minute
    │   └── DayQuotaSpent     too many forms in a day
    ├── SentFromElsewhere     a form was sent from a page of another site
    ├── ServiceBusy           too many requests at once: the same may be sent again soon
    ├── ExportError           an export cannot be written here: a package is missing
    └── EvaluationError       qrels, runs or queries that do not agree

Messages are read by people: they are in French and say how to correct the cause. The HTTP status
of each error is decided in `service/http/problems.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class OrientessError(Exception):
    """Any error that OrientESS raises on purpose, with a message in French for people."""


@dataclass(frozen=True)
class RecordError:
    """One error in a file of records: where it is, what was found and what was expected.

    It is no exception: an `InvalidRecords` is raised with all those of a file. line: counted from
    1, 0 when the whole file is wrong; field: name of the wrong field; found, expected: in French.
    """

    file: str
    line: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: champ « {self.field} » : "
            f"trouvé {self.found} ; attendu {self.expected}"
        )


class InvalidRecords(OrientessError):
    """Raised when a data file cannot be read; `errors` lists every error with its line."""

    def __init__(self, errors: Sequence[RecordError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class UnknownRecord(OrientessError):
    """Raised when no record (an organisation or a programme) has the requested identifier."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(f"Aucune fiche n'a l'identifiant « {identifier} ».")


class UnknownLocation(OrientessError):
    """Raised when no location (a place of a record) has the requested identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucun lieu n'a l'identifiant « {identifier} ».")


class UnknownNeed(OrientessError):
    """Raised when no need (an entry of the thesaurus of needs) has the requested identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucun besoin du thésaurus n'a l'identifiant « {identifier} ».")


class UnknownOccupation(OrientessError):
    """Raised when no occupation or role has the requested identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucun métier ni rôle n'a l'identifiant « {identifier} ».")


class InvalidQuery(OrientessError):
    """Raised for a query that cannot be answered: empty, too long or contradictory.

    field: name of the wrong parameter; message: the reason, in French.
    """

    def __init__(self, field: str, message: str) -> None:
        self.field, self.message = field, message
        super().__init__(message)


class FileChanged(OrientessError):
    """Raised when a file is absent, truncated, or different from when its SHA-256 was recorded."""


class EncoderError(OrientessError):
    """Raised when the encoder (the model that turns texts into vectors) cannot be used."""


class InvalidWeights(EncoderError):
    """Raised when a file of encoder weights is unreadable or lacks the expected SHA-256."""


class EncoderUnavailable(EncoderError):
    """Raised when the encoder (the model that turns texts into vectors) is not ready.

    It was not prepared on this machine, is still being loaded, or cannot be loaded.
    """


class EncoderMissing(EncoderUnavailable):
    """Raised when no encoder is loaded in this service: trying again soon would be useless."""

    def __init__(self) -> None:
        super().__init__(
            "Ce service cherche par les mots seulement : il n'a pas d'encodeur, sans lequel ceci "
            "ne peut pas se faire. Son exploitant en prépare un par « orientess prepare »."
        )


class EngineError(OrientessError):
    """Raised when a vector engine (which finds the nearest vectors) cannot perform an operation."""


class UnknownEngine(EngineError):
    """Raised when no engine has the requested name; the message lists those that exist."""

    def __init__(self, name: str, registered: Sequence[str]) -> None:
        super().__init__(
            f"Moteur « {name} » inconnu ; moteurs disponibles : {', '.join(registered)}."
        )


class EngineMissing(EngineError):
    """Raised when an engine cannot be used on this machine: a package or an address is missing."""


class EngineUnavailable(EngineError):
    """Raised when the server of an engine does not answer, or has not what is asked of it.

    reason: why, in words that anybody may read; message: the same and more, for those who operate.
    """

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or f"Le moteur ne répond pas : {reason}.")


class DimensionMismatch(EngineError):
    """Raised when vectors are compared with an index whose vectors have another dimension."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            f"Vecteurs de dimension {found}, index de dimension {expected} : "
            "reconstruisez l'index avec le même encodeur (« orientess build »)."
        )


class ArtefactError(OrientessError):
    """Raised when the artefact (the folder that holds the built search index) cannot be used."""


class ArtefactMissing(ArtefactError):
    """Raised when a folder holds no artefact (built search index) in service."""


class ArtefactCorrupt(ArtefactError):
    """Raised when a file of the artefact (built search index) is absent, truncated or changed."""


class ArtefactMismatch(ArtefactError):
    """Raised when the artefact (built search index) has another format or another encoder.

    Its files are undamaged: it must be built again.
    """


class PublicationError(OrientessError):
    """Raised when an index cannot be sent to where other machines fetch it, or fetched from there.

    The place does not answer, nothing is published there, or it is not what it states.
    """


class CalibrationError(OrientessError):
    """Raised when the calibration file (weights and thresholds fitted on judged data) is unusable.

    It is absent, unreadable or not valid.
    """


class LexiconUnreadable(OrientessError):
    """Raised when the file that lists the words of French cannot be read."""


class StoreError(OrientessError):
    """Raised when a database of the service (keys, counters, reports) cannot be read or written."""


class UnknownKey(OrientessError):
    """Raised when no API key has the requested identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucune clé n'a l'identifiant « {identifier} ».")


class AccessError(OrientessError):
    """Raised when a request is refused because of its API key or of a quota."""


class KeyRequired(AccessError):
    """Raised when a request needs an API key and has none, or one unknown, expired or revoked."""


class KeyForbidden(AccessError):
    """Raised when the API key of a request is valid but does not give the right to make it."""


class QuotaSpent(AccessError):
    """Raised when a client made too many requests in a minute.

    wait_s: seconds to wait until the next request is allowed.
    """

    def __init__(self, per_minute: int, wait_s: int) -> None:
        self.wait_s = wait_s
        plural = "s" if wait_s > 1 else ""
        super().__init__(
            f"Vous avez dépassé {per_minute} demandes par minute : "
            f"réessayez dans {wait_s} seconde{plural}."
        )


class DayQuotaSpent(AccessError):
    """Raised when an address sent too many forms in a day.

    wait_s: seconds to wait until the next day.
    """

    def __init__(self, message: str, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(message)


class SentFromElsewhere(OrientessError):
    """Raised when a form was sent from a page of another site, which may be an attack (CSRF)."""


class DownloadError(OrientessError):
    """Raised when a file of open data cannot be fetched from its source.

    No address answers, it leads elsewhere, it is too large or too slow, or it is no data.
    """


class LinkRefused(OrientessError):
    """Raised when a link must not be followed: to a private network, or not of the web."""


class BackupError(OrientessError):
    """Raised when a backup cannot be made or restored.

    It exists already, is damaged, or restoring it would replace newer data.
    """


class ServiceBusy(OrientessError):
    """Raised when the service has too many requests at once; the client may try again soon."""


class ExportError(OrientessError):
    """Raised when an export cannot be written here: a package is missing."""


class EvaluationError(OrientessError):
    """Raised when the files that measure search quality cannot be read or do not agree.

    They hold queries, the relevant records of each (qrels), and the ranked results (runs).
    """
