"""French that people read: numbers agree, and no error is described in English."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import EngineError, OrientessError
from index.evaluation.places import read_phrases
from index.importers.native_mapping import read_mapping
from index.importers.row_reader import read_rows
from index.messages import Sentence, counted, in_french
from index.places.communes import read_communes
from index.records.jsonl import read_records
from index.taxonomy.thesaurus import Thesaurus


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 résultat"), (1, "1 résultat"), (2, "2 résultats")]
)
def test_the_plural_should_begin_at_two(number: int, expected: str) -> None:
    assert counted(number, "résultat", "résultats") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lille", "Près de Lille"),
        ("Amiens", "Près d'Amiens"),
        ("Étampes", "Près d'Étampes"),
        ("Yvetot", "Près d'Yvetot"),
        ("Yaoundé", "Près de Yaoundé"),
        ("Haguenau", "Près de Haguenau"),
        ("L'Haÿ-les-Roses", "Près de L'Haÿ-les-Roses"),
        ("Le Mans", "Près du Mans"),
        ("Les Ulis", "Près des Ulis"),
        ("Lens", "Près de Lens"),
        ("8 %", "Près de 8 %"),
    ],
)
def test_of_should_be_said_as_french_says_it_before_a_name(name: str, expected: str) -> None:
    assert Sentence("Près de %(place)s", place=name) == expected


@pytest.mark.parametrize(
    ("fails", "expected"),
    [
        pytest.param(lambda: Path("/absent/x").read_text(), "aucun fichier de ce nom", id="absent"),
        pytest.param(lambda: Path("/").read_text(), "un dossier", id="folder"),
        pytest.param(
            lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
            "un disque plein", id="full disk",
        ),
        pytest.param(
            lambda: (_ for _ in ()).throw(OSError(errno.EXDEV, os.strerror(errno.EXDEV))),
            f"une erreur du système (n° {errno.EXDEV})", id="another error of the system",
        ),
        pytest.param(
            lambda: b"caf\xe9".decode(), "un texte qui n'est pas en UTF-8 (octet 4 : 0xe9)",
            id="encoding",
        ),
        pytest.param(lambda: json.loads('{"a" 1}'), "du JSON invalide (colonne 6)", id="json"),
        pytest.param(
            lambda: tomllib.loads("a = 1\nb = ?"), "du TOML invalide (ligne 2, colonne 5)",
            id="toml",
        ),
        pytest.param(
            lambda: tomllib.loads("a = "), "du TOML invalide", id="toml end"
        ),
        pytest.param(lambda: next(csv.reader(["a\rb"])), "du CSV invalide", id="csv"),
        pytest.param(lambda: dict[str, str]()["source"], "« source » absent", id="key"),
        pytest.param(lambda: float("abc"), "un contenu illisible", id="number"),
    ],
)  # fmt: skip
def test_an_error_should_be_described_in_french(fails: Callable[[], object], expected: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any kind
        fails()
    assert isinstance(caught.value, Exception)
    assert in_french(caught.value) == expected


def test_an_error_of_ours_should_keep_its_message() -> None:
    assert in_french(EngineError("Index abîmé.")) == "Index abîmé."


READERS: dict[str, Callable[[Path], object]] = {
    "records": read_records,
    "thesaurus": Thesaurus.read,
    "communes": read_communes,
    "places judged": read_phrases,
    "rows": lambda path: list(read_rows(path)),
    "mapping": read_mapping,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_file_that_is_absent_should_be_described_in_french(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(OrientessError, match="aucun fichier de ce nom"):
        read(tmp_path / "absent")


@pytest.mark.parametrize(
    ("reader", "content", "expected"),
    [
        ("thesaurus", '{"id" 1}', "trouvé du JSON invalide (colonne 7) ;"),
        ("thesaurus", '{"id": "a", "id": "b"}', "champ « id » : trouvé le champ deux fois ;"),
        ("thesaurus", "9" * 5000, "trouvé un contenu illisible ;"),
        ("rows", '[{"nom": 1}, boum]', "trouvé du JSON invalide ou incomplet ;"),
        ("mapping", "source = ", "trouvé du TOML invalide ;"),
        ("mapping", "", "trouvé « source » absent ;"),
        ("mapping", "source = 'X'\n[nom]\nx = 1", "trouvé « nom.x » : une clé inconnue ;"),
        ("mapping", "source = 'X'\n[nom]\nmotif = '('", "« nom.motif » : un motif illisible ;"),
        ("mapping", "source = 'X'\n[nom]\njoint = 1", "« nom.joint » : une valeur d'une autre"),
        ("mapping", "source = 'X'\n[prix]", "trouvé des champs inconnus : prix ;"),
    ],
)
def test_a_content_that_is_not_understood_should_be_described_in_french(
    reader: str, content: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "fichier"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(OrientessError, match=re.escape(expected)):
        READERS[reader](path)
