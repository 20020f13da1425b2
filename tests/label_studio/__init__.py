"""Tests against a real Label Studio, which they start on this machine."""
