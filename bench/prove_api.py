"""Test the API against its OpenAPI document, with all checks of schemathesis.

The service is started alone over the index in use, its store in a folder of its own, and gets
requests with a key that reads and writes.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.benchmark import served
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.settings import Settings
from service.storage.store import open_store

EXAMPLES = 500
COMMAND = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).parent.parent / "schemathesis.toml"
UNLIMITED = "ORIENTESS_KEY_QUOTA_PER_MINUTE"


def borrowed(settings: Settings, folder: Path) -> Settings:
    """Return settings with the index and the encoder in use, and a store in another folder.

    settings: of the service in use; folder: empty.
    """
    for used in (settings.index_home, settings.encoder_home):
        (folder / used.name).symlink_to(used.resolve())
    return settings.model_copy(update={"var": folder})


def prove(examples: int, *more: str) -> int:
    """Run schemathesis.

    Args:
        examples: requests generated for each route, at least.
        *more: arguments of `schemathesis run` besides ours.

    Returns:
        Its exit code: 0 when nothing fails.
    """
    with tempfile.TemporaryDirectory() as name:
        settings = borrowed(Settings(), Path(name))
        rights = Rights(name="schemathesis", scopes=(Scope.LECTURE, Scope.ECRITURE))
        secret, _ = Keys(open_store(settings)).create(rights)
        with served({"ORIENTESS_VAR": name, UNLIMITED: "0"}) as (client, _, _):
            address = f"http://127.0.0.1:{client.port}/api/openapi.json"
            command = [str(COMMAND), "--config-file", str(CONFIG), "run", address]
            command += ["--max-examples", str(examples), "--workers", "1"]
            command += ["--continue-on-failure", "--request-timeout", "30", "--no-color"]
            command += ["-H", f"Authorization: Bearer {secret}"]
            return subprocess.run([*command, *more], check=False, cwd=name).returncode  # noqa: S603


def main() -> int:
    """Run schemathesis, which prints the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exemples", type=int, default=EXAMPLES, help="par route")
    options, more = parser.parse_known_args()
    return prove(options.exemples, *more)


if __name__ == "__main__":
    sys.exit(main())
