"""The service in a process of its own, as operators run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

START_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`orientess serve` in a process of its own, over a small index: its process, its address."""
    port = free_port()
    settings = {"ORIENTESS_VAR": str(home.parent), "ORIENTESS_USE_ENCODER": "0"}
    process = subprocess.Popen(  # noqa: S603 - own command
        [sys.executable, "-m", "service.cli", "serve", "--port", str(port)],
        env=os.environ | settings | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that the processes it starts end with it
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address)
        yield process, address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(address: str, within_s: float = START_S) -> None:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/pret").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("le service n'a pas démarré")
