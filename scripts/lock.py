"""Write the locked versions of dependencies, and the SHA-256 of their files.

    constraints.txt           version of every dependency, extras included, for pip --constraint
    requirements/base.txt     what serves, imports and builds by words, for pip --require-hashes
    requirements/prepare.txt  what the extra `prepare` adds to it
    requirements/dev.txt      what the extra `dev` adds to both
    requirements/build.txt    what builds the package itself

torch is left to the range of pyproject.toml, in all of them: its CPU and CUDA builds have different
versions and files, and which one is installed is for the machine to say. What only its CUDA build
needs is left out too. With `--empreintes`, versions stay, and files are listed again.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
LOCKS = {"base": (), "prepare": ("prepare",), "dev": ("prepare", "dev")}
"""Name of a file of requirements -> extras installed with it; it adds to the ones before it."""
UNLOCKED = re.compile(r"(torch|triton|nvidia-[\w-]+|cuda-[\w-]+|orientess)==")
_ENTRY = re.compile(r"^[\w.-]+==.*(?:\n +.*)*\n", re.MULTILINE)
_LOCAL = re.compile(r"^([\w.-]+==[^\s+]+)\+\w+", re.MULTILINE)


def compiled(extras: tuple[str, ...], *options: str, source: str = "pyproject.toml") -> list[str]:
    """Return the requirements that the project resolves to, each with its hashes if asked for.

    extras: those to install; options: of `uv pip compile`; source: file of what is wanted, "-" for
    what builds the project.
    """
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--no-header", "--no-annotate", source, *options]
    command += [option for name in extras for option in ("--extra", name)]
    wanted = "\n".join(_project()["build-system"]["requires"])
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, check=True, capture_output=True, text=True, input=wanted
    )
    return [entry for entry in _ENTRY.findall(done.stdout) if not UNLOCKED.match(entry)]


def _project() -> dict[str, Any]:
    """Return the content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def write_constraints() -> None:
    """Resolve every extra again, and write the versions."""
    entries = compiled(tuple(_project()["project"]["optional-dependencies"]))
    head = "# Locked versions, for pip --constraint. Refreshed by: make lock\n"
    CONSTRAINTS.write_text(head + _LOCAL.sub(r"\1", "".join(entries)), encoding="utf-8")


def write_locks() -> None:
    """Write the files of requirements, at the versions of constraints.txt."""
    options = ("--generate-hashes", "--constraint", CONSTRAINTS.name)
    seen: set[str] = set()
    for name, extras in LOCKS.items():
        entries = [entry for entry in compiled(extras, *options) if entry not in seen]
        seen |= set(entries)
        _write(name, entries)
    _write("build", compiled((), *options, "--python-version", "3.11", source="-"))


def _write(name: str, entries: list[str]) -> None:
    """Write one file of requirements."""
    head = (
        "# Locked files, for pip --no-deps --require-hashes. Refreshed by: make lock\n"
        "# torch is not here: docs/decisions/0066-install.md\n"
    )
    path = ROOT / "requirements" / f"{name}.txt"
    path.write_text(head + "".join(entries), encoding="utf-8")


def main() -> int:
    """Write the files."""
    if "--empreintes" not in sys.argv[1:]:
        write_constraints()
    write_locks()
    return 0


if __name__ == "__main__":
    sys.exit(main())
