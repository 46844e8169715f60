"""Table of routes: templates of paths, and the prefixes with rules of their own.

A template ("/fiches/{identifier}") contains nothing that a person typed: log entries, metric labels
and cache rules use it in place of the path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from fastapi import APIRouter, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount, Route, compile_path

API, MCP, STATIC = "/api/", "/mcp", "/static/"
API_V1 = "/api/v1/"
FOR_PROGRAMS = (API, MCP)
"""Prefixes of paths called by programs: open to other sites, with quotas in response headers."""
CSV_FILES = frozenset({"/api/v1/search/csv", "/api/v1/communes/csv"})
"""Paths that take a CSV file, and not JSON, with a limit of their own."""
DOCUMENTED_PROBES = frozenset({"/sante", "/pret", "/version"})
"""Probes that the OpenAPI document describes, as it does the routes of the API."""
PROBES = DOCUMENTED_PROBES | {"/metrics"}
"""Paths that monitoring requests every few seconds: they must answer even under load."""
FREE = PROBES | {"/robots.txt", "/widget.js", "/composant.js", "/sw.js"}
"""Paths answered at almost no cost: neither limited nor counted. So are static files."""


LIGHT_API = ("/api/v1/communes", "/api/v1/suggestions")
"""Routes of the API that a form asks at each key that a person types: almost no cost."""


MAX_EXAMPLE = 60
"""Most characters of an example that an error gives."""
COUNTED_ONCE_READ = frozenset({("POST", "/reception")})
"""Requests whose key is in their body: they are counted once it was read, and checked first. In the
quota of their address, wrong keys would shut out the good one."""


def is_counted_once_read(method: str, path: str) -> bool:
    """Return True for a request that its route counts, by the key of its form."""
    return (method, path) in COUNTED_ONCE_READ


def is_light(method: str, path: str) -> bool:
    """Return True for a request that people make by the dozen: a page, or proposals while typing.

    Their quota is counted apart from that of programs, and is larger: thirty people may share one
    address (a class, a France services). method: HTTP method; path: of the request.
    """
    if method not in ("GET", "HEAD"):
        return False
    return not path.startswith(FOR_PROGRAMS) or path.startswith(LIGHT_API)


def is_free(path: str) -> bool:
    """Return True when a path costs so little that its requests are not limited.

    Such requests neither count in the quota of the client (requests a minute) nor wait under load:
    probes such as /sante, static files.
    """
    return path in FREE or path.startswith(STATIC)


class ReadableRouter(APIRouter):
    """Router whose every route that answers GET answers HEAD too, which is documented once."""

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        **options: Any,  # noqa: ANN401 - those of FastAPI
    ) -> None:
        """Add a route; path, endpoint, options: as FastAPI takes them."""
        super().add_api_route(path, endpoint, **options)
        if options.get("methods") == ["GET"]:
            silent = {**options, "methods": ["HEAD"], "include_in_schema": False}
            super().add_api_route(path, endpoint, **silent)


class _Address(NamedTuple):
    """Route: its template, the pattern of its paths, its methods, its parameters in the URL.

    parameters: name -> whether it may be given several times.
    """

    template: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    parameters: Mapping[str, bool] = MappingProxyType({})


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
        matches = self._matching(path)
        accepting = (address for address in matches if method in address.methods)
        first = next(accepting, matches[0] if matches else None)
        return None if first is None else first.template

    def parameters(self, method: str, path: str) -> Mapping[str, bool] | None:
        """Return the parameters that a request may have in its URL, after "?".

        Each says whether it may be given several times. They come in the order of the OpenAPI
        document; None when no route answers this method at this path. method: such as "GET"; path:
        such as "/api/v1/search".
        """
        accepting = (
            address.parameters
            for address in self._addresses
            if method in address.methods and address.pattern.match(path)
        )
        return next(accepting, None)

    def methods(self, path: str) -> frozenset[str]:
        """Return the HTTP methods that the routes of a path accept; empty when no route matches."""
        return frozenset().union(*(address.methods for address in self._matching(path)))

    def _matching(self, path: str) -> tuple[_Address, ...]:
        """Return the routes that match a path; known already for a path without parameters."""
        return self._fixed.get(path) or self._searched(path)

    def _searched(self, path: str) -> tuple[_Address, ...]:
        return tuple(address for address in self._addresses if address.pattern.match(path))

    @cached_property
    def _fixed(self) -> dict[str, tuple[_Address, ...]]:
        """Path without parameters -> the routes that match it, in their order."""
        templates = {address.template for address in self._addresses}
        return {path: self._searched(path) for path in templates if "{" not in path}

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
                names = _parameters(context)
                addresses.append(_Address(path, compile_path(path)[0], methods, names))
        return tuple(addresses)


def _parameters(context: RouteContext) -> dict[str, bool]:
    """Return the names that a route reads in the query string; none for what is not FastAPI's."""
    dependant = getattr(context, "dependant", None)
    elsewhere = (params.Path, params.Header, params.Cookie)
    fields = () if dependant is None else get_flat_params(dependant)
    return {
        field.alias: _is_list(field.field_info.annotation)
        for field in fields
        if not isinstance(field.field_info, elsewhere)
    }


def _is_list(annotation: object) -> bool:
    """Return whether a type takes several values, or may."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(_is_list(each) for each in get_args(annotation))
    return get_origin(annotation) is list


def example_of(request: Request, name: str) -> str:
    """Return the documented example of a parameter of the route that a request asks for.

    Args:
        request: to a route.
        name: of the parameter, as an error names it.

    Returns:
        The example as it is written; "" when there is none, or none that fits in a message.
    """
    dependant = getattr(request.scope.get("route"), "dependant", None)
    if dependant is None:
        return ""
    fields = {field.alias: field.field_info for field in get_flat_params(dependant)}
    for body in dependant.body_params:
        model = body.field_info.annotation
        fields |= getattr(model, "model_fields", {})
    told = fields.get(name.partition(".")[0])
    example = next(iter(getattr(told, "examples", None) or ()), "")
    while isinstance(example, list) and example:
        example = example[0]
    shown = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
    return shown if len(shown) <= MAX_EXAMPLE else ""
