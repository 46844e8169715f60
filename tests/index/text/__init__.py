"""Tests of `index.text`."""
