"""What somebody types to name a Label Studio: its address, and a token."""

import re

import httpx

from lib.errors import InvalidInput

LAST_PORT = 65_535
PROJECT_PAGE = re.compile(
    r"(\w+://[^/?#]+[^?#]*)/projects/\d+(?:/(?:(?:data|settings)(?:/[^?#]*)?)?)?(?:[?#].*)?"
)
"""A page of a project there, after the address and a path that may follow the host."""


def read_url(text: str) -> str:
    """The address without its trailing slash. A path may follow the host, a query may not.

    The address of a project's page, as a browser shows it, is cut to that of its Label Studio.
    """
    text = text.strip()
    try:
        url = httpx.URL(text)
        if page := PROJECT_PAGE.fullmatch(str(url)):
            url = httpx.URL(page[1])
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.userinfo or "@" in text:
        # Not shown: it holds a password.
        raise InvalidInput(
            "The address of a Label Studio has no name or password in it. "
            "Give the address alone, and the token in its own field."
        )
    is_reachable = re.fullmatch(r"[\w.:-]+", url.host) and (url.port or 80) <= LAST_PORT
    if url.scheme not in ("http", "https") or not is_reachable or url.query or url.fragment:
        raise InvalidInput(
            f"{text[:200]!r} is no address of a Label Studio. "
            "Give one such as https://labels.example.com or http://localhost:8080."
        )
    return str(url).rstrip("/").removesuffix("?").removesuffix("#").rstrip("/")


def read_token(text: str) -> str:
    """The token without the blanks around it. It is never shown, not even where it is wrong."""
    text = text.strip()
    if not re.fullmatch(r"[!-~]+", text):
        said = "holds blanks or letters that no token has" if text else "is empty"
        raise InvalidInput(
            f"The token {said}. Copy one from Account & Settings in Label Studio: "
            "a personal access token or a legacy token."
        )
    return text
