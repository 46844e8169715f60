"""Tests of `index.skills`."""
