"""Look the locked versions up in a database of known vulnerabilities.

pip-audit asks PyPI's own advisories, then those of OSV. Where neither can be reached, nothing was
looked up, and the command says so and fails: silence would pass for a clean bill.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ("base", "prepare", "build")
"""What is installed where the service runs; developers' tools are left out."""
SERVICES = ("pypi", "osv")
UNREACHABLE = re.compile(r"ConnectionError|ServiceError|Max retries|Failed to (?:query|connect)")


def command(service: str) -> list[str]:
    """Return the command that asks one database about the locked versions."""
    asked = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    asked += ["--progress-spinner", "off", "--vulnerability-service", service]
    return [*asked, *(f"--requirement={ROOT / 'requirements' / f'{name}.txt'}" for name in LOCKS)]


def lines(answer: str) -> list[str]:
    """Return what to print of an answer of pip-audit: one line a known vulnerability."""
    return [
        f"{package['name']} {package['version']} : {found['id']}, "
        f"corrigé dans {', '.join(found['fix_versions']) or 'aucune version'}"
        for package in json.loads(answer)["dependencies"]
        for found in package.get("vulns", ())
    ]


def main() -> int:
    """Print the vulnerabilities; 1 when there are some, 2 when no database answered."""
    for service in SERVICES:
        done = subprocess.run(command(service), capture_output=True, text=True, check=False)  # noqa: S603
        if not done.stdout.startswith("{"):
            reason = "ne répond pas" if UNREACHABLE.search(done.stderr) else done.stderr.strip()
            print(f"{service} : {reason}", file=sys.stderr)
            continue
        found = lines(done.stdout)
        print("\n".join(found) or f"{service} : aucune vulnérabilité connue.")
        return 1 if found else 0
    print("Aucune base d'avis ne répond : rien n'a été vérifié.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
