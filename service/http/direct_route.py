"""Routes read directly: parameters in the URL by one model, an answer that is already written.

FastAPI examines each field of such a model at each request, present or not, then validates and
serializes the answer again. With the thirty parameters of a search this took as long as writing the
answer. Documentation is still made from the signature of the route.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from inspect import iscoroutinefunction
from typing import Any, TypeVar, get_origin

from fastapi import Request
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import Response

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Model = TypeVar("Model", bound=BaseModel)


class DirectRoute(APIRoute):
    """Route whose endpoint takes one model of parameters in the URL and returns the response.

    The endpoint is a coroutine function; it may have dependencies too. Any other endpoint is left
    to FastAPI.
    """

    def get_route_handler(self) -> Handler:
        """Return the function that answers a request at this route."""
        dependant, endpoint = self.dependant, self.dependant.call
        models = [
            (field.name, field.field_info.annotation)
            for field in dependant.query_params
            if isinstance(field.field_info.annotation, type)
            and issubclass(field.field_info.annotation, BaseModel)
        ]
        others = (dependant.path_params, dependant.header_params, dependant.cookie_params)
        alone = len(models) == len(dependant.query_params) == 1 and not any(others)
        if not alone or dependant.body_params or not iscoroutinefunction(endpoint):
            return super().get_route_handler()
        (name, model), rest = models[0], replace(dependant, query_params=[])

        async def handle(request: Request) -> Response:
            parameters = read_query(model, request.query_params)
            stack: AsyncExitStack = request.scope["fastapi_inner_astack"]
            solved = await solve_dependencies(
                request=request,
                dependant=rest,
                dependency_overrides_provider=request.app,
                async_exit_stack=stack,
                embed_body_fields=False,
            )
            response: Response = await endpoint(**solved.values, **{name: parameters})
            return response

        return handle


def read_query(model: type[Model], received: QueryParams) -> Model:
    """Read a model of parameters from the URL of a request.

    Args:
        model: of the parameters; a field whose type is a list takes all values of its name, any
            other the last one.
        received: parameters of the URL.

    Returns:
        The parameters, validated.

    Raises:
        RequestValidationError: when a value is refused, as FastAPI would raise it.
    """
    fields = model.model_fields
    values = {
        name: received.getlist(name)
        if name in fields and get_origin(fields[name].annotation) is list
        else received[name]
        for name in received
    }
    try:
        return model.model_validate(values)
    except ValidationError as error:
        located = [
            {**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)
        ]
        raise RequestValidationError(located) from error
