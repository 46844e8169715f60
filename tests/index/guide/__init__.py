"""Tests of `index.guide`."""
