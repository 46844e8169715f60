"""Ways of damaging the files of an index, its folder and its link.

Used by the proofs (`bench.prove_artefact`, `bench.prove_encoder`): each one is a function of
the path that it damages, and changes the content that a reader would find there.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.artefact.manifest import MANIFEST
from index.artefact.versions import CURRENT, HISTORY
from index.files import digest

PAGE_BYTES = 4096

Change = Callable[[Path], object]
"""Function that damages the file, folder or link at a path."""


@dataclass(frozen=True)
class Damage:
    """A way of damaging: its kind, the name of the damaged file, the function that does it."""

    kind: str
    name: str
    change: Change


def _rewrite(change: Callable[[bytes], bytes]) -> Change:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def _flip(bit: int) -> Change:
    def flipped(content: bytes) -> bytes:
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        return bytes(changed)

    return _rewrite(flipped)


def _cut(size: int) -> Change:
    return _rewrite(lambda content: content[:size])


def written(text: str) -> Change:
    """Return a change that writes a text in the place of a file."""
    return lambda path: path.write_text(text, encoding="utf-8")


def damages_of(path: Path, other: Path, flips: int, drawn: random.Random) -> Iterator[Damage]:
    """Yield the ways of damaging a file.

    Args:
        path: the file.
        other: the file of the same name in another version.
        flips: number of bits drawn, each flipped in turn.
        drawn: random generator of the bits.

    Yields:
        Damages that change the content.
    """
    size, name = path.stat().st_size, path.name
    lost, loop = partial(_link_to, "nulle-part"), partial(_link_to, name)
    for bit in drawn.sample(range(size * 8), min(flips, size * 8)):
        yield Damage("un bit inversé", name, _flip(bit))
    for cut in sorted({cut for cut in (0, 1, size // 2, size - 1) if 0 <= cut < size}):
        yield Damage("tronqué" if cut else "vide", name, _cut(cut))
    yield Damage("allongé", name, _rewrite(lambda content: content + b"\n"))
    yield Damage("allongé", name, _rewrite(lambda content: content + bytes(PAGE_BYTES)))
    if size:
        yield Damage("mis à zéro", name, _rewrite(lambda content: bytes(len(content))))
    yield Damage("absent", name, Path.unlink)
    yield Damage("un dossier à sa place", name, _after(Path.unlink, Path.mkdir))
    yield Damage("un lien perdu", name, _after(Path.unlink, lost))
    yield Damage("un lien sur lui-même", name, _after(Path.unlink, loop))
    theirs = other.read_bytes()
    if theirs != path.read_bytes():
        yield Damage("d'une autre version", name, lambda at: at.write_bytes(theirs))


def swaps(folder: Path, number: int, drawn: random.Random) -> Iterator[Damage]:
    """Yield exchanges of two files of different contents."""
    names = sorted(path.name for path in folder.iterdir())
    pairs = [(one, two) for one in names for two in names if one < two]
    for one, two in drawn.sample(pairs, min(number, len(pairs))):
        first, second = (folder / one).read_bytes(), (folder / two).read_bytes()

        if first != second:
            yield Damage("échangé", one, partial(_swap, two))


def _swap(other: str, path: Path) -> None:
    first, second = path.read_bytes(), path.with_name(other).read_bytes()
    path.write_bytes(second)
    path.with_name(other).write_bytes(first)


def manifest_edits(folder: Path) -> Iterator[Damage]:
    """Yield changes of each field of a manifest, and wrong lists of files."""
    fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    files = fields["files"]
    first, second = sorted(files)[:2]
    edits: list[Mapping[str, object]] = [
        {name: value + 1 if isinstance(value, int) else f"{value}0"}
        for name, value in fields.items()
        if name != "files"
    ]
    edits += [{"format": fields["format"] - 1}, {"version": f"2{fields['version'][1:-8]}00000000"}]
    edits += [{"version": f"3{fields['version'][1:]}"}, {"en-plus": 1}, {"records": "beaucoup"}]
    others = {name: entry for name, entry in files.items() if name != first}
    edits += [{"files": others}, {"files": {**others, f"../{folder.name}/{first}": files[first]}}]
    edits += [{"files": {}}, {"files": {**files, "absent.npy": files[first]}}]
    edits += [{"files": {**files, first: files[second], second: files[first]}}]
    for edit in edits:
        yield Damage("modifié", MANIFEST, written(json.dumps({**fields, **edit})))
    for text in ("{}", "[]", "null", "", "\ufeff{}", "{" * 2000):
        yield Damage("autre chose", MANIFEST, written(text))
    for name in sorted(files):
        yield Damage("modifié pour un fichier abîmé", name, _agreeing)


def _agreeing(path: Path) -> None:
    """Change a file, and its digest in the manifest accordingly."""
    path.write_bytes(path.read_bytes() + b" ")
    manifest = path.with_name(MANIFEST)
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    fields["files"][path.name] = digest(path).model_dump()
    manifest.write_text(json.dumps(fields), encoding="utf-8")


def of_the_folder(folder: Path, earlier: str) -> Iterator[Damage]:
    """Yield the ways of damaging the folder of a version; earlier: the name of another version."""
    name = folder.name
    yield Damage("un fichier en plus", name, lambda at: (at / "lexicon-xx.marisa").touch())
    yield Damage("un dossier en plus", name, lambda at: (at / "plus").mkdir())
    yield Damage("absent", name, shutil.rmtree)
    yield Damage("vide", name, _after(shutil.rmtree, Path.mkdir))
    yield Damage("un fichier à sa place", name, _after(shutil.rmtree, Path.touch))
    copied = partial(shutil.copytree, folder.with_name(earlier))
    yield Damage("une autre version à sa place", name, _after(shutil.rmtree, copied))


def _after(remove: Change, make: Change) -> Change:
    """Return a change that removes a path, then makes something else there."""

    def change(path: Path) -> None:
        remove(path)
        make(path)

    return change


def of_the_link(elsewhere: Path) -> Iterator[Damage]:
    """Yield the ways of damaging the link to the current version; elsewhere: a sound copy of it."""
    for target in ("", "nulle-part", CURRENT, ".", "..", "/", f"./{elsewhere.name}", "x" * 200):
        kind = f"lien vers « {target[:12]} »" if target else "absent"
        yield Damage(kind, CURRENT, partial(_link_to, target))
    yield Damage("lien vers une copie ailleurs", CURRENT, partial(_link_to, str(elsewhere)))
    yield Damage("un fichier à sa place", CURRENT, _after(Path.unlink, Path.touch))
    yield Damage("un dossier à sa place", CURRENT, _after(Path.unlink, Path.mkdir))
    copied = partial(shutil.copytree, elsewhere)
    yield Damage("une copie à sa place", CURRENT, _after(Path.unlink, copied))


def _link_to(target: str, link: Path) -> None:
    """Make a link, replacing another if there is one; only remove it when the target is ""."""
    link.unlink(missing_ok=True)
    if target:
        link.symlink_to(target)


def of_the_history(history: Path, flips: int, drawn: random.Random) -> Iterator[Damage]:
    """Yield the ways of damaging the history; flips: number of bits drawn."""
    yield from damages_of(history, history, flips, drawn)
    lines = history.read_text(encoding="utf-8")
    for text in (
        "../..",
        "/etc",
        ".",
        "..",
        CURRENT,
        "\x00",
        "\n" * 9,
        lines * 3,
        "é" * PAGE_BYTES,
    ):
        yield Damage("autre chose", HISTORY, written(text))
