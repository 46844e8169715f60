"""Routes: the addresses of the service, those that are treated apart, and the template of each.

A template ("/fiches/{identifier}") holds nothing of what people ask for: lines of the journal,
labels of measures and rules of caches are told by it, and it is found here alone.
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
"""How addresses begin that programs call: any page may, and quotas are told in their headers."""
PROBES = frozenset({"/sante", "/pret", "/version", "/metrics"})
"""Asked by machines every few seconds: whether the service holds, busy or not."""
FREE = PROBES | {"/robots.txt", "/widget.js", "/composant.js"}
"""What costs next to nothing, besides files of the site."""


def is_free(path: str) -> bool:
    """Whether what is at a path is neither counted in a quota nor made to wait."""
    return path in FREE or path.startswith(STATIC)


class _Address(NamedTuple):
    """What an application answers to: its template, which paths it is, by which methods."""

    template: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


class Routes:
    """What an application answers to, found from a path."""

    def __init__(self, app: Starlette) -> None:
        """app: its routes may come later: they are read at the first question."""
        self._app = app

    def template(self, method: str, path: str) -> str | None:
        """The template of the route that answers to a path, refusing its method or not.

        Args:
            method: of the request.
            path: as it was asked.

        Returns:
            Its template, "/static/…" for what is mounted; None when there is no route.
        """
        found = [each for each in self._addresses if each.pattern.match(path)]
        taking = (each for each in found if method in each.methods)
        first = next(taking, found[0] if found else None)
        return None if first is None else first.template

    def methods(self, path: str) -> frozenset[str]:
        """The methods that a path answers to, over all its routes."""
        found = (each.methods for each in self._addresses if each.pattern.match(path))
        return frozenset().union(*found)

    @cached_property
    def _addresses(self) -> tuple[_Address, ...]:
        made = []
        for context in iter_route_contexts(self._app.routes):
            route, path = context.original_route, str(context.path)
            if isinstance(route, Mount):
                pattern = compile_path(f"{path}/{{rest:path}}")[0]
                made.append(_Address(f"{path}/…", pattern, frozenset()))
            elif isinstance(route, Route):
                methods = frozenset(route.methods or ())
                made.append(_Address(path, compile_path(path)[0], methods))
        return tuple(made)
