"""Asking the running app for a sync, since it holds the database."""

import json
from dataclasses import asdict

import httpx

from lib.domain.label_studio import Progress, SyncOutcome
from lib.errors import PodiumError
from lib.services.label_studio.lines import read_line
from lib.services.label_studio.request import OnProgress, SyncRequest
from lib.services.running_app import RunningApp

PATIENCE = httpx.Timeout(10.0, read=60.0)
"""In seconds. The app says at least every 5 s that it is still at it."""


def ask_app(app: RunningApp, asked: SyncRequest, on_progress: OnProgress) -> SyncOutcome:
    """Have the app do it, and tell its progress. Raises PodiumError with what went wrong."""
    headers = {"Authorization": f"Bearer {app.secret}"}
    # Straight to this computer: a proxy of the environment must not see the token.
    with httpx.Client(base_url=app.address, timeout=PATIENCE, trust_env=False) as client:
        try:
            with client.stream("POST", "/api/sync", json=asdict(asked), headers=headers) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise PodiumError(_refusal(app, answer))
                return _followed(answer, on_progress)
        except httpx.HTTPError as error:
            raise PodiumError(
                f"The running Podium at {app.address} does not answer ({error}). Look whether it "
                "still runs, then run this again: that is safe."
            ) from error


def _followed(answer: httpx.Response, on_progress: OnProgress) -> SyncOutcome:
    for line in answer.iter_lines():
        try:
            told = read_line(line)
        except ValueError as error:
            raise PodiumError(
                f"The running Podium answered what cannot be read: {line[:60]!r}. It may be of "
                "another version: start it again."
            ) from error
        match told:
            case Progress():
                on_progress(told)
            case SyncOutcome():
                return told
            case failure:
                raise PodiumError(failure)
    raise PodiumError(
        "The running Podium stopped answering before the sync was over. Run this again: it is safe."
    )


def _refusal(app: RunningApp, answer: httpx.Response) -> str:
    said = json.dumps(answer.text.strip()[:200], ensure_ascii=False)
    return (
        f"The running Podium at {app.address} does not do this: it answered {answer.status_code}, "
        f"{said}. Start it again, or stop it and run this once more."
    )
