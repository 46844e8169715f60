"""Rows as nobody should write them: none stops a file, none is lost without a word."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.exporters.mediation_numerique import row_of
from index.exporters.writer import write_mediation
from index.importers.cells import parse_day
from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, write
from index.importers.report import Outcome
from index.importers.row_reader import read_rows
from index.records.jsonl import read_records, to_json
from index.text.cleaning import plain
from tests.conftest import DATA, make_actor, open_data
from tests.index.exporters.test_mediation_numerique import FULL, imported
from tests.index.exporters.test_writer import faults_of_table
from tests.index.importers.conftest import (
    PLACE,
    SERVICE,
    STRUCTURE,
    cells_of,
    load_all,
    read_place,
    real_gazetteer,
    write_json,
)


@pytest.mark.parametrize("value", ["nan", "NaN"])
def test_a_coordinate_that_is_no_number_should_be_flagged(value: str) -> None:
    record, told = read_place(latitude=value)
    assert ("latitude", "coordonnées impossibles", Outcome.WARNING) in told


def test_a_date_of_superscripts_should_be_none() -> None:
    assert parse_day("²" * 13) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"description": "."},
        {"description": "x" * 10_001},
        {f"k{n}": n for n in range(1, 45)},
        {"type": {"a": 1}},
        {"type": [["a"]]},
    ],
    ids=["no letter", "too long", "many fields", "type object", "type list"],
)
@pytest.mark.parametrize("standard", ["mediation", "structures"])
def test_a_bad_service_should_lose_neither_the_file_nor_its_structure(
    standard: str, odd: dict[str, object], tmp_path: Path
) -> None:
    base = STRUCTURE if standard == "structures" else PLACE | {"id": "dora--s1", "services": ""}
    files = (
        write_json(tmp_path / "lieux.json", [base]),
        write_json(tmp_path / "services.json", [SERVICE, SERVICE | {"id": "2"} | odd]),
    )
    records, _ = load_all(Import(*files))
    assert "Atelier CV" in [service.nom for record in records for service in record.services]


@pytest.mark.parametrize("value", ["[a, b]", "["])
def test_a_list_that_is_no_json_should_not_stop_the_file(value: str, tmp_path: Path) -> None:
    files = (
        write_json(tmp_path / "s.json", [STRUCTURE]),
        write_json(tmp_path / "v.json", [SERVICE | {"thematiques": value}]),
    )
    assert len(load_all(Import(*files))[0]) == 1


def test_a_nested_value_should_be_refused_and_the_file_read(tmp_path: Path) -> None:
    path = tmp_path / "lieux.json"
    deep = "[" * 5000 + "]" * 5000
    good = '{"nom": "Cyber", "commune": "Reims", "services": ""}'
    path.write_text(f'[{good}, {{"nom": {deep}}}, {good}]')
    assert len(load_all(Import(path))[0]) == 2


@pytest.mark.parametrize(
    "content", [b'source = "\xe9"', b'source = "M"\n[nom]\nde = "a"\nmotif = "("\n']
)
def test_a_mapping_that_cannot_be_used_should_be_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidRecords, match="une correspondance"):
        read_mapping(path)


def test_numbered_identifiers_should_all_be_different(tmp_path: Path) -> None:
    rows = [PLACE | {"id": each, "services": ""} for each in ("1-2", "1", "1")]
    records, _ = load_all(Import(write_json(tmp_path / "lieux.json", rows)))
    assert len({record.id for record in records}) == 3


def test_an_import_of_which_nothing_is_kept_should_leave_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("nom,commune,services\n,Reims,\n")
    before = tmp_path / "imports" / "lieux.jsonl"
    before.parent.mkdir()
    before.write_text(to_json(make_actor(id="avant")) + "\n")
    with pytest.raises(InvalidRecords, match="au moins une ligne"):
        write(Import(path), real_gazetteer(), before)
    assert [record.id for record in read_records(before)] == ["avant"]


@open_data("standards")
def test_the_places_of_the_catalogue_should_be_valid(tmp_path: Path) -> None:
    target = tmp_path / "lieux.csv"
    write_mediation(read_records(DATA / "actors.jsonl"), target)
    assert faults_of_table(target) == []


def test_a_phone_that_the_schema_does_not_allow_should_not_be_written() -> None:
    assert row_of(make_actor(telephone="+3221234567"))["telephone"] == ""


def test_identifiers_of_an_export_should_all_be_different(tmp_path: Path) -> None:
    target = tmp_path / "lieux.csv"
    write_mediation([imported(PLACE | {"source": each}) for each in ("un", "deux")], target)
    with target.open(encoding="utf-8", newline="") as stream:
        assert len({row["id"] for row in csv.DictReader(stream)}) == 2


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"frais_a_charge": "Gratuit|Payant"}, id="free and paying"),
        pytest.param(
            {"modalites_acces": "Envoyer un mail avec une fiche de prescription"},
            id="prescription alone",
        ),
        pytest.param({"presentation_resume": "EPN", "presentation_detail": ""}, id="short"),
        pytest.param(
            {"presentation_detail": "Un &lt;b&gt;lieu&lt;/b&gt; &amp;eacute;"}, id="escaped"
        ),
    ],
)
def test_a_row_should_give_the_same_record_once_exported_and_imported(
    fields: dict[str, object],
) -> None:
    record = imported(FULL | fields)
    assert imported(row_of(record)) == record


@pytest.mark.parametrize("text", ["&lt;b&gt;Gras&lt;/b&gt;", "caf&amp;eacute;"])
def test_a_plain_text_should_stay_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("value", ["21130001700012.0", 21130001700012.0])
def test_a_siret_written_as_a_decimal_should_be_read(value: object) -> None:
    assert cells_of(pivot=value).identifiers("pivot") == {"siret": "21130001700012"}


def test_a_separator_inside_a_quoted_heading_should_not_count(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text('"Courriel (a, b, c, d)";nom;commune\na@x.fr;Cyber;Reims\n')
    assert next(read_rows(path))[1]["nom"] == "Cyber"


@pytest.mark.parametrize(
    "value",
    [
        "03 26 00 00 00 / 06 26 00 00 01",
        "0326000000;0626000001",
        "03 26 00 00 00 ou 06 26 00 00 01",
    ],
)
def test_the_first_phone_should_be_read_when_there_are_several(value: str) -> None:
    assert cells_of(telephone=value).phone("telephone") == "+33326000000"


@pytest.mark.parametrize("value", ["Accueil <a@b.fr>", "Accueil (a@b.fr)", "mailto:a@b.fr"])
def test_an_email_among_signs_should_be_read(value: str) -> None:
    assert cells_of(courriels=value).emails("courriels") == ["a@b.fr"]


@pytest.mark.parametrize("value", ["Https://www.x.fr", "HTTPS://WWW.X.FR"])
def test_a_web_address_in_capitals_should_be_read(value: str) -> None:
    assert len(cells_of(site_web=value).urls("site_web")) == 1


def test_a_less_than_sign_should_not_cut_the_text() -> None:
    assert plain("Moins de 5<a mois et tout le reste") != "Moins de 5"


@pytest.mark.parametrize("field", ["code_postal", "courriels"])
def test_a_bad_optional_value_should_not_lose_the_row(field: str) -> None:
    odd = {"code_postal": "2A004", "courriels": "a" * 260 + "@x.fr"}
    record, told = read_place(**{field: odd[field]})
    assert record.nom == "Cyber-base"
    assert Outcome.WARNING in {outcome for *_, outcome in told}


@pytest.mark.parametrize(
    ("field", "value"),
    [("frais_precisions", "-"), ("conditions_acces", "…"), ("zone_eligibilite", ["Bretagne"])],
)
def test_a_bad_optional_value_of_a_service_should_not_lose_the_structure(
    field: str, value: object, tmp_path: Path
) -> None:
    files = (
        write_json(tmp_path / "s.json", [STRUCTURE]),
        write_json(tmp_path / "v.json", [SERVICE | {field: value}]),
    )
    assert len(load_all(Import(*files))[0]) == 1


@pytest.mark.parametrize(
    "field",
    [
        "frais_a_charge",
        "prise_en_charge_specifique",
        "modalites_acces",
        "modalites_accompagnement",
        "typologie",
        "dispositif_programmes_nationaux",
        "formations_labels",
    ],
)
def test_an_unknown_label_should_be_flagged(field: str) -> None:
    _, told = read_place(**{field: "Inconnu"})
    assert told == [(field, "libellé inconnu, gardé tel quel", Outcome.WARNING)]


def test_an_unknown_public_should_be_told_as_it_was_read() -> None:
    from tests.index.importers.conftest import read_row

    _, (problem,) = read_row(PLACE | {"publics_specifiquement_adresses": "Les Élèves"})
    assert (problem.column, problem.value) == ("publics_specifiquement_adresses", "Les Élèves")


def test_free_on_a_condition_should_not_also_be_said_free() -> None:
    row = read_mapping(Path("hinaura")).row({"Tarifs": "Gratuit sous condition"})
    assert row["frais_a_charge"] == "Gratuit sous condition"


def test_a_service_should_be_joined_to_the_structure_of_its_source(tmp_path: Path) -> None:
    rows = [STRUCTURE | {"id": "1850"}, STRUCTURE | {"id": "1850", "source": "siao"}]
    files = (
        write_json(tmp_path / "s.json", rows),
        write_json(tmp_path / "v.json", [SERVICE | {"structure_id": "1850"}]),
    )
    records, _ = load_all(Import(*files))
    assert [len(record.services) for record in records] == [1, 0]


@pytest.mark.parametrize(("code", "meant"), [("jeunes-16-26", "jeunes"), ("seniors-65", "seniors")])
def test_a_public_of_v0_should_be_translated(code: str, meant: str, tmp_path: Path) -> None:
    files = (
        write_json(tmp_path / "s.json", [STRUCTURE]),
        write_json(tmp_path / "v.json", [SERVICE | {"profils": [code]}]),
    )
    assert load_all(Import(*files))[0][0].publics == (meant,)


def test_fees_of_v0_should_be_read(tmp_path: Path) -> None:
    files = (
        write_json(tmp_path / "s.json", [STRUCTURE]),
        write_json(tmp_path / "v.json", [SERVICE | {"frais": ["gratuit"]}]),
    )
    assert load_all(Import(*files))[0][0].frais == "gratuit"


def test_a_ridet_should_be_read_whatever_its_digits() -> None:
    assert cells_of(pivot="0123456.006").identifiers("pivot") == {"ridet": "0123456006"}


def test_a_service_out_of_all_proportion_should_be_refused(tmp_path: Path) -> None:
    files = (
        write_json(tmp_path / "s.json", [STRUCTURE]),
        write_json(tmp_path / "v.json", [SERVICE | {"extra": "x" * 500_000}]),
    )
    records, _ = load_all(Import(*files))
    assert max(len(to_json(record)) for record in records) < 300_000


def test_a_csv_cell_beyond_the_limit_should_not_stop_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"nom,commune,services\nA,Reims,\n{'x' * 1_100_000},Reims,\nBus,Reims,\n")
    assert load_all(Import(path))[0][-1].nom == "Bus"


def test_a_name_in_another_script_should_have_an_identifier() -> None:
    record, _ = read_place(id="", nom="مركز رقمي", commune="")
    assert record.id


def test_a_mapping_of_an_unknown_field_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('source = "M"\n[nomm]\nde = "a"\n')
    with pytest.raises(InvalidRecords):
        read_mapping(path)


def test_an_empty_line_before_the_heading_should_not_count(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("\nnom,commune\nCyber,Reims\n")
    assert [row for _, row in read_rows(path)] == [{"nom": "Cyber", "commune": "Reims"}]
