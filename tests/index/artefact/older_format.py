"""An index of format 9, as the versions of OrientESS before this format left it on disk."""

from __future__ import annotations

import json
from pathlib import Path

from index.artefact.manifest import MANIFEST

FORMAT = 9
OLDER_NAMES = {
    "needs.jsonl": "besoins.jsonl",
    "need-vectors.npy": "besoins.npy",
    "occupations.jsonl": "metiers.jsonl",
    "occupation-vectors.npy": "metiers.npy",
    "projection-axes.npy": "plan-axes.npy",
    "projection-centre.npy": "plan-centre.npy",
    "duplicates.json": "doublons.json",
}


def make_older(folder: Path) -> None:
    """Turn a version of today into one of format 9: other names of files, a FAISS index named."""
    path = folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    files = {OLDER_NAMES.get(name, name): digest for name, digest in manifest["files"].items()}
    for name, older in OLDER_NAMES.items():
        (folder / name).rename(folder / older)
    del manifest["engine"]
    older_manifest = manifest | {"format": FORMAT, "factory": "Flat", "files": files}
    path.write_text(json.dumps(older_manifest), encoding="utf-8")
