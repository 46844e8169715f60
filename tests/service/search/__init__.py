"""Tests of `service.search`."""
