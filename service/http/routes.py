"""Table of routes: templates of paths, and the prefixes with rules of their own.

A template ("/fiches/{identifier}") holds nothing typed by a person: log entries, metric labels and
cache rules use it in place of the path.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount, Route, compile_path

API, MCP, STATIC = "/api/", "/mcp", "/static/"
FOR_PROGRAMS = (API, MCP)
"""Prefixes of paths called by programs: open to other sites, with quotas in response headers."""
PROBES = frozenset({"/sante", "/pret", "/version", "/metrics"})
"""Paths that monitoring requests every few seconds: they must answer even under load."""
FREE = PROBES | {"/robots.txt", "/widget.js", "/composant.js"}
"""Paths that cost almost nothing, besides static files."""


def is_free(path: str) -> bool:
    """Return whether requests to a path are neither counted in a quota nor made to wait."""
    return path in FREE or path.startswith(STATIC)


class _Address(NamedTuple):
    """Route: its template, the pattern of its paths, its methods."""

    template: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


class Routes:
    """Routes of an application, looked up by path."""

    def __init__(self, app: Starlette) -> None:
        """app: its routes may be added later; they are read at the first lookup."""
        self._app = app

    def template(self, method: str, path: str) -> str | None:
        """Return the template of the route of a path, even if it refuses the method.

        Args:
            method: HTTP method of the request.
            path: path of the request.

        Returns:
            Its template, "/static/…" for what is mounted; None when there is no route.
        """
        matches = [address for address in self._addresses if address.pattern.match(path)]
        accepting = (address for address in matches if method in address.methods)
        first = next(accepting, matches[0] if matches else None)
        return None if first is None else first.template

    def methods(self, path: str) -> frozenset[str]:
        """Return the methods that a path accepts, over all its routes."""
        matches = (address for address in self._addresses if address.pattern.match(path))
        return frozenset().union(*(address.methods for address in matches))

    @cached_property
    def _addresses(self) -> tuple[_Address, ...]:
        addresses = []
        for context in iter_route_contexts(self._app.routes):
            route, path = context.original_route, str(context.path)
            if isinstance(route, Mount):
                pattern = compile_path(f"{path}/{{rest:path}}")[0]
                addresses.append(_Address(f"{path}/…", pattern, frozenset()))
            elif isinstance(route, Route):
                methods = frozenset(route.methods or ())
                addresses.append(_Address(path, compile_path(path)[0], methods))
        return tuple(addresses)
