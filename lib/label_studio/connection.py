"""One way to one Label Studio, with one token: asks, repeats where safe, reads the answer."""

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from lib.label_studio.answers import Answer, read_answer
from lib.label_studio.exchanges import ExchangeFailed, Exchanges
from lib.label_studio.failures import Failure, foreign_failure, token_failure, transport_failure
from lib.label_studio.reasons import reason_of
from lib.label_studio.repeating import repeated

if TYPE_CHECKING:
    from label_studio_sdk.core.client_wrapper import SyncClientWrapper

CONNECT_SECONDS = 10.0

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """One request. `what` names in a sentence what it is about, such as "project 5".

    `is_open`: asked without the token, since a Label Studio tells it to everybody.
    """

    method: str
    path: str
    what: str
    params: Mapping[str, Any] | None = None
    body: object = None
    is_repeatable: bool = True
    is_open: bool = False


class Connection:
    """Opened at the first question. Nothing that it raises holds the token."""

    def __init__(
        self, url: str, token: str, *, tries: int, wait_seconds: float, timeout: float
    ) -> None:
        self.url = url
        self._token = token
        self._tries = tries
        self._wait_seconds = wait_seconds
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
        self._exchanges = Exchanges(url, token)
        self._http: httpx.Client | None = None
        self._sdk: SyncClientWrapper | None = None

    def __repr__(self) -> str:
        return f"Connection({self.url!r})"

    def ask(self, question: Question, read: Callable[[Any], T]) -> T:
        """What `read` makes of the JSON that comes back.

        It raises KeyError, TypeError or ValueError for JSON that no Label Studio answers.
        """
        return self._read(self._answer(question), question, read)

    def find(self, question: Question, read: Callable[[Any], T], *, absent: int = 404) -> T | None:
        """As `ask`, but None where the answer is the HTTP status `absent`."""
        answer = self._answer(question, accept=(absent,))
        return None if answer.status == absent else self._read(answer, question, read)

    def close(self) -> None:
        """Idle connections end; another question opens them again."""
        if self._http is not None:
            self._http.close()
        self._http = self._sdk = None

    def _read(self, answer: Answer, question: Question, read: Callable[[Any], T]) -> T:
        try:
            return read(answer.content)
        except (KeyError, TypeError, ValueError):
            said = f"answers with other data when asked for {question.what}"
            failure = foreign_failure(self.url, said, answer.status)
        raise failure.error

    def _answer(self, question: Question, accept: Container[int] = ()) -> Answer:
        outcome = repeated(
            lambda: self._attempt(question, accept),
            tries=self._tries,
            wait_seconds=self._wait_seconds,
            is_repeatable=question.is_repeatable,
        )
        if isinstance(outcome, Failure):
            raise outcome.error
        return outcome

    def _attempt(self, question: Question, accept: Container[int]) -> Answer | Failure:
        """One try; two where an exchanged token has expired by the server's clock, not by ours."""
        n_exchanges = self._exchanges.count
        outcome = self._outcome(question, accept)
        is_refused = isinstance(outcome, Failure) and outcome.status == 401
        if is_refused and 0 < n_exchanges == self._exchanges.count:
            self._sdk = None
            return self._outcome(question, accept)
        return outcome

    def _outcome(self, question: Question, accept: Container[int]) -> Answer | Failure:
        from label_studio_sdk.core.api_error import ApiError

        try:
            response = self._send(question)
        except httpx.RequestError as error:
            return transport_failure(self.url, error, self._token)
        except ExchangeFailed as failed:
            # What was to follow was not sent.
            return replace(failed.failure, was_undone=True)
        except ApiError as error:
            # The SDK itself refuses a personal access token that has expired.
            return token_failure(self.url, reason_of(401, error.body, self._token), 401)
        if question.is_open and response.status_code in (401, 403):
            said = "does not tell what it is without a sign-in"
            return foreign_failure(self.url, said, response.status_code)
        return read_answer(self.url, response, question.what, self._token, accept)

    def _send(self, question: Question) -> httpx.Response:
        if self._http is None:
            # Forwarding is not followed: it would turn a write into a read.
            hooks: dict[str, list[Callable[..., Any]]] = {"response": [self._exchanges]}
            self._http = httpx.Client(timeout=self._timeout, event_hooks=hooks)
        if question.is_open:
            return self._http.request(question.method, f"{self.url}/{question.path}")
        if self._sdk is None:
            from label_studio_sdk.core.client_wrapper import SyncClientWrapper

            # What the SDK's own `LabelStudio` makes of its arguments. It looks for the exchange of
            # tokens beside the last part of the address, hence the slash.
            self._sdk = SyncClientWrapper(
                base_url=f"{self.url}/",
                api_key=self._token,
                httpx_client=self._http,
                max_retries=0,
            )
        # The models above this would change what comes, and drop what they do not know.
        return self._sdk.httpx_client.request(
            question.path,
            method=question.method,
            params=dict(question.params or {}),
            content=_encoded(question.body),
            headers={"content-type": "application/json"},
            request_options={"max_retries": 0},
        )


def _encoded(body: object) -> bytes | None:
    return None if body is None else json.dumps(body, allow_nan=False).encode()
