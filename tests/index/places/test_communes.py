"""The table of communes: its rows are read, or the error is reported with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import InvalidRecords, RecordError
from index.places import communes
from index.places.communes import (
    COLUMNS,
    Commune,
    check_communes,
    read_communes,
    read_communes_once,
)

LILLE = {
    "code_insee": "59350",
    "nom": "Lille",
    "type": "commune",
    "codes_postaux": "59000|59800",
    "departement": "59",
    "region": "32",
    "epci": "200093201",
    "pays": "fr",
    "population": "238695",
    "latitude": "50.6333",
    "longitude": "3.0667",
    "coordonnees": "geonames",
}
MakeTable = Callable[..., Path]


def problem_of(path: Path) -> RecordError:
    """The only problem of a table."""
    with pytest.raises(InvalidRecords) as caught:
        read_communes(path)
    (problem,) = caught.value.errors
    return problem


@pytest.fixture
def table(tmp_path: Path) -> MakeTable:
    """Writes a table of rows, each given by the fields that differ from those of Lille."""

    def write(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
        path = tmp_path / "communes.csv"
        lines = [",".join((LILLE | row).get(name, "") for name in columns) for row in rows]
        path.write_text("\n".join([",".join(columns), *lines, ""]), encoding="utf-8")
        return path

    return write


def read_one(path: Path) -> Commune:
    """The only row of a table."""
    (commune,) = read_communes(path)
    return commune


def test_a_row_should_be_read_whole(table: MakeTable) -> None:
    expected = Commune(
        code="59350",
        nom="Lille",
        type="commune",
        codes_postaux=("59000", "59800"),
        departement="59",
        region="32",
        epci="200093201",
        pays="fr",
        population=238695,
        latitude=50.6333,
        longitude=3.0667,
        ordinary=False,
        parent="",
        short="",
    )
    assert read_one(table({})) == expected


def test_rows_should_keep_the_order_of_the_file(table: MakeTable) -> None:
    path = table({"nom": "Zuydcoote"}, {"nom": "Abscon"}, {"nom": "Lille"})
    assert [each.nom for each in read_communes(path)] == ["Zuydcoote", "Abscon", "Lille"]


def test_what_is_unknown_should_be_empty(table: MakeTable) -> None:
    unknown = {"codes_postaux": "", "population": "", "latitude": "", "longitude": ""}
    commune = read_one(table(unknown))
    assert (commune.codes_postaux, commune.population) == ((), 0)
    assert (commune.latitude, commune.longitude) == (None, None)


@pytest.mark.parametrize(("cell", "ordinary"), [("oui", True), ("", False), ("non", False)])
def test_a_name_that_is_an_ordinary_word_should_be_ordinary(
    cell: str, ordinary: bool, table: MakeTable
) -> None:
    assert read_one(table({"mot_courant": cell})).ordinary is ordinary


def test_a_short_name_should_be_read(table: MakeTable) -> None:
    assert read_one(table({"nom_court": "Évry"})).short == "Évry"


@pytest.mark.parametrize(
    ("parent", "insee"),
    [pytest.param("75056", "75056", id="a part"), pytest.param("", "75118", id="whole")],
)
def test_a_part_of_a_commune_should_have_the_code_of_the_whole(
    parent: str, insee: str, table: MakeTable
) -> None:
    row = {"code_insee": "75118", "type": "arrondissement", "rattachement": parent}
    assert read_one(table(row)).insee == insee


def test_windows_line_ends_should_be_accepted(table: MakeTable) -> None:
    path = table({})
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_one(path).nom == "Lille"


def test_a_name_between_quotes_may_hold_a_comma(table: MakeTable) -> None:
    assert read_one(table({"nom": '"Lille, Nord"'})).nom == "Lille, Nord"


@pytest.mark.parametrize(
    ("field", "value"),
    [("population", "8x"), ("population", "12.5"), ("latitude", "Nord"), ("longitude", "3,07")],
)
def test_a_number_that_is_none_should_be_refused_at_its_line(
    field: str, value: str, table: MakeTable
) -> None:
    problem = problem_of(table({}, {field: f'"{value}"'}))
    assert (problem.file, problem.line, problem.field) == ("communes.csv", 3, "ligne")
    assert value in problem.found


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "coordonnees"])
def test_a_table_that_lacks_a_column_should_be_reported_by_its_name(
    column: str, table: MakeTable
) -> None:
    columns = tuple(name for name in COLUMNS if name != column)
    problem = problem_of(table({}, columns=columns))
    assert (problem.line, problem.found) == (2, f"« {column} » absent")
    assert problem.expected == "les colonnes " + ", ".join(COLUMNS)


def test_a_table_of_columns_only_should_hold_no_commune(table: MakeTable) -> None:
    assert read_communes(table()) == ()


def test_an_absent_table_should_be_named(tmp_path: Path) -> None:
    problem = problem_of(tmp_path / "absente.csv")
    assert (problem.file, problem.field) == ("absente.csv", "fichier")
    assert problem.expected == "la table des communes"


def test_a_folder_should_not_be_read_as_a_table(tmp_path: Path) -> None:
    assert problem_of(tmp_path).field == "fichier"


def test_a_table_that_is_not_utf8_should_be_refused(table: MakeTable) -> None:
    path = table({"nom": "Évry"})
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert "0xc9" in problem_of(path).found


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"nom": ""}, id="without a name"),
        pytest.param({"latitude": "nan"}, id="not a number"),
        pytest.param({"latitude": "146"}, id="not on Earth"),
        pytest.param({"longitude": "-181"}, id="beyond the date line"),
    ],
)
def test_a_row_that_could_not_be_a_place_should_be_refused_with_its_line(
    row: dict[str, str], table: MakeTable
) -> None:
    assert problem_of(table({}, row)).line == 3


def test_a_row_cut_short_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    path.write_text(",".join(COLUMNS) + "\n01001\n", encoding="utf-8")
    assert problem_of(path).line == 2


def test_a_byte_order_mark_should_be_left_out(table: MakeTable) -> None:
    path = table({})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_one(path).code == "59350"


def test_a_table_read_once_should_not_be_kept(table: MakeTable) -> None:
    path = table({})
    assert read_communes_once(path) == read_communes(path)
    kept = read_communes(path)
    assert read_communes(path) is kept
    read_communes_once(path)
    assert read_communes(path) is not kept


def test_a_file_that_is_no_table_should_be_told_from_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    with pytest.raises(InvalidRecords, match=r"communes\.csv"):
        check_communes(path)
    path.write_text("nom\nLille\n", encoding="utf-8")
    with pytest.raises(InvalidRecords, match="ligne"):
        check_communes(path)


def test_a_bad_table_should_be_read_again_only_once_it_changed(
    table: MakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table({}, {"population": '"8x"'})
    first = problem_of(path)
    with monkeypatch.context() as patched:
        patched.setattr(communes, "_rows", lambda _path: pytest.fail("lue à nouveau"))
        assert problem_of(path) == first
        with pytest.raises(InvalidRecords):
            read_communes_once(path)
    assert len(read_communes(table({}, {"code_insee": "59351"}))) == 2
