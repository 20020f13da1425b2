"""The headers of every response, and the header that carries who somebody is."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from starlette.types import Message, Scope, Send

from lib.domain.annotation import Annotator

IDENTITY_HEADER = "X-Podium-Person"
"""Holds the annotator id. Set by the gate only: what a client sends under this name is dropped."""

RawHeaders = Sequence[tuple[bytes, bytes]]

_NO_STORE = (b"cache-control", b"no-store")
_INLINE_SCRIPT = re.compile(rb"<script\s*>(.*?)</script>", re.DOTALL)


def security_headers(index_html: Path, images_from: Sequence[str] = ()) -> RawHeaders:
    """The headers for a front end whose page is `index_html`: its inline scripts may run, by hash.

    Images may come from the origins `images_from` besides: each tells a stranger who reads.
    `blob:` is for the inline JavaScript of components v2. Frames of the same origin stay allowed,
    since components v1 such as the sortables live in them.
    """
    scripts = " ".join(["'self'", "blob:", *inline_script_hashes(index_html.read_bytes())])
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            " ".join(("img-src 'self' data: blob:", *images_from)),
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
    return (
        (b"content-security-policy", policy.encode()),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )


def inline_script_hashes(page: bytes) -> list[str]:
    """The CSP sources of a page's inline scripts: `'sha256-…'` of the text between the tags."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def with_headers(send: Send, headers: RawHeaders, *, is_kept: bool = False) -> Send:
    """`send` that puts the headers on each response, in place of any of the same names.

    A page is not kept by the browser, unless `is_kept`: the way back after signing out would show a
    dead one.
    """
    names = {name for name, _ in headers}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
            if not is_kept and _is_page(kept):
                kept = [pair for pair in kept if pair[0].lower() != b"cache-control"] + [_NO_STORE]
            message = {**message, "headers": [*kept, *headers]}
        await send(message)

    return send_with_headers


def _is_page(headers: RawHeaders) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in headers
    )


def with_identity(scope: Scope, person: Annotator | None) -> Scope:
    """The scope with this person as its user, and in the identity header; never the client's own.

    The header is for Streamlit, which maps it to `st.user`; our own routes ask `request.user`.
    """
    name = IDENTITY_HEADER.lower().encode()
    kept = [pair for pair in scope["headers"] if pair[0].lower() != name]
    ours = [(name, str(person.annotator_id).encode())] if person else []
    return {**scope, "headers": [*kept, *ours], "user": person}
