"""Asks again, with pauses that grow, where that is safe and may help."""

from collections.abc import Callable

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from lib.label_studio.answers import Answer
from lib.label_studio.failures import Failure

LONGEST_PAUSE = 30.0
"""Seconds, also where a server asks for more."""


def repeated(
    attempt: Callable[[], Answer | Failure],
    *,
    tries: int,
    wait_seconds: float,
    is_repeatable: bool,
) -> Answer | Failure:
    """What the first attempt gives that does not ask for another one, else what the last gives.

    What is not repeatable is asked again only where surely nothing was carried out.
    """

    def is_worth_another(outcome: Answer | Failure) -> bool:
        if isinstance(outcome, Answer):
            return False
        return outcome.may_pass and (is_repeatable or outcome.was_undone)

    growing = wait_exponential(wait_seconds, LONGEST_PAUSE) + wait_random(0, wait_seconds)

    def pause(state: RetryCallState) -> float:
        outcome = _outcome_of(state)
        asked = outcome.wait_seconds if isinstance(outcome, Failure) else None
        return min(max(growing(state), asked or 0.0), LONGEST_PAUSE)

    retrying = Retrying(
        stop=stop_after_attempt(tries),
        retry=retry_if_result(is_worth_another),
        wait=pause,
        retry_error_callback=_outcome_of,
    )
    return retrying(attempt)


def _outcome_of(state: RetryCallState) -> Answer | Failure:
    assert state.outcome is not None
    outcome: Answer | Failure = state.outcome.result()
    return outcome
