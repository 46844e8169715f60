"""Tests of `service.easy_french`."""
