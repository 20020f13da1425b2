"""What the access log leaves out."""

import logging

import pytest

from lib.gate.access_log import LOGGER, hide_queries


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/sso/callback?code=secret&state=secret", "/sso/callback"),
        ("/sso/start?next=/label", "/sso/start"),
        ("/signin?next=/label%3Fproject%3D1", "/signin"),
        ("/setup?x=secret", "/setup"),
        ("/label?project=1", "/label?project=1"),
    ],
)
def test_the_sign_in_routes_are_logged_without_their_queries(
    path: str, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    hide_queries()
    hide_queries()
    logger = logging.getLogger(LOGGER)
    assert len(logger.filters) == 1
    with caplog.at_level(logging.INFO, LOGGER):
        logger.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", path, "1.1", 303)
    assert caplog.messages == [f'127.0.0.1:5 - "GET {logged} HTTP/1.1" 303']
