"""The exception tree of OrientESS, drawn and then defined.

    OrientessError
    ├── InvalidRecords        records that cannot be read: every error, with file and line
    ├── UnknownRecord         no record has this identifier
    ├── UnknownNeed           no need of the thesaurus has this identifier
    ├── UnknownOccupation     no occupation has this identifier
    ├── InvalidQuery          a query that is empty, too long or contradictory
    ├── FileChanged           a file is absent, truncated or changed since its digest was taken
    ├── EncoderError
    │   ├── InvalidWeights    the file of weights is not the one that was pinned
    │   └── EncoderUnavailable  the encoder was not prepared, or cannot be loaded
    ├── EngineError
    │   ├── UnknownEngine     no registered engine has this name
    │   └── DimensionMismatch vectors of one dimension used with an index of another
    ├── ArtefactError
    │   ├── ArtefactMissing   no artefact was published in this folder
    │   ├── ArtefactCorrupt   a file is absent, truncated or changed
    │   └── ArtefactMismatch  undamaged, but of another format or encoder
    ├── CalibrationError      the file of fitted numbers cannot be read
    ├── LexiconUnreadable     the list of the words of French cannot be read
    ├── StoreError            the file of counters and reports cannot be read or written
    ├── BackupError           a backup cannot be made, is damaged, or would undo what is newer
    ├── UnknownKey            no API key has this identifier
    ├── AccessError           a key or a quota does not allow the request
    │   ├── KeyRequired       a key is required, and the request has no valid one
    │   ├── KeyForbidden      the key is valid, and does not allow this
    │   └── QuotaSpent        too many requests in a minute
    ├── SentFromElsewhere     a form was sent from a page of another site
    ├── ServiceBusy           too many requests at once: the same may be sent again soon
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
    """One error in a file of records: where it is, the value found and the form expected.

    It is no exception: InvalidRecords carries all those of a file. line: from 1, 0 for the whole
    file; found, expected: in French.
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
    """Records that cannot be read; `errors` lists every error of every line."""

    def __init__(self, errors: Sequence[RecordError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class UnknownRecord(OrientessError):
    """No record has this identifier."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(f"Aucune fiche n'a l'identifiant « {identifier} ».")


class UnknownNeed(OrientessError):
    """No need of the thesaurus has this identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucun besoin du thésaurus n'a l'identifiant « {identifier} ».")


class UnknownOccupation(OrientessError):
    """No occupation has this identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucun métier ni rôle n'a l'identifiant « {identifier} ».")


class InvalidQuery(OrientessError):
    """A query that cannot be answered; `field` is the wrong parameter, `message` the reason."""

    def __init__(self, field: str, message: str) -> None:
        self.field, self.message = field, message
        super().__init__(message)


class FileChanged(OrientessError):
    """A file is absent, truncated or changed since its digest was taken."""


class EncoderError(OrientessError):
    """The encoder cannot encode."""


class InvalidWeights(EncoderError):
    """The file of weights is not the one that was pinned, or is not readable."""


class EncoderUnavailable(EncoderError):
    """The encoder was not prepared, or cannot be loaded."""


class EngineError(OrientessError):
    """A vector engine refused its input."""


class UnknownEngine(EngineError):
    """No registered engine has this name; `registered` lists those that are."""

    def __init__(self, name: str, registered: Sequence[str]) -> None:
        super().__init__(
            f"Moteur de vecteurs « {name} » inconnu ; moteurs disponibles : "
            f"{', '.join(registered)}."
        )


class DimensionMismatch(EngineError):
    """Vectors of one dimension were used with an index of another."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            f"Vecteurs de dimension {found}, index de dimension {expected} : "
            "reconstruisez l'index avec le même encodeur (« orientess build »)."
        )


class ArtefactError(OrientessError):
    """The artefact cannot be used."""


class ArtefactMissing(ArtefactError):
    """No artefact was published in this folder."""


class ArtefactCorrupt(ArtefactError):
    """A file of the artefact is absent, truncated or changed."""


class ArtefactMismatch(ArtefactError):
    """The artefact is undamaged, but of another format or another encoder."""


class CalibrationError(OrientessError):
    """The file of fitted numbers is absent, unreadable or not valid."""


class LexiconUnreadable(OrientessError):
    """The list of the words of French cannot be read."""


class StoreError(OrientessError):
    """The file of keys, counters and reports cannot be opened, read or written."""


class UnknownKey(OrientessError):
    """No API key has this identifier."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"Aucune clé n'a l'identifiant « {identifier} ».")


class AccessError(OrientessError):
    """A key or a quota does not allow the request."""


class KeyRequired(AccessError):
    """A key is required, and the request has none, or one that is unknown, expired or revoked."""


class KeyForbidden(AccessError):
    """The key is valid, and does not allow this."""


class QuotaSpent(AccessError):
    """Too many requests in a minute; the next one is allowed in `wait_s` seconds."""

    def __init__(self, per_minute: int, wait_s: int) -> None:
        self.wait_s = wait_s
        plural = "s" if wait_s > 1 else ""
        super().__init__(
            f"Vous avez dépassé {per_minute} demandes par minute : "
            f"réessayez dans {wait_s} seconde{plural}."
        )


class SentFromElsewhere(OrientessError):
    """A form was sent from a page of another site."""


class BackupError(OrientessError):
    """A backup cannot be made, is damaged, or would undo what is newer."""


class ServiceBusy(OrientessError):
    """Too many requests at once: the same may be sent again in a moment."""


class EvaluationError(OrientessError):
    """Qrels, runs or queries that cannot be read or do not agree."""
