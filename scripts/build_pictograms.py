"""Build data/pictogrammes.json: pictograms that the guided path and the general skills name.

    python -m scripts.build_pictograms [data/pictogrammes.json]

Icons: npm `@tabler/icons` by Paweł Kuna (MIT), outlines on a square of 24 units. The package is
pinned by version and SHA-256; only the lines of the icons that data/parcours.toml and
data/competences.jsonl name are kept.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from index.files import write_atomically
from scripts.build_communes import NPM, member, npm

TREE, SKILLS = Path("data/parcours.toml"), Path("data/competences.jsonl")
TARGET = Path("data/pictogrammes.json")
ICONS = (
    NPM + "@tabler/icons/-/icons-3.52.0.tgz",
    "626620c7d42afd2f294fba167ce4653b5cb946336d186b4991c70b700e5616af",
)
SOURCE = "@tabler/icons 3.52.0, Paweł Kuna et contributeurs (https://tabler.io/icons)"
LICENCE = "MIT"


def names(tree: Path, skills: Path) -> list[str]:
    """Return the names of the pictograms of a tree and of general skills, sorted."""
    screens = tomllib.loads(tree.read_text(encoding="utf-8"))["ecrans"]
    cards = (card for screen in screens for card in screen["cartes"])
    named = {card["dessin"] for card in cards if "dessin" in card}
    rows = skills.read_text(encoding="utf-8").splitlines()
    return sorted(named | {json.loads(row)["pictogramme"] for row in rows})


def lines(name: str, icons: Mapping[str, list[list[object]]]) -> list[str]:
    """Return the lines of an icon, each the value of `d` in an SVG path.

    Args:
        name: of the icon.
        icons: name -> elements of the drawing, each its tag and its attributes.

    Returns:
        The lines.

    Raises:
        SystemExit: when there is no such icon, or it has more than plain lines.
    """
    drawn = []
    for tag, attributes in icons.get(name, []):
        if tag != "path" or not isinstance(attributes, dict) or set(attributes) != {"d"}:
            raise SystemExit(f"{name} : attendu des traits seulement, choisissez un autre dessin.")
        drawn.append(str(attributes["d"]))
    if not drawn:
        raise SystemExit(f"{name} : aucun dessin de ce nom dans {SOURCE}.")
    return drawn


def main() -> int:
    """Write the file, one pictogram a line."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    icons = json.loads(member(npm(ICONS), "tabler-nodes-outline.json"))
    rows = [
        f"  {json.dumps(name)}: {json.dumps(lines(name, icons), separators=(',', ':'))}"
        for name in names(TREE, SKILLS)
    ]
    head = "".join(
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n"
        for key, value in {"source": SOURCE, "licence": LICENCE}.items()
    )
    write_atomically(target, "{\n" + head + ' "dessins": {\n' + ",\n".join(rows) + "\n }\n}\n")
    print(f"{target} : {len(rows)} pictogrammes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
