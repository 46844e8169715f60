"""Tests of `service.widget`."""
