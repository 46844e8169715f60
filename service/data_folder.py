"""Folder of the data: that of the operator, or the one that comes with the installed package.

The package holds a copy of `data/` without what measures the search, so that `orientess serve`
starts in an empty folder. It is replaced at each upgrade: nothing is written there.
"""

from __future__ import annotations

from pathlib import Path

from index.errors import OrientessError

OWN = Path("data")
"""Folder of the data where the command is run: of the repository, or a copy of the operator's."""
PACKAGED = Path(__file__).with_name("data")
"""Folder of the data in the installed package; absent from the repository, where `OWN` is read."""
MARK = "needs.jsonl"
"""File that every folder of data has: the thesaurus."""


def default_folder() -> Path:
    """Return the folder of the data when no setting names one: `OWN`, or `PACKAGED` without it.

    It is `OWN` too when neither is there, so that messages name what the operator may create.
    """
    return PACKAGED if not OWN.exists() and PACKAGED.exists() else OWN


def missing(folder: Path) -> str:
    """Return what to do, in French, when a folder is no folder of data; "" when it is one."""
    if (folder / MARK).is_file():
        return ""
    return (
        f"Le dossier « {folder} » n'a pas les données d'OrientESS ({MARK}…) : "
        "réglez ORIENTESS_DATA, le dossier où elles sont."
    )


def check_writable(folder: Path) -> None:
    """Check that a folder of data may be written to: it is not that of the installed package.

    Args:
        folder: the folder of data.

    Raises:
        OrientessError: when it is, with how to make a copy of it.
    """
    if folder == PACKAGED:
        raise OrientessError(
            f"Les données livrées avec OrientESS ({PACKAGED}) sont remplacées à chaque mise à "
            f"jour : copiez-les d'abord, « cp -r {PACKAGED} {OWN} », et relancez d'ici, ou réglez "
            "ORIENTESS_DATA."
        )
