"""Server (uvicorn): one process, or several that share the port and the files of the index."""

from __future__ import annotations

import errno
import gc
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from index.errors import OrientessError
from index.messages import in_french
from service.app import create_app
from service.observability import logs
from service.observability.multiprocess import sharing_metrics
from service.runtime.connections import BoundedConnection, ask_descriptors
from service.runtime.heap import bound_arenas
from service.settings import Settings, variables

Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]
"""Opens what an application needs, and closes it."""
START_LIMIT_S = 45
"""Longest time, in seconds, for a server process to start and open the search index."""

QUOTAS_SECRET, SECRET_BYTES = "ORIENTESS_QUOTAS_SECRET", 32


def check_publisher(settings: Settings) -> None:
    """Check that a site open to the public says who publishes it, and how to write to them.

    Args:
        settings: of the service; nothing is checked when `production` is False.

    Raises:
        OrientessError: when the name of the publisher or its contact is empty.
    """
    required = ("publisher", "publisher_contact")
    empty = [name for name in required if not getattr(settings, name).strip()]
    if settings.production and empty:
        names = variables()
        raise OrientessError(
            f"Le site ne démarre pas : {names['production']} dit qu'il est ouvert au public, et il "
            f"manque {' et '.join(names[name] for name in empty)}. La page /mentions doit dire qui "
            "l'édite et comment lui écrire. Écrivez ces variables dans l'environnement du service "
            "(/etc/orientess/orientess.env, .env de Compose, ConfigMap de Kubernetes) ; pour un "
            f"essai fermé au public, mettez {names['production']}=0."
        )


_LISTEN_ERRORS = {
    errno.EADDRINUSE: "ce port est pris",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
    socket.EAI_NONAME: "aucune machine n'a ce nom",
}
"""Number of an error -> reason why a port cannot be opened, in French."""


def check_ports(addresses: dict[str, tuple[str, int]]) -> None:
    """Check that the service can listen on its addresses, before it opens anything.

    Args:
        addresses: name of the setting -> (host, port).

    Raises:
        OrientessError: when it cannot listen on one of them.
    """
    with ExitStack() as held:
        for name, (host, port) in addresses.items():
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            try:
                held.enter_context(socket.create_server((host, port), family=family))
            except OSError as error:
                reason = _LISTEN_ERRORS.get(error.errno or 0) or in_french(error)
                raise OrientessError(
                    f"Impossible d'écouter sur {host}, port {port} : {reason} ({name})."
                ) from error


def application() -> FastAPI:
    """Return the web application of one server process, set by environment variables.

    uvicorn calls it once in each process that it starts. It raises OrientessError for a site open
    to the public that does not say who publishes it.
    """
    gc.disable()  # nothing made while the service opens is to be thrown away
    bound_arenas()
    settings = Settings()
    check_publisher(settings)
    logs.configure(settings.log_json)
    # products of a matrix and one vector gain nothing from threads, which then only wait
    threadpool_limits(settings.search_threads, user_api="blas")
    app = create_app(settings)
    app.router.lifespan_context = _settled(app.router.lifespan_context)
    return app


def _settled(lifespan: Lifespan) -> Lifespan:
    """Return a lifespan that leaves what it opened out of the searches for garbage."""

    @asynccontextmanager
    async def settled(app: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - as Starlette types it
        async with lifespan(app) as state:
            gc.freeze()
            gc.enable()
            yield state

    return settled


def run(settings: Settings, host: str, port: int) -> None:
    """Serve the site and the API until a signal stops the process (SIGINT or SIGTERM).

    Requests that are running are answered first, within the time limit of the settings. With
    several processes, SIGHUP replaces them one by one, each once its successor answers.

    Args:
        settings: number of processes, trusted proxies and time limits.
        host: address to listen on, such as "127.0.0.1".
        port: port to listen on.
    """
    if settings.workers == 1:
        # a single process cannot replace itself: it ignores the signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ask_descriptors()
    # common to all processes, and on no disk
    os.environ.setdefault(QUOTAS_SECRET, secrets.token_hex(SECRET_BYTES))
    with sharing_metrics(settings):
        uvicorn.run(
            "service.server:application",
            factory=True,
            host=host,
            port=port,
            workers=settings.workers,
            access_log=False,  # it would print query strings, which may hold personal data
            log_config=None,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
            server_header=False,
            http=BoundedConnection,  # of h11: the other parser has no limit on headers
            timeout_graceful_shutdown=settings.stop_limit_s,
            timeout_worker_healthcheck=START_LIMIT_S,
        )
