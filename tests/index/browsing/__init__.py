"""Tests of `index.browsing`."""
