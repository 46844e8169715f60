"""French that people read: numbers with their noun, and faults of the system or of a file."""

from __future__ import annotations

import csv
import errno
import json
import re
import tomllib
from collections.abc import Mapping

from index.errors import OrientessError

_SYSTEM = {
    errno.ENOENT: "aucun fichier de ce nom",
    errno.EISDIR: "un dossier",
    errno.ENOTDIR: "un chemin qui passe par un fichier",
    errno.EACCES: "un accès refusé",
    errno.EPERM: "un accès refusé",
    errno.EROFS: "un disque en lecture seule",
    errno.ENOSPC: "un disque plein",
    errno.EDQUOT: "un disque plein",
    errno.EIO: "un disque en défaut",
    errno.ENAMETOOLONG: "un nom trop long",
    errno.EMFILE: "trop de fichiers ouverts",
}
"""Number of a fault of the system -> what was found, in words."""
_TOML_PLACE = re.compile(r"line (\d+), column (\d+)")


class Sentence(str):
    """A French text that remembers how it was made, so that it can be said in another language.

    pattern: with the names of its values, as in "à %(km)s km"; values: what fills it.
    """

    pattern: str
    values: Mapping[str, str]

    def __new__(cls, pattern: str, **values: object) -> Sentence:
        """Fill a pattern."""
        told = {
            name: value if isinstance(value, str) else str(value) for name, value in values.items()
        }
        sentence = super().__new__(cls, pattern % told)
        sentence.pattern, sentence.values = pattern, told
        return sentence


def counted(number: int, singular: str, plural: str) -> str:
    """A number and its noun: 0 résultat, 1 résultat, 2 résultats."""
    return f"{number} {singular if number < 2 else plural}"


def in_french(error: Exception) -> str:
    """What was found, for a fault that Python or the system tells in English."""
    match error:
        case OrientessError():
            return str(error)
        case OSError():
            return _SYSTEM.get(error.errno or 0, f"une erreur du système (n° {error.errno})")
        case UnicodeDecodeError():
            place = f"octet {error.start + 1} : {error.object[error.start]:#04x}"
            return f"un texte qui n'est pas en UTF-8 ({place})"
        case json.JSONDecodeError():
            return f"du JSON invalide (colonne {error.colno})"
        case tomllib.TOMLDecodeError():
            found = _TOML_PLACE.search(str(error))
            return "du TOML invalide" + (
                f" (ligne {found[1]}, colonne {found[2]})" if found else ""
            )
        case csv.Error():
            return "du CSV invalide"
        case KeyError():
            return f"« {error.args[0]} » absent"
        case _:
            return "un contenu illisible"
