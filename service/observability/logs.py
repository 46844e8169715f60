"""The journal: one line an event and a request, and nothing of what people type.

A line holds a moment, a level, who speaks, what happened, the number of the request. Of a request
it tells the template of its route, never its path, its query string or an address. Of an exception
it tells the kind and where it passed, never its message, which may repeat what was typed. Of what
other libraries say it keeps the place, for they may say anything.
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

from service.http.routes import PROBES, Routes
from service.runtime.request_state import RequestState, request_state

OWN = "orientess"
LOG = logging.getLogger(f"{OWN}.http")
FIRST = ("time", "level", "logger", "event")
"""What every line begins with."""
FRAMES_KEPT = 15
"""Of the places where an exception passed, the last ones: those before are the framework's."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "autre"
"""Stands for a method or a route that is not ours: what was sent is not repeated."""
GONE = 499
"""Status of a request whose answer never began, as nginx writes it: who asked has gone."""
REQUEST_ID = b"x-request-id"

SERVER = "uvicorn.error"
"""Who tells of processes, and of faults of all kinds."""
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
"""What uvicorn says of processes, whole -> the same in French."""
_LOST = "] died"
"""How uvicorn ends what it says of a process that was lost, and finds ordinary."""

_BREAKING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What breaks a line, moves a cursor, hides or turns text, or cannot be written in UTF-8."""


def configure(as_json: bool, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Have everything that is logged in this process written our way, and no other way.

    Called once again, it takes the place of what it did before.

    Args:
        as_json: one JSON object a line, else one line of names and values to be read on a screen.
        level: of our own lines; other libraries speak from WARNING on.
        stream: where lines go, the standard error by default.
    """
    lines = Lines(stream)
    lines.addFilter(_is_worth)
    lines.setFormatter(
        stdlib.ProcessorFormatter(
            processors=[
                stdlib.add_log_level,
                stdlib.add_logger_name,
                TimeStamper(fmt="iso", utc=True, key="time"),
                merge_contextvars,
                _text,
                _fields,
                _fault,
                stdlib.ProcessorFormatter.remove_processors_meta,
                _in_order,
                _rendering(JSONRenderer(ensure_ascii=False) if as_json else KeyValueRenderer()),
            ]
        )
    )
    root = logging.getLogger()
    for each in [each for each in root.handlers if type(each) in {logging.StreamHandler, Lines}]:
        root.removeHandler(each)
    root.addHandler(lines)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    logging.getLogger(SERVER).setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True  # it prints addresses and query strings
    logging.captureWarnings(True)
    threading.excepthook = _say_thread
    sys.unraisablehook = _say_unraisable


def _of_processes(record: logging.LogRecord, said: str) -> str | None:
    """What the server says of its processes, in French; None when it says something else."""
    if record.name == SERVER:
        for pattern, told in PROCESSES.items():
            found = re.fullmatch(pattern, said)
            if found is not None:
                return told.format(own=record.process, **found.groupdict())
    return None


def _is_worth(record: logging.LogRecord) -> bool:
    """Whether a line is to be written: of what the server finds ordinary, its processes alone."""
    ordinary = record.name == SERVER and record.levelno < logging.WARNING
    return not ordinary or _of_processes(record, record.getMessage()) is not None


class Lines(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be made is told without what it held."""

    def handleError(self, record: logging.LogRecord) -> None:
        """The standard one prints the arguments of the line."""
        with suppress(Exception):
            self.stream.write(f'{{"level": "error", "event": "ligne illisible : {record.lineno}"}}')
            self.stream.write(self.terminator)


def _text(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """What happened: our own words; of uvicorn, its sentence without values; of others, where."""
    record: logging.LogRecord = event["_record"]
    family = record.name.partition(".")[0]
    if family == "uvicorn":
        # what it says of requests may name addresses and paths; of processes, a number or a port
        of_requests = "protocols" in record.pathname
        said = str(record.msg) if of_requests else str(event["event"])
        event["event"] = _of_processes(record, said) or said.strip()
        if said.endswith(_LOST):
            event["level"] = "warning"
    elif family != OWN:
        place = f"{record.module}.{record.funcName}, ligne {record.lineno}"
        event["event"] = f"message de {record.name} ({place})"
    return event


def _fields(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """What our own lines say besides their words, given by `extra={"fields": {…}}`."""
    event.pop("stack_info", None)
    event.update(getattr(event["_record"], "fields", {}))
    return event


def _fault(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    """An exception: its kinds and places, neither messages nor values."""
    kind, error, traceback = event.pop("exc_info", None) or (None, None, None)
    if kind is not None and error is not None:
        event["exception"] = _told(extract(kind, error, traceback, show_locals=False))
    return event


def _told(trace: Trace) -> list[dict[str, Any]]:
    """The exceptions of a trace, the one that was caught first, then what caused it."""
    told = []
    for stack in trace.stacks:
        frames = stack.frames[-FRAMES_KEPT:]
        one: dict[str, Any] = {
            "type": stack.exc_type,
            "pile": [f"{each.filename}:{each.lineno} {each.name}" for each in frames],
        }
        if stack.exceptions:
            one["groupe"] = [_told(each) for each in stack.exceptions]
        told.append(one)
    return told


def _in_order(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    return {**{name: event[name] for name in FIRST}, **event}


def _rendering(render: Processor) -> Processor:
    """A renderer whose lines stay one, whatever they hold: that is only ever inside quotes."""

    def rendered(logger: WrappedLogger, level: str, event: EventDict) -> str:
        line = str(render(logger, level, event))
        return _BREAKING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)

    return rendered


def _say_thread(stopped: threading.ExceptHookArgs) -> None:
    """Python would print the message of what stops a thread."""
    error = stopped.exc_value
    logging.getLogger(OWN).critical("un fil d'exécution s'est arrêté", exc_info=error)


def _say_unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Python would print the message of what nobody can catch, and what was being done."""
    logging.getLogger(OWN).error("erreur sans suite", exc_info=lost.exc_value)


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """A request that was answered, told without anything of it that people choose.

    method, route: one of ours, or "autre"; status: HTTP; seconds: until the last byte was given to
    be sent; size: bytes of the body, as sent.
    """

    method: str
    route: str
    status: int
    seconds: float
    size: int


class RequestLog:
    """Writes one line a request, and gives it a number that its answer and its lines carry.

    It stands outside what may refuse a request, so that refusals too are told, and inside what
    changes the path. The state of the request gives the identifier of the key, and the mode of the
    search.
    """

    def __init__(
        self, app: ASGIApp, routes: Routes, observe: Callable[[ServedRequest], None] | None = None
    ) -> None:
        """routes: of the application; observe: is told each request that was answered."""
        self._app = app
        self._routes = routes
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; tell what became of it, whatever that is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        number = token_hex(8)  # never the one that a request brings: it could hold anything
        status, size = GONE, 0

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
                told = method if method in METHODS else OTHER
                served = ServedRequest(told, route, status, seconds, size)
                _say(served, request_state(scope))
                if self._observe is not None:
                    self._observe(served)


def _say(served: ServedRequest, state: RequestState) -> None:
    well = served.route in PROBES and served.status < 400
    level = logging.DEBUG if well else logging.INFO  # probes would fill the journal
    if not LOG.isEnabledFor(level):
        return
    fields: dict[str, Any] = {
        "methode": served.method,
        "route": served.route,
        "statut": served.status,
        "duree_ms": round(served.seconds * 1000, 1),
        "octets": served.size,
    }
    if state.client is not None and state.client.key is not None:
        fields["cle"] = state.client.key.id
    if state.mode:
        fields["mode"] = state.mode
    LOG.log(level, "requête", extra={"fields": fields})
