"""nginx as `deploy/nginx` sets it, in a folder of its own, before one service or several."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.service.process import free_port

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
OPENSSL = shutil.which("openssl")
FOLDER = ROOT / "deploy" / "nginx"
EXAMPLE = FOLDER / "orientess.conf"
NAME = "orientess.exemple"
CONNECTIONS = "events { worker_connections 16384; }"
"""What the first lines of `orientess.conf` ask of nginx.conf, but for what only root may set."""
PATIENCE_S = 10.0

needs_nginx = pytest.mark.skipif(
    not (Path(NGINX).exists() and OPENSSL), reason="nginx et openssl ne sont pas installés"
)


class Proxy:
    """nginx in a folder of its own, and one service behind it, or two replicas."""

    def __init__(self, folder: Path, *upstreams: str) -> None:
        self.folder = folder
        self.plain, self.secure = free_port(), free_port()
        certify(folder)
        conf = EXAMPLE.read_text(encoding="utf-8")
        for written, here in {
            "    listen [::]:80;\n": "",
            "    listen [::]:80 default_server;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "    listen [::]:443 ssl default_server;\n": "",
            "listen 80": f"listen 127.0.0.1:{self.plain}",
            "listen 443": f"listen 127.0.0.1:{self.secure}",
            "/etc/ssl/orientess": str(folder),
            "/var/log/nginx": str(folder),
        }.items():
            assert written in conf
            conf = conf.replace(written, here)
        (folder / "orientess.conf").write_text(conf, encoding="utf-8")
        (folder / "upstream.conf").write_text(upstream_conf(*upstreams), encoding="utf-8")
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log crit;\n"
            f"{CONNECTIONS}\nhttp {{\n"
            f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
            f"include {folder}/upstream.conf;\ninclude {folder}/orientess.conf;\n}}\n",
            encoding="utf-8",
        )

    def client(self, name: str = NAME, host: str = NAME) -> httpx.Client:
        """A client that opens TLS for a name, then asks a host."""

        def named(request: httpx.Request) -> None:
            request.extensions["sni_hostname"] = name

        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.secure}",
            headers={"Host": host},
            event_hooks={"request": [named]},
            verify=False,  # noqa: S501 - its certificate was made just now
            timeout=30,
        )

    def logged(self) -> str:
        return "".join(each.read_text(encoding="utf-8") for each in self.folder.glob("*.log"))

    def has_told(self, requests: int) -> bool:
        return self.logged().count('"status"') >= requests


def upstream_conf(*addresses: str) -> str:
    """The file of one machine, or that of two replicas, with the addresses of a test."""
    one = len(addresses) == 1
    written = ("127.0.0.1:8000",) if one else ("replica-1:8000", "replica-2:8000")
    conf = (FOLDER / ("upstream.conf" if one else "replicas.conf")).read_text(encoding="utf-8")
    for address, here in zip(written, addresses, strict=True):
        assert f"server {address}" in conf
        conf = conf.replace(f"server {address}", f"server {here}")
    return conf


def certify(folder: Path) -> None:
    """A certificate for this test."""
    subprocess.run(  # noqa: S603
        [str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         f"/CN={NAME}", "-keyout", str(folder / "privkey.pem"),
         "-out", str(folder / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def running(proxy: Proxy) -> Iterator[Proxy]:
    process = subprocess.Popen(  # noqa: S603
        [NGINX, "-c", str(proxy.folder / "nginx.conf"), "-e", str(proxy.folder / "start.log")]
    )
    try:
        wait_until((proxy.folder / "pid").exists)
        yield proxy
    finally:
        process.terminate()
        process.wait()
