"""Measurements, run by hand on an idle machine: nothing is asserted."""
