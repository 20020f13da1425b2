"""What a Label Studio answers, for the script of a server, and the tokens that it knows."""

import base64
import json
from typing import Any

from tests.label_studio.scripted_server import Scripted

TOKEN = "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed"
VERSION = Scripted({"release": "1.23.2", "label-studio-os-package": {"version": "1.23.2"}})
USER = Scripted({"id": 1, "email": "ann@example.com", "first_name": "Ann", "last_name": "Bee"})
PROJECT = Scripted({"id": 5, "title": "Five", "label_config": "<View/>", "task_number": 3})
ANNOTATION = Scripted({"id": 7, "result": []}, 201)
PAGE = "<!doctype html><html><title>Welcome</title></html>"
TASK = [{"data": {"prompt": "p"}}]


def said(status: int, detail: Any, **more: Any) -> Scripted:
    """An error as Label Studio itself words it."""
    body = {"id": "x", "status_code": status, "version": "1.23.2", "detail": detail} | more
    return Scripted(body, status)


def token_of_form(kind: str, expires: float = 9_999_999_999) -> str:
    """A token such as the server's access tokens, not signed by anybody."""
    parts = [{"alg": "HS256"}, {"token_type": kind, "exp": expires}]
    texts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*texts, "c2lnbmVk"])
