"""Tests of `service.referral`."""
