"""Tests of `index.ordering`."""
