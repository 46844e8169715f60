"""Files made from the code and the data: what is stale is told, what is missing is asked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.generated import __main__ as generated
from scripts.generated import figures, messages
from scripts.generated.examples import settled


def test_what_is_committed_should_be_what_the_code_and_the_data_make() -> None:
    assert generated.check() == []


def test_a_stale_file_should_be_named_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    same, old, gone = (tmp_path / name for name in ("same.txt", "old.txt", "gone.txt"))
    for path in (same, old, gone):
        path.write_text("a\n", encoding="utf-8")
    files = {same: "a\n", old: "b\n", gone: None, tmp_path / "none.txt": None}
    assert list(generated.stale(files)) == [old, gone]
    generated.write(files)
    assert capsys.readouterr().out == "old.txt\ngone.txt\n"
    assert list(generated.stale(files)) == []


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of translations into one language, of two messages, one of which has a plural."""
    monkeypatch.setattr(messages, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(messages, "TO_TRANSLATE", tmp_path / "to_translate.toml")
    monkeypatch.setattr(messages, "WRITTEN", ("en",))
    said: list[messages.Message] = ["Dites « oui »", ("%(num)s fiche", "%(num)s fiches")]
    monkeypatch.setattr(messages, "messages", lambda _: said)
    return tmp_path


def test_messages_without_a_translation_should_be_filled_in_one_file(translations: Path) -> None:
    to_fill = translations / "to_translate.toml"
    for path, content in messages.generated().items():
        path.write_text(content or "", encoding="utf-8")
    text = to_fill.read_text(encoding="utf-8")
    assert '["Dites « oui »"]\nen = ""' in text
    assert '["%(num)s fiche"]\nen = ["", ""]' in text
    assert messages.faults() == [
        "en.po lacks 2 translations: fill to_translate.toml, then make generated"
    ]
    half = text.replace('oui »"]\nen = ""', 'oui »"]\nen = "Say “yes”"')
    to_fill.write_text(half.replace('["", ""]', '["%(num)s record", ""]'), encoding="utf-8")
    assert messages.faults()[0].startswith("en.po lacks 1 translations")
    to_fill.write_text(half.replace('["", ""]', '["%(num)s record", "%(num)s records"]'), "utf-8")
    files = messages.generated()
    assert files[to_fill] is None
    assert 'msgstr "Say “yes”"' in str(files[translations / "en.po"])
    assert 'msgstr[1] "%(num)s records"' in str(files[translations / "en.po"])


def test_a_count_should_change_and_nothing_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "counts", lambda: {"records": 1045, "needs": 7})
    text = "| records | 1,044 (of 226 needs) |"
    changed = figures._with_counts("a.md", text, "{records} (of {needs} needs)", ",")
    assert changed == "| records | 1,045 (of 7 needs) |"
    with pytest.raises(ValueError, match="a.md: 0 times"):
        figures._with_counts("a.md", text, "{records} fiches", ",")


def test_an_example_should_keep_what_passes_and_take_what_is_new() -> None:
    old = {"resultats": [{"id": "a", "ouvert": True}], "durees_ms": {"trier": 1.2}}
    new = {"resultats": [{"id": "b", "ouvert": False}, {"id": "c"}], "durees_ms": {"trier": 9}}
    assert settled(new, old) == old | {"resultats": [{"id": "b", "ouvert": True}, {"id": "c"}]}
