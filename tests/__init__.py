"""Podium's tests. The folders mirror lib/; e2e/ drives a real browser, bench/ measures."""
