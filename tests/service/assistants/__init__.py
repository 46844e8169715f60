"""Tests of `service.assistants`."""
