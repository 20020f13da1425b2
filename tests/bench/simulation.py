"""Do the intervals hold? Rankings of known models by simulated people: part of `make bench`.

Every one of 30 people ranks four of six models on every one of 60 prompts, by utilities with Gumbel
noise (Plackett-Luce). Prompts and people have a taste of their own for each model (normal, drawn
anew in each run), so the true difference of two models is that of the Bradley-Terry fit to endless
labels by fresh people on fresh prompts; it comes from one very large simulated set.

Run: python -m tests.bench.simulation [runs]
"""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons, make_comparisons
from lib.analytics.rating_variance import rating_variance
from lib.analytics.student_t import t_quantile

Floats = NDArray[np.float64]

PROMPTS, ANNOTATORS, RANKED = 60, 30, 4
STRENGTHS = np.array([0.75, 0.45, 0.15, -0.15, -0.45, -0.75])
MODELS = tuple("ABCDEF")
RUNS = 2000
SEED = 20_240_601
ENDLESS = 400_000
CLUSTERINGS: tuple[Clustering, ...] = ("two-way", "prompt", "annotator", "ranking", "none")


@dataclass(frozen=True)
class World:
    """Standard deviations of what a prompt, and a person, adds to each model's utility."""

    name: str
    prompt_taste: float
    annotator_taste: float


WORLDS = (
    World("no effects", 0.0, 0.0),
    World("prompt effects", 0.5, 0.0),
    World("annotator effects", 0.0, 0.4),
    World("both effects", 0.5, 0.4),
)


@dataclass(frozen=True)
class Outcome:
    """Of one kind of interval: how often it holds the truth, and its mean width as a multiple of
    2 t SD with the SD of the estimates over runs, both over all pairs of models."""

    coverage: float
    width_ratio: float


def simulate(
    world: World, rng: np.random.Generator, prompt: NDArray[np.int64], annotator: NDArray[np.int64]
) -> Comparisons:
    """One ranking for each entry of `prompt` and `annotator`, as comparisons."""
    n, models = len(prompt), len(STRENGTHS)
    of_prompt = rng.normal(0, world.prompt_taste, (int(prompt.max()) + 1, models))
    of_annotator = rng.normal(0, world.annotator_taste, (int(annotator.max()) + 1, models))
    shown = rng.random((n, models)).argsort(axis=1)[:, :RANKED]
    utility = STRENGTHS + of_prompt[prompt] + of_annotator[annotator]
    utility = np.take_along_axis(utility, shown, axis=1) + rng.gumbel(size=shown.shape)
    one, two = np.triu_indices(RANKED, 1)
    ranking = np.repeat(np.arange(n), len(one))
    return make_comparisons(
        MODELS,
        shown[:, one].ravel(),
        shown[:, two].ravel(),
        (utility[:, one] > utility[:, two]).ravel(),
        weight=np.full(len(ranking), 2 / RANKED),
        ranking=ranking,
        prompt=prompt[ranking],
        annotator=annotator[ranking],
    )


def true_differences(world: World, rng: np.random.Generator) -> Floats:
    """(K, K) what the estimates tend to: every ranking by another person on another prompt."""
    each = np.arange(ENDLESS)
    strength = fit_bradley_terry(simulate(world, rng, each, each).weighted_scores()).strength
    return np.subtract.outer(strength, strength)


def run(
    world: World, runs: int, seed: int, clusterings: tuple[Clustering, ...] = CLUSTERINGS
) -> dict[Clustering, Outcome]:
    """Simulate `runs` studies and judge each kind of interval."""
    rng = np.random.default_rng(seed)
    truth = true_differences(world, rng)
    prompt = np.repeat(np.arange(PROMPTS), ANNOTATORS)
    annotator = np.tile(np.arange(ANNOTATORS), PROMPTS)
    pairs = np.triu_indices(len(STRENGTHS), 1)
    estimates = np.empty((runs, len(pairs[0])))
    halves = {each: np.empty_like(estimates) for each in clusterings}
    quantiles = {}
    for number in range(runs):
        comparisons = simulate(world, rng, prompt, annotator)
        fit = fit_bradley_terry(comparisons.weighted_scores())
        estimates[number] = np.subtract.outer(fit.strength, fit.strength)[pairs]
        for each in clusterings:
            variance = rating_variance(comparisons, fit, each)
            quantiles[each] = t_quantile(0.975, variance.degrees)
            halves[each][number] = quantiles[each] * np.sqrt(variance.difference[pairs])
    error = np.abs(estimates - truth[pairs])
    spread = estimates.std(axis=0, ddof=1)
    return {
        each: Outcome(
            float(np.mean(error <= halves[each])),
            float(np.mean(halves[each].mean(axis=0) / (quantiles[each] * spread))),
        )
        for each in clusterings
    }


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(
        f"{runs:,} runs of {PROMPTS} prompts x {ANNOTATORS} annotators, each ranking {RANKED} of "
        f"{len(STRENGTHS)} models (seed {SEED})"
    )
    print(f"{'':20}{'clusters':<12}{'coverage':>9}{'width / what the spread calls for':>36}")
    for world in WORLDS:
        for number, (name, each) in enumerate(run(world, runs, SEED).items()):
            label = world.name if number == 0 else ""
            print(f"{label:20}{name:<12}{each.coverage:>9.3f}{each.width_ratio:>36.2f}", flush=True)


if __name__ == "__main__":
    main()
