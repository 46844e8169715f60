"""Logging: one line for each event and each request, without any text typed by a person.

A line has a time, a level, the name of the logger, an event and the identifier of the request. For
a request it has the template of its route, never its path, query string or address. For an
exception it has the type and the stack, never the message, which may repeat a query. For a message
of another library, which may hold anything, it has only the place in the source that logged it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from time import perf_counter
from typing import Any, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import stdlib
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.processors import JSONRenderer, KeyValueRenderer, TimeStamper
from structlog.tracebacks import Trace, extract
from structlog.typing import EventDict, Processor, WrappedLogger

from service.auth.access import Caller
from service.http.routes import PROBES, Routes
from service.runtime.request_state import RequestState, request_state

OWN = "orientess"
LOG = logging.getLogger(f"{OWN}.http")
FIRST = ("time", "level", "logger", "event")
"""First fields of every line."""
MAX_FRAMES = 15
"""Most stack frames logged for an exception, the innermost: the others are of the framework."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "autre"
"""Logged in place of an unknown HTTP method or route, which could hold anything."""
CLIENT_GONE = 499
"""Status of a request whose response never began because its client left, as nginx logs it."""
REQUEST_ID = b"x-request-id"

SERVER = "uvicorn.error"
"""Name of the logger where uvicorn (the web server) reports its processes and its errors."""
PROCESSES = {
    r"Started parent process \[(?P<n>\d+)\]": "service lancé (processus {n})",
    r"Stopping parent process \[(?P<n>\d+)\]": "service arrêté (processus {n})",
    r"Started server process \[(?P<n>\d+)\]": "processus {n} lancé",
    r"Application startup complete\.": "processus {own} prêt",
    r"Shutting down": "processus {own} : arrêt, les requêtes en cours finissent",
    r"Finished server process \[(?P<n>\d+)\]": "processus {n} arrêté",
    r"Terminated child process \[(?P<n>\d+)\]": "processus {n} prié de s'arrêter",
    r"Uvicorn running on (?P<n>\S+) .*": "adresse du service : {n}",
    r"Received (?P<n>SIG\w+), exiting\.": "{n} reçu : le service s'arrête",
    r"Received SIGHUP, .*": "SIGHUP reçu : les processus sont remplacés un à un",
    r"Child process \[(?P<n>\d+)\] died": "processus {n} perdu : un autre prend sa place",
    r"Child process \[(?P<n>\d+)\] failed to start, .*": "processus {n} : démarrage manqué",
    r"New child process \[(?P<n>\d+)\] was not .*": "processus {n} : ne répond pas, renoncé",
}
"""Message of uvicorn about processes (whole, as a regex) -> the same in French."""
_LOST = "] died"
"""End of the message of uvicorn for a lost process, which it logs as information."""

_BREAKING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Characters that break a line, move a cursor, hide or reverse text, or have no UTF-8 form."""


def configure(as_json: bool, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Configure the logging of this process: one line for each event.

    Any earlier configuration is replaced.

    Args:
        as_json: True for one JSON object a line, False for `name=value` pairs to read on a screen.
        level: lowest level logged for the code of OrientESS; other libraries have WARNING.
        stream: where lines are written, None for the standard error.
    """
    handler = LineHandler(stream)
    handler.addFilter(_is_logged)
    handler.setFormatter(
        stdlib.ProcessorFormatter(
            processors=[
                stdlib.add_log_level,
                stdlib.add_logger_name,
                TimeStamper(fmt="iso", utc=True, key="time"),
                merge_contextvars,
                _text,
                _fields,
                _exception,
                stdlib.ProcessorFormatter.remove_processors_meta,
                _in_order,
                _rendering(JSONRenderer(ensure_ascii=False) if as_json else KeyValueRenderer()),
            ]
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        if type(old) in {logging.StreamHandler, LineHandler}:
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    logging.getLogger(SERVER).setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True  # it prints addresses and query strings
    logging.captureWarnings(True)
    threading.excepthook = _log_thread_error
    sys.unraisablehook = _log_unraisable


def _process_message(record: logging.LogRecord, text: str) -> str | None:
    """Translate a message of the server about its processes; None for any other message."""
    if record.name == SERVER:
        for pattern, french in PROCESSES.items():
            match = re.fullmatch(pattern, text)
            if match is not None:
                return french.format(own=record.process, **match.groupdict())
    return None


def _is_logged(record: logging.LogRecord) -> bool:
    """Return whether to log a record: of the server's information, only about processes."""
    ordinary = record.name == SERVER and record.levelno < logging.WARNING
    return not ordinary or _process_message(record, record.getMessage()) is not None


class LineHandler(logging.StreamHandler[TextIO]):
    """Handler that writes log lines to a stream.

    For an event that cannot be formatted, it writes only the line of code that logged it: the
    message may quote a person.
    """

    def handleError(self, record: logging.LogRecord) -> None:
        """Report an event that cannot be written, by the line of source code that logged it.

        record: the event. The method of the standard library would print its arguments, which may
        quote a person.
        """
        with suppress(Exception):
            self.stream.write(f'{{"level": "error", "event": "ligne illisible : {record.lineno}"}}')
            self.stream.write(self.terminator)


def _text(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Set the event: our message; that of uvicorn without values; the place of any other."""
    record: logging.LogRecord = event["_record"]
    family = record.name.partition(".")[0]
    if family == "uvicorn":
        # messages about requests may hold addresses and paths; about processes, a number or port
        of_requests = "protocols" in record.pathname
        text = str(record.msg) if of_requests else str(event["event"])
        event["event"] = _process_message(record, text) or text.strip()
        if text.endswith(_LOST):
            event["level"] = "warning"
    elif family != OWN:
        place = f"{record.module}.{record.funcName}, ligne {record.lineno}"
        event["event"] = f"message de {record.name} ({place})"
    return event


def _fields(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Add the fields of our own records, passed by `extra={"fields": {…}}`."""
    event.pop("stack_info", None)
    event.update(getattr(event["_record"], "fields", {}))
    return event


def _exception(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """Add the exception: types and stacks, neither messages nor values."""
    kind, error, traceback = event.pop("exc_info", None) or (None, None, None)
    if kind is not None and error is not None:
        event["exception"] = _describe(extract(kind, error, traceback, show_locals=False))
    return event


def _describe(trace: Trace) -> list[dict[str, Any]]:
    """Describe the exceptions of a trace: the caught one first, then its causes."""
    described = []
    for stack in trace.stacks:
        frames = stack.frames[-MAX_FRAMES:]
        entry: dict[str, Any] = {
            "type": stack.exc_type,
            "pile": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if stack.exceptions:
            entry["groupe"] = [_describe(inner) for inner in stack.exceptions]
        described.append(entry)
    return described


def _in_order(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    return {**{name: event[name] for name in FIRST}, **event}


def _rendering(render: Processor) -> Processor:
    """Return a renderer that escapes line breaks and the like, which occur only inside quotes."""

    def rendered(logger: WrappedLogger, level: str, event: EventDict) -> str:
        line = str(render(logger, level, event))
        return _BREAKING.sub(lambda match: f"\\u{ord(match[0]):04x}", line)

    return rendered


def _log_thread_error(stopped: threading.ExceptHookArgs) -> None:
    """Log an exception that stops a thread; Python would print its message."""
    error = stopped.exc_value
    logging.getLogger(OWN).critical("un fil d'exécution s'est arrêté", exc_info=error)


def _log_unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Log an exception that cannot be caught; Python would print its message and context."""
    logging.getLogger(OWN).error("erreur sans suite", exc_info=lost.exc_value)


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """Facts logged and measured of an answered HTTP request: nothing that its client wrote.

    method: HTTP method, "autre" for an unknown one; route: template of its path, such as
    "/fiches/{identifier}", "autre" for an unknown one; status: HTTP status, 499 when the client
    left before the response; seconds: time until the end of the response; size: bytes of the body
    of the response, as sent.
    """

    method: str
    route: str
    status: int
    seconds: float
    size: int


class RequestLog:
    """Middleware that writes one log line for each HTTP request: route, status, duration, size.

    It gives each request a random identifier, written in all its log lines and in the header
    X-Request-Id of its response. The line also has the identifier of the API key and the mode of
    the search ("hybride" or "lexical"), if any. It must enclose the middlewares that refuse
    requests, so that refusals are logged, and be inside the one that removes /en from paths.
    """

    def __init__(
        self, app: ASGIApp, routes: Routes, observe: Callable[[ServedRequest], None] | None = None
    ) -> None:
        """routes: of the application; observe: called with each answered request; may be None."""
        self._app = app
        self._routes = routes
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, then log it, even when it failed or its client left."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        number = token_hex(8)  # never that of the request, which could hold anything
        status, size = CLIENT_GONE, 0

        async def note(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_ID, number.encode())]
            else:
                size += len(message.get("body", b""))
            await send(message)

        with bound_contextvars(requete=number):
            try:
                await self._app(scope, receive, note)
            finally:
                seconds = perf_counter() - start
                method, path = str(scope["method"]), str(scope["path"])
                route = self._routes.template(method, path) or OTHER
                logged = method if method in METHODS else OTHER
                served = ServedRequest(logged, route, status, seconds, size)
                _log_request(served, request_state(scope))
                if self._observe is not None:
                    self._observe(served)


def _log_request(served: ServedRequest, state: RequestState) -> None:
    healthy_probe = served.route in PROBES and served.status < 400
    level = logging.DEBUG if healthy_probe else logging.INFO  # probes would fill the log
    if not LOG.isEnabledFor(level):
        return
    fields: dict[str, Any] = {
        "methode": served.method,
        "route": served.route,
        "statut": served.status,
        "duree_ms": round(served.seconds * 1000, 1),
        "octets": served.size,
    }
    caller = state.get(Caller)
    if caller is not None and caller.key is not None:
        fields["cle"] = caller.key.id
    if state.mode:
        fields["mode"] = state.mode
    LOG.log(level, "requête", extra={"fields": fields})
