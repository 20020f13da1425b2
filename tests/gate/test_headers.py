"""What the browser is told to allow, and what only the gate may say."""

import base64
import hashlib
from pathlib import Path

from streamlit.file_util import get_static_dir

from lib.gate.headers import inline_script_hashes, security_headers


def test_the_policy_is_the_one_that_was_tried_with_every_component(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<html><script>go()</script></html>")
    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    assert dict(security_headers(page)) == {
        b"content-security-policy": (
            f"default-src 'self'; script-src 'self' blob: 'sha256-{digest}'; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            "connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; "
            "media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
            "frame-ancestors 'self'"
        ).encode(),
        b"x-frame-options": b"SAMEORIGIN",
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
    }


def test_a_script_is_allowed_by_the_hash_of_its_exact_text() -> None:
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert inline_script_hashes(b"<script>alert(1)</script>") == [
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    ]
    assert inline_script_hashes(b"<script> alert(1)</script>") != inline_script_hashes(
        b"<script>alert(1)</script>"
    )


def test_the_front_end_has_exactly_one_inline_script() -> None:
    page = Path(get_static_dir()) / "index.html"
    assert len(inline_script_hashes(page.read_bytes())) == 1
