"""Tests of `index.maps`."""
