"""Tests of `service.statistics`."""
