"""Tests of `service.suggestions`."""
