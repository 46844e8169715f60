"""Imports: whatever the rows hold, each is kept or refused with a reason, and none stops a file.

What is kept is a valid record, which is read back and exported as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidRecords
from index.exporters.columns import COLUMNS as FLAT
from index.exporters.columns import feature_of
from index.exporters.csv_safe import FORMULA
from index.exporters.serializers import (
    Resource,
    collection_lines,
    data_inclusion_lines,
    data_inclusion_rows,
    flat_lines,
    mediation_lines,
    mediation_rows,
)
from index.importers.mediation_codes import COLUMNS
from index.importers.native_mapping import BUILT_IN, FieldRule, read_mapping
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport, Outcome
from index.importers.row_reader import read_rows
from index.records.jsonl import parse_record, read_records, to_json
from index.records.models import Actor
from tests.index.importers.conftest import PLACE, SERVICE, STRUCTURE
from tests.strategies import ODD, UNICODE, fixed
from tests.towns import GAZETTEER

LIKELY = (
    "Lille", "59000", "59350", "50.63", "3,06", "inf", "nan", "-1e400", "0" * 14, "9" * 300,
    "²" * 14,    "W123456789", "21130001700012.0", "+33320000000", "0320 / 0321", "a@b.fr|c@d.fr", "http://a.fr",
    "HTTPS://É.fr?q=\"'<", "2024-02-30", "9999999999999", "31/12/1999", "Mo-Fr 09:00-12:00", "24/7",
    "<b>gras", "&lt;script&gt;", "&amp;" * 9, "Gratuit|Payant", "[1, [2]]", "[", "99100", "france",
    "=1+1", "'", '"', "orientess--a", "a--b--c", "À distance : x", "Tous publics", "é" * 11_000,
)  # fmt: skip
TEXTS = UNICODE | ODD | st.sampled_from(LIKELY)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=6,
)
V0 = ("labels_nationaux", "publics_accueillis", "structureId", "SIRET", "horaires_ouverture")
MEDIATION = st.sampled_from((*COLUMNS, *V0)) | TEXTS
DATA_INCLUSION = (
    st.sampled_from(
        (*STRUCTURE, *SERVICE, "siret", "telephone", "courriel", "site_web", "lien_source",
         "horaires_accueil", "accessibilite_lieu", "reseaux_porteurs", "thematiques", "publics",
         "frais", "modes_accueil", "zone_eligibilite", "type", "profils", "types", "prise_rdv",
         "frais_precisions", "conditions_acces", "mobilisable_par", "presentation_detail")
    )
    | TEXTS
)  # fmt: skip


class Loaded:
    """What a file gave: its records, its report; None for both when it was refused."""

    def __init__(self, content: bytes, services: bytes | None = None, mapping: str = "") -> None:
        """content: of the file; services: of another; mapping: the name of one that is built in."""
        with TemporaryDirectory() as name:
            path = Path(name) / "lieux"
            path.write_bytes(content)
            beside = None if services is None else Path(name) / "services"
            if beside is not None:
                beside.write_bytes(services or b"")
            native = read_mapping(Path(mapping)) if mapping else None
            self.report = ImportReport(path.name)
            self.records: list[Actor] = []
            self.refused = ""
            try:
                self.records += load(Import(path, beside, native), GAZETTEER, self.report)
            except InvalidRecords as error:
                self.refused = str(error)

    def check(self) -> None:
        """Every row has its fate, every refusal its reason, every record its exports."""
        report = self.report
        assert report.read == report.accepted + report.refused
        assert report.accepted == len(self.records)
        refusals = [each for each in report.problems if each.outcome is Outcome.REFUSED]
        assert len(refusals) >= report.refused
        assert all(each.reason and str(each).encode() for each in report.problems)
        assert len({each.id for each in self.records}) == len(self.records)
        for record in self.records:
            assert parse_record(to_json(record)) == record
        _check_exports(self.records)


def _check_exports(records: list[Actor]) -> None:
    """What is exported is read back: CSV by its own module, JSON by its own."""
    left_out: list[tuple[str, str]] = []
    rows = list(mediation_rows(records, lambda *told: left_out.append(told)))
    assert len(rows) + len(left_out) == len(records)
    for lines, columns in ((mediation_lines(rows), COLUMNS), (flat_lines(records), FLAT)):
        told = _read("".join(lines))
        assert told[0] == list(columns)
        assert {len(each) for each in told} == {len(columns)}
        assert not [cell for row in told for cell in row if _runs(cell)]
    collection = json.loads("".join(collection_lines(map(feature_of, records))))
    assert len(collection["features"]) == len(records)
    for resource in Resource:
        written = "".join(data_inclusion_lines(data_inclusion_rows(records, resource)))
        assert isinstance(json.loads(written), list)


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would run a cell: it begins as a formula and is no number."""
    if not cell.startswith(FORMULA):
        return False
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return True
    return False


def json_of(rows: Iterable[Any]) -> bytes:
    """Rows in JSON; what has no form there (infinity) is left as nobody should write it."""
    return json.dumps(list(rows)).encode()


def table_of(columns: list[str], rows: list[list[str]], separator: str, encoding: str) -> bytes:
    """Rows in CSV, of any length."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows([columns, *rows])
    return stream.getvalue().encode(encoding, "replace")


def rows_of(names: st.SearchStrategy[str], base: dict[str, object]) -> st.SearchStrategy[Any]:
    """Rows with any values in any columns, some of which are those of a good row."""
    return st.lists(
        st.dictionaries(names, VALUES, max_size=8).map(lambda row: base | row), max_size=4
    )


@fixed(100)
@given(rows_of(MEDIATION, PLACE))
def test_places_of_any_values_should_be_kept_or_refused(rows: list[dict[str, object]]) -> None:
    loaded = Loaded(json_of([PLACE | {"services": ""}, *rows]))
    loaded.check()
    assert loaded.refused or loaded.report.read == len(rows) + 1


@fixed(100)
@given(rows_of(DATA_INCLUSION, STRUCTURE), rows_of(DATA_INCLUSION, SERVICE))
def test_structures_and_services_of_any_values_should_be_kept_or_refused(
    structures: list[dict[str, object]], services: list[dict[str, object]]
) -> None:
    Loaded(json_of([STRUCTURE, *structures]), json_of([SERVICE, *services])).check()
    Loaded(json_of([SERVICE, *services])).check()


@fixed(100)
@given(
    st.lists(st.lists(TEXTS, max_size=len(COLUMNS) + 2), max_size=4),
    st.sampled_from(",;\t|"),
    st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
)
def test_a_table_of_any_cells_should_be_kept_or_refused(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    Loaded(table_of(list(COLUMNS), rows, separator, encoding)).check()


NATIVE = {path.stem: read_mapping(Path(path.stem)) for path in sorted(BUILT_IN.glob("*.toml"))}


@pytest.mark.parametrize("name", NATIVE)
def test_a_native_table_of_any_cells_should_be_kept_or_refused(name: str) -> None:
    rules = NATIVE[name].rules.values()
    columns = sorted({each for rule in rules for each in (*rule.de, *rule.oui)})

    @fixed(25)
    @given(st.lists(st.lists(TEXTS, max_size=len(columns)), min_size=1, max_size=3))
    def kept_or_refused(rows: list[list[str]]) -> None:
        Loaded(table_of(columns, rows, ",", "utf-8"), mapping=name).check()

    kept_or_refused()


@fixed(200)
@given(
    st.dictionaries(st.sampled_from("abc"), VALUES),
    st.lists(st.sampled_from("abc"), max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=3),
    st.sampled_from((None, r"(\d{5})", "^$", "(a)|(b)", ".*")),
)
def test_a_rule_should_give_a_text_whatever_the_row_holds(
    row: dict[str, object], columns: list[str], words: dict[str, str], pattern: str | None
) -> None:
    rule = FieldRule(de=tuple(columns), valeurs=words, motif=pattern, oui={"a": "Oui"})
    assert isinstance(rule.value(row), str)


STARTS = (
    b"", b"[", b"{", b"\xef\xbb\xbf[", b'[{"nom": "', b'{"nom": "Lieu", "commune": "Lille"}\n',
    b"nom,commune,services\n", b'"nom";"commune";"services"\n', b"nom,source,date_maj\nLieu,a,b\n",
    b"structure_id,nom\n", b'[{"structure_id": "1"}, ',
)  # fmt: skip
PIECES = st.sampled_from(
    (b"[", b"]", b"{", b"}", b'"', b"\\", b"\\u", b"\\ud800", b",", b":", b"null", b"1e999", b"\n",
     b"\r", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"NaN", b"9" * 30, b'"nom"', b"Lieu", b" ")
)  # fmt: skip
CONTENTS = st.builds(
    bytes.__add__,
    st.sampled_from(STARTS),
    st.binary(max_size=80) | st.lists(PIECES, max_size=40).map(b"".join),
)


@fixed(300)
@given(CONTENTS)
def test_a_file_of_any_bytes_should_be_read_or_refused_with_a_reason(content: bytes) -> None:
    loaded = Loaded(content)
    loaded.check()
    if loaded.refused:
        assert "attendu" in loaded.refused
        assert loaded.refused.encode()


@fixed(200)
@given(CONTENTS | st.lists(PIECES, max_size=60).map(b"".join))
def test_records_of_any_bytes_should_be_read_or_refused_line_by_line(content: bytes) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "fiches.jsonl"
        path.write_bytes(content)
        with pytest.raises(InvalidRecords, match="attendu") as refused:
            read_records(path)
    assert str(refused.value).encode()
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(0 <= each.line <= lines for each in refused.value.errors)


@fixed(150)
@given(st.dictionaries(st.sampled_from(sorted(Actor.model_fields)) | TEXTS, VALUES, max_size=4))
def test_a_record_of_any_values_should_be_read_back_or_refused_by_field(
    fields: dict[str, object],
) -> None:
    base = {"type": "structure", "id": "a", "nom": "Abc", "description": "Abcdef"}
    line = json.dumps(base | fields)
    try:
        record = parse_record(line)
    except InvalidRecords as error:
        told = [str(each) for each in error.errors]
    else:
        told = []
        assert parse_record(to_json(record)) == record
    assert all("attendu" in each and each.encode() for each in told)


@pytest.mark.parametrize("depth", [19, 20, 21, 22, 198, 199, 200, 254, 255, 990, 1_000, 100_000])
@pytest.mark.parametrize("field", ["structure_id", "nom", "source", "x"])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")], ids=["lists", "maps"])
def test_a_deep_value_should_cost_its_row_alone(
    depth: int, field: str, opened: str, closed: str
) -> None:
    deep = opened * depth + "1" + closed * depth
    services = f'[{json.dumps(SERVICE)}, {{"nom": "Abc", "structure_id": "1", "{field}": {deep}}}]'
    loaded = Loaded(json_of([STRUCTURE]), services.encode())
    loaded.check()
    assert loaded.refused == ""
    assert loaded.report.read == 2
    assert [each.nom for each in loaded.records[0].services] == ["Atelier CV"]


def test_a_file_of_brackets_should_be_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "lieux.json"
    path.write_bytes(b"[" * 1_000_000)
    with pytest.raises(InvalidRecords, match="invalide ou incomplet"):
        list(read_rows(path))


def test_a_service_whose_structure_has_an_endless_number_should_leave_the_file_readable() -> None:
    loaded = Loaded(json_of([SERVICE | {"structure_id": "é" * 20_000}]))
    loaded.check()
    assert [each.nom for each in loaded.records] == ["Atelier CV"]
    assert loaded.report.orphans == 1


@pytest.mark.parametrize("length", range(100, 111))
def test_an_endless_identifier_that_is_repeated_should_leave_the_file_readable(length: int) -> None:
    row = PLACE | {"id": f"s--{'a' * length}--bbbbb", "source": "s", "services": ""}
    loaded = Loaded(json_of([row, row]))
    loaded.check()
    assert loaded.report.accepted == 2
