"""Watches how the SDK turns a personal access token into short-lived ones.

It reads the answer without looking what it is; here it is looked at first.
"""

import httpx

from lib.label_studio.answers import read_answer
from lib.label_studio.failures import Failure, foreign_failure

PATH = "/api/token/refresh/"


class ExchangeFailed(Exception):
    """The token could not be exchanged. Never leaves this package: it knows the request."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.error))
        self.failure = failure


class Exchanges:
    """An httpx hook that counts the exchanges and raises `ExchangeFailed` for those that failed."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self.count = 0

    def __call__(self, response: httpx.Response) -> None:
        if not response.request.url.path.endswith(PATH):
            return
        response.read()
        answer = read_answer(self._url, response, "exchange of tokens", self._secret)
        if isinstance(answer, Failure):
            raise ExchangeFailed(answer)
        content = answer.content
        if not isinstance(content, dict) or not isinstance(content.get("access"), str):
            said = "answers the exchange of the token with something else"
            raise ExchangeFailed(foreign_failure(self._url, said, answer.status))
        self.count += 1
