"""Tests of `service.presentation`."""
