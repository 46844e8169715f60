"""Tests of `service.developers`."""
