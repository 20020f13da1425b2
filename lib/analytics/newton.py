"""Damped Newton steps for the concave log-likelihoods of models of pairs."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.errors import InvalidInput

# On the scale of log odds; convergence is quadratic, so the last step leaves far less than this.
SMALL_STEP = 1e-9
MOST_STEPS = 1000
# Relative to the terms of the gradient: strengths of hundreds cost the odds two digits.
ROUNDING = 256 * np.finfo(np.float64).eps
MOST_LOST_STEPS = 5
GAIN = 0.25
LEAST_DAMPING = 1e-18
FIRST_DAMPING = 1e-6


class Local(NamedTuple):
    """A log-likelihood at a point of D parameters."""

    value: float
    gradient: FloatArray  # (D,)
    curvature: FloatArray  # (D, D) minus the Hessian
    terms: FloatArray  # (D,) the sizes of the terms that the gradient sums, added up


def maximise(
    evaluate: Callable[[FloatArray], Local],
    spread: Callable[[FloatArray], float],
    start: FloatArray,
    free: FloatArray,
) -> FloatArray:
    """Where the log-likelihood is largest, by Newton steps with damping where they lead too far.

    A step is too long if it gains less than a quarter of what the slope promises. It is then made
    shorter by adding a growing multiple of the curvature at the start to the present one
    (Marquardt 1963): where a step overshot, the present curvature is next to nothing.

    `spread` bounds by how much a step moves the log odds of any two outcomes of a compared pair.
    The third derivative along a step is at most `spread` times the second one, so a step with a
    spread of at most 1 gains enough (Sun and Tran-Dinh 2019, generalized self-concordance): it is
    taken unseen, since close to the maximum rounding hides what it gains. `free`, (D, G), holds
    the orthogonal directions in which the log-likelihood is constant; no step goes there.

    Ends with a step that moves nothing by more than 1e-9, or after five steps from gradients that
    are rounding errors, where the data say no more than that.
    """
    here, local = start, evaluate(start)
    first, damping, lost = local.curvature, LEAST_DAMPING, 0
    for _ in range(MOST_STEPS):
        step = _step(local, damping * first, free)
        lost += bool((np.abs(local.gradient) <= ROUNDING * local.terms).all())
        there = evaluate(here + step)
        enough = there.value - local.value > GAIN * float(local.gradient @ step)
        if not enough and spread(step) > 1:
            damping = max(10 * damping, FIRST_DAMPING)
            continue
        here, local = here + step, there
        if spread(step) <= SMALL_STEP or lost >= MOST_LOST_STEPS:
            return here
        damping = max(damping / 10, LEAST_DAMPING)
    raise InvalidInput(
        f"The ratings did not settle within {MOST_STEPS} steps: the outcomes are too uneven to "
        "rate these models together. Leave out models that won or lost almost everything."
    )


def _step(local: Local, damping: FloatArray, free: FloatArray) -> FloatArray:
    """The damped Newton step, solved with a unit diagonal: that keeps uneven counts precise."""
    curvature = local.curvature + damping
    scale = np.sqrt(np.diag(curvature))
    held = free * scale[:, np.newaxis]
    held /= np.linalg.norm(held, axis=0)
    scaled = curvature / np.outer(scale, scale) + held @ held.T
    return np.asarray(np.linalg.solve(scaled, local.gradient / scale) / scale, dtype=np.float64)
