"""A small run of the simulation that `make bench` runs in full."""

import pytest

from tests.bench.simulation import SEED, WORLDS, World, run

RUNS = 300


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_two_way_intervals_cover_and_are_no_wider_than_the_spread_calls_for(world: World) -> None:
    # Of 15 differences in each run about five are free: the coverage is known to ± 0.006 (1 SD).
    found = run(world, RUNS, SEED, ("two-way", "none"))
    assert found["two-way"].coverage >= 0.93
    assert found["two-way"].width_ratio <= 1.15
    assert found["none"].coverage < 0.92
