"""Open a page of the real app (lib/main.py) as somebody, and keep everything that is sent to them.

The page is opened by its address in a new session, as a deep link is. The main script runs without
a server; who is there comes from `st.user`, as behind the gate.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lib.domain.access import Role
from lib.ui.model_names import SHOWN
from lib.ui.page_files import PAGES

MAIN_SCRIPT = PAGES.parent / "lib" / "main.py"
PATIENCE = 60
DEFAULT_PAGE = "projects"


def page_roles() -> dict[str, Role | None]:
    """What each page asks for: the argument of its `require`."""
    found: dict[str, Role | None] = {}
    for path in sorted(PAGES.glob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_bytes())) if _requires(node))
        found[path.stem] = ast.literal_eval(next(calls).args[0])
    return found


def _requires(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "require"


PAGE_ROLES = page_roles()
ABOUT_A_PROJECT = {
    path.stem for path in PAGES.glob("*.py") if "choose_project(" in path.read_text("utf-8")
}


@dataclass
class Visit:
    """`sent` is all that went to the browser in this run, message by message."""

    page: AppTest
    sent: list[ForwardMsg]

    @property
    def text(self) -> str:
        """The same as text, with everything in it that is text somewhere: tables too."""
        raw = b"\n".join(message.SerializeToString() for message in self.sent)
        return raw.decode("utf-8", errors="replace").lower()

    def shown_now(self) -> str:
        """What stands on the page after what was done on it since, in lower case."""
        return repr(self.page._tree).lower()

    @property
    def menu(self) -> set[str]:
        """The pages that the menu shows, by their addresses."""
        found = [
            message.navigation.app_pages
            for message in self.sent
            if message.WhichOneof("type") == "navigation"
        ]
        pages = found[-1] if found else ()
        return {each.url_pathname or DEFAULT_PAGE for each in pages if not each.is_hidden}

    def markdown(self) -> Iterator[str]:
        """The texts that the browser reads as Markdown."""
        for message in self.sent:
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                if kind in ("markdown", "alert", "heading"):
                    yield getattr(element, kind).body

    def errors(self) -> list[str]:
        return [each.value.replace("\\", "") for each in self.page.error]


Visitor = Callable[..., Visit]


def opened_page(
    sent: list[ForwardMsg], name: str, email: str | None, query: dict[str, Any]
) -> Visit:
    """Run the app once at that page's address; `email` is the identity that the gate gives.

    That results name the models has been agreed to, so that they are shown.
    """
    page = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=PATIENCE)
    page.user = {} if email is None else {"email": email}
    if name != DEFAULT_PAGE:
        page._page_hash = calc_hash(name)
    page.session_state[SHOWN] = True
    for key, value in query.items():
        page.query_params[key] = value
    sent.clear()
    page.run()
    return Visit(page, list(sent))
