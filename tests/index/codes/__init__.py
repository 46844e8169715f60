"""Tests of `index.codes`."""
