"""Messages in French: translatable sentences, numbers with their noun, errors of files."""

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
"""Number of an error of the system (errno) -> its cause, in words."""
_OF_VALUE = re.compile(r"\b([Dd])e %\((\w+)\)s")
_VOWEL_FIRST = re.compile(r"[aeiouàâäæéèêëîïôöœùûü]|y[^\Waeiouy]", re.IGNORECASE)
_ARTICLES = {"Le ": "u ", "Les ": "es "}
"""Article at the start of a name -> end of the word that "de" makes with it: "du Mans"."""
_TOML_POSITION = re.compile(r"line (\d+), column (\d+)")


class Sentence(str):
    """A French sentence that keeps its pattern and its values, so that it can be translated.

    It is a string: the pattern filled with the values, by `filled`. pattern: the sentence with
    names of values in it, as "à %(km)s km"; values: name -> text. To translate it, the pattern of
    the other language is filled with the same values.
    """

    pattern: str
    values: Mapping[str, str]

    def __new__(cls, pattern: str, **values: object) -> Sentence:
        """Fill the pattern with the values of the same names, turned into texts."""
        texts = {
            name: value if isinstance(value, str) else str(value) for name, value in values.items()
        }
        sentence = super().__new__(cls, filled(pattern, texts))
        sentence.pattern, sentence.values = pattern, texts
        return sentence


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Return a French pattern filled with its values, with "de" elided or merged before each.

    "Près de %(place)s" gives "Près d'Amiens", "Près du Mans" and "Près de Lille". An h is taken as
    a consonant.
    """

    def of(match: re.Match[str]) -> str:
        """Return "de" and the value after it, or its name in the pattern."""
        initial, name = match.groups()
        value = values[name]
        for article, end in _ARTICLES.items():
            if value.startswith(article):
                return initial + end + value.removeprefix(article).replace("%", "%%")
        return f"{initial}'%({name})s" if _VOWEL_FIRST.match(value) else match[0]

    return _OF_VALUE.sub(of, pattern) % values


def counted(number: int, singular: str, plural: str) -> str:
    """Return a number and its noun, singular below 2: "0 résultat", "1 résultat", "2 résultats"."""
    return f"{number} {singular if number < 2 else plural}"


def in_french(error: Exception) -> str:
    """Return, in French, the cause of an error whose own message is in English.

    The error comes from Python or from the operating system. The words complete "trouvé …" in a
    message: "un disque plein", "du JSON invalide (colonne 3)".
    """
    match error:
        case OrientessError():
            return str(error)
        case OSError():
            return _SYSTEM.get(error.errno or 0, f"une erreur du système (n° {error.errno})")
        case UnicodeDecodeError():
            position = f"octet {error.start + 1} : {error.object[error.start]:#04x}"
            return f"un texte qui n'est pas en UTF-8 ({position})"
        case json.JSONDecodeError():
            return f"du JSON invalide (colonne {error.colno})"
        case tomllib.TOMLDecodeError():
            match = _TOML_POSITION.search(str(error))
            return "du TOML invalide" + (
                f" (ligne {match[1]}, colonne {match[2]})" if match else ""
            )
        case csv.Error():
            return "du CSV invalide"
        case KeyError():
            return f"« {error.args[0]} » absent"
        case _:
            return "un contenu illisible"
