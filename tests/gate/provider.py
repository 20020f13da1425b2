"""An OpenID provider in a process of its own on this computer, and a person's browser at it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.e2e.server import CHECKOUT


class Provider:
    """A running provider, which believes everybody."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._http = httpx.Client(base_url=issuer, trust_env=False)

    @property
    def token_requests(self) -> list[dict[str, str]]:
        """The forms that its token endpoint was sent so far."""
        noted: list[dict[str, str]] = self._http.get("/noted").json()
        return noted

    def knows(self, subject: str, **claims: Any) -> None:
        """Have somebody there, with what it says of them."""
        self._http.put(f"/users/{subject}", json=claims).raise_for_status()

    def answer(self, url: str, subject: str) -> str:
        """Sign somebody in there; the path at Podium that their browser is sent back to."""
        answer = self._http.post(url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"

    def denial(self, url: str) -> str:
        """The same for somebody who does not want to."""
        back = urlsplit(self._http.post(url, data={"action": "deny"}).headers["location"])
        asked = parse_qs(urlsplit(url).query)
        return f"{back.path}?{back.query}&state={asked['state'][0]}"

    def close(self) -> None:
        self._http.close()


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider until the end."""
    # The package uses parts of Authlib that are to be renamed.
    command = [sys.executable, "-W", "ignore", "-m", "tests.gate.provider"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            provider = Provider(process.stdout.readline().strip())
            yield provider
            provider.close()
        finally:
            process.kill()


def main() -> None:
    """Serve on a free port, and say on stdout where."""
    import flask
    import oidc_provider_mock
    from werkzeug.serving import make_server

    app = oidc_provider_mock.app(require_nonce=True)
    noted: list[dict[str, str]] = []

    @app.before_request
    def note() -> None:
        if flask.request.path == "/oauth2/token":
            noted.append(flask.request.form.to_dict())

    @app.get("/noted")
    def show_noted() -> flask.Response:
        return flask.jsonify(noted)

    server = make_server("localhost", 0, app, threaded=True)
    print(f"http://localhost:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
