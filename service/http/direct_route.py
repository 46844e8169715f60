"""Routes read directly: parameters in the URL by one model, an answer that is already written.

FastAPI examines each field of such a model at each request, present or not, then validates and
serializes the answer again. With the thirty parameters of a search this took as long as writing the
answer. Documentation is still made from the signature of the route.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any, TypeVar, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import Response

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Model = TypeVar("Model", bound=BaseModel)


class DirectRoute(APIRoute):
    """Route whose endpoint takes the request and one model of parameters, and returns the response.

    The parameters are those of the URL, and the endpoint is a coroutine function. Any other
    endpoint, such as one with dependencies, is left to FastAPI.
    """

    def get_route_handler(self) -> Handler:
        """Return the function that answers a request at this route."""
        dependant = self.dependant
        model, endpoint = _alone(dependant), dependant.call
        if model is None or not iscoroutinefunction(endpoint):
            return super().get_route_handler()
        name, kind = model
        request_name = str(dependant.request_param_name)

        async def handle(request: Request) -> Response:
            parameters = read_query(kind, request.query_params)
            response: Response = await endpoint(**{request_name: request, name: parameters})
            return response

        return handle


def _alone(dependant: Dependant) -> tuple[str, type[BaseModel]] | None:
    """Return the name and the model of the parameters in the URL, when a route takes only these."""
    others = (
        dependant.path_params,
        dependant.header_params,
        dependant.cookie_params,
        dependant.body_params,
        dependant.dependencies,
    )
    if any(others) or len(dependant.query_params) != 1 or not dependant.request_param_name:
        return None
    (field,) = dependant.query_params
    model = field.field_info.annotation
    if isinstance(model, type) and issubclass(model, BaseModel):
        return field.name, model
    return None


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
