"""The list of sources: what is wrong in it is message with its key, in French."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.native_mapping import read_mapping
from index.records.jsonl import read_records
from index.sync.sources import read_sources
from tests.conftest import DATA
from tests.index.sync.conftest import make_source

GOOD = """
[lieux]
titre = "Lieux"
url = "https://donnees.exemple/lieux.csv"
format = "mediation-numerique"
licence = "etalab-2.0"
credit = "Un producteur"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_source_should_be_off_until_it_is_turned_on(tmp_path: Path) -> None:
    sources = read_sources(written(tmp_path, GOOD))
    assert {name: source.actif for name, source in sources.items()} == {"lieux": False}
    assert read_sources(tmp_path / "absent.toml") == {}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('url = "http://donnees.exemple/"', "lieux.url » : trouvé « http://donnees.exemple/ » ; "
         "attendu une adresse https://"),
        ('url = "https://"', "lieux.url"),
        ('url = "https://[::1"', "lieux.url"),
        ('url = "https://moi:secret@donnees.exemple/"', "lieux.url » : trouvé une autre valeur"),
        ('url = "https://donnees.exemple/#haut"', "lieux.url"),
        ('licence = "etalab"', "lieux.licence » : trouvé « etalab » ; attendu « etalab-2.0 » ?"),
        ('redirections = ["https://static.exemple"]', "lieux.redirections.0"),
        ('frequence = "parfois"', "attendu quotidienne, hebdomadaire ou mensuelle"),
        ("taille_max_mo = 0", "attendu un nombre entier de mégaoctets de 1 à 2000"),
        ('cle = "ma clé"', "attendu le nom de la variable d'environnement"),
        ('adresse = "ici"', "lieux.adresse » : trouvé une clé inconnue ; attendu une clé parmi"),
        ('correspondance = "cnfs"', "attendu un format ou une correspondance, et pas les deux"),
        ('url_services = "https://donnees.exemple/s"', "attendu pas d'url_services"),
        ('reseau = "France services"', "attendu identifiant de la fiche du réseau"),
    ],
)  # fmt: skip
def test_a_wrong_value_should_be_reported_with_its_key(
    tmp_path: Path, line: str, message: str
) -> None:
    key = line.partition(" ")[0]
    others = [row for row in GOOD.splitlines() if not row.startswith(f"{key} ")]
    with pytest.raises(InvalidRecords) as caught:
        read_sources(written(tmp_path, "\n".join([*others, line])))
    (problem,) = caught.value.errors
    assert problem.file == "sources.toml"
    assert message in str(problem)
    assert "secret" not in str(problem)


def test_every_error_of_the_file_should_be_reported(tmp_path: Path) -> None:
    text = '[Lieux]\ntitre = "Lieux"\n'
    with pytest.raises(InvalidRecords) as caught:
        read_sources(written(tmp_path, text))
    fields = {problem.field: problem.expected for problem in caught.value.errors}
    assert fields["Lieux"] == "un nom en minuscules et tirets"
    assert fields["Lieux.url"] == "adresse du fichier, ou de l'API"
    assert fields.keys() == {"Lieux", "Lieux.url", "Lieux.licence", "Lieux.credit"}


@pytest.mark.parametrize("text", ["[lieux\n", "lieux = 3\n", "\x00"])
def test_a_file_that_cannot_be_read_should_be_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRecords, match=r"sources\.toml:0"):
        read_sources(written(tmp_path, text))


def test_the_files_to_fetch_should_be_those_of_the_addresses() -> None:
    source = make_source(
        format="data-inclusion", url="https://d.exemple/1", url_services="https://d.exemple/2"
    )
    assert source.urls == {"": "https://d.exemple/1", "-services": "https://d.exemple/2"}
    assert make_source().urls == {"": "https://donnees.exemple/lieux.csv"}
    assert make_source(frequence="mensuelle").period == timedelta(days=30)
    assert make_source(taille_max_mo=3).max_bytes == 3_000_000


def test_our_own_list_should_be_off_and_hold_the_national_sources() -> None:
    sources = read_sources(DATA / "sources.toml")
    assert [name for name, source in sources.items() if source.actif] == []
    assert sources.keys() >= {
        "cartographie-nationale",
        "france-services",
        "bibliotheques-publiques",
        "data-inclusion",
        "data-inclusion-api",
    }
    for source in sources.values():
        if source.correspondance:
            assert read_mapping(Path(source.correspondance)).source


@pytest.mark.catalogue
def test_the_networks_of_our_sources_should_be_in_the_catalogue() -> None:
    records = {record.id for record in read_records(DATA / "actors.jsonl")}
    networks = {source.reseau for source in read_sources(DATA / "sources.toml").values()}
    assert networks - {None} <= records
