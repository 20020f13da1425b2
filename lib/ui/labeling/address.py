"""The open task in the page's address, so that a reload opens it again.

Beside the number stands a short code of how the task is open. It tells an address that this page
has written from a link to the task, and a task that is open once more from a correction of it; to
whoever reads it, it says neither.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.labeling import OpenTask

TASK = "task"
CODE = "sheet"


@dataclass(frozen=True)
class Address:
    """What an address asks for: a task's number, whether we wrote it, and whether for a repeat."""

    number: int | None
    is_ours: bool = False
    is_repeat: bool = False


def address_of(opened: OpenTask) -> dict[str, str]:
    """What to write into the address for an open task."""
    number, is_repeat = opened.task.number, opened.check == "repeat"
    return {TASK: str(number), CODE: _code(opened.project, opened.person, number, is_repeat)}


def read_address(query: Mapping[str, str], project: Project, person: Annotator) -> Address:
    """What the address asks for; nothing where it names no number."""
    text = query.get(TASK, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return Address(None)
    number, code = int(text), query.get(CODE)
    is_repeat = code == _code(project, person, number, True)
    return Address(number, is_repeat or code == _code(project, person, number, False), is_repeat)


def _code(project: Project, person: Annotator, number: int, is_repeat: bool) -> str:
    seed = f"{project.project_id}:{person.annotator_id}:{number}:{is_repeat}"
    return hashlib.sha256(seed.encode()).hexdigest()[:6]
