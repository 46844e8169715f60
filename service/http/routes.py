"""Table of routes: templates of paths, and the prefixes with rules of their own.

A template ("/fiches/{identifier}") contains nothing that a person typed: log entries, metric labels
and cache rules use it in place of the path.
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
FREE = PROBES | {"/robots.txt", "/widget.js", "/composant.js", "/sw.js"}
"""Paths answered at almost no cost: neither limited nor counted. So are static files."""


def is_free(path: str) -> bool:
    """Return True when a path costs so little that its requests are not limited.

    Such requests neither count in the quota of the client (requests a minute) nor wait under load:
    probes such as /sante, static files.
    """
    return path in FREE or path.startswith(STATIC)


class _Address(NamedTuple):
    """Route: its template, the pattern of its paths, its methods."""

    template: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


class Routes:
    """Table of the routes of an application: finds the template and the methods of a path.

    The template of "/fiches/emmaus-connect" is "/fiches/{identifier}".
    """

    def __init__(self, app: Starlette) -> None:
        """app: the application; routes added after the first lookup are ignored."""
        self._app = app

    def template(self, method: str, path: str) -> str | None:
        """Return the template of the route that answers a request.

        Args:
            method: HTTP method of the request, such as "GET".
            path: path of the request, such as "/fiches/emmaus-connect".

        Returns:
            The template, such as "/fiches/{identifier}", or "/static/…" for any file of a mounted
            folder. When routes match the path but none accepts the method, the template of the
            first one; None when no route matches the path.
        """
        matches = [address for address in self._addresses if address.pattern.match(path)]
        accepting = (address for address in matches if method in address.methods)
        first = next(accepting, matches[0] if matches else None)
        return None if first is None else first.template

    def methods(self, path: str) -> frozenset[str]:
        """Return the HTTP methods that the routes of a path accept; empty when no route matches."""
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
