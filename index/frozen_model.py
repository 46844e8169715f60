"""Model of data that is checked once, and then neither changes nor holds an unknown field."""

from __future__ import annotations

from pydantic import BaseModel


class FrozenModel(BaseModel, frozen=True, extra="forbid"):
    """Base of the models of files and of requests: an unknown field is an error, none changes."""
