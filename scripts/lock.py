"""Print the version of every dependency that pip would install today, extras included.

torch is left to the range of pyproject.toml: its CPU and CUDA builds have different versions, and
which one is installed is for the machine to say. What only its CUDA build needs is left out too.
"""

import json
import re
import subprocess
import sys

UNLOCKED = re.compile(r"^(torch|triton|nvidia-.*|cuda-.*|orientess)$")


def main() -> int:
    """Resolve without installing, and print one constraint a line."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    command += [
        "--disable-pip-version-check",
        "--report",
        "-",
        ".[dev,train,communes,peers,plots,postgresql,objects,milvus]",
    ]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    versions = {
        package["metadata"]["name"].lower(): package["metadata"]["version"]
        for package in report["install"]
    }
    print("# Locked versions, for pip --constraint. Refreshed by: make lock")
    for name in sorted(versions):
        if not UNLOCKED.match(name):
            print(f"{name}=={versions[name].split('+')[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
