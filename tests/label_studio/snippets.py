"""The pieces of code in docs/label-studio-snippets.md, and their running."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "label-studio-snippets.md"

Kind = Literal["Label Studio", "Terminal", "Python"]

_PIECE = re.compile(
    r"^(?P<kind>Label Studio|Terminal|Python)\n\n```(?:python|sh)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Piece:
    """A piece of code under a heading of the page."""

    heading: str
    kind: Kind
    code: str


def read_pieces() -> list[Piece]:
    """All of the page, in its order."""
    sections = PAGE.read_text("utf-8").split("\n## ")[1:]
    return [
        Piece(section.partition("\n")[0], cast(Kind, found["kind"]), found["code"])
        for section in sections
        for found in _PIECE.finditer(section)
    ]


def run_python(pieces: Sequence[Piece], names: dict[str, Any]) -> None:
    """Run pieces in this process; `names` holds what they define, from one to the next."""
    for piece in pieces:
        exec(compile(piece.code, f"{PAGE.name}: {piece.heading} ({piece.kind})", "exec"), names)


def run_in_terminal(pieces: Sequence[Piece], folder: Path, **environment: str) -> list[str]:
    """Run pieces in a shell, one after the other; gives what each printed. The first error ends."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    printed = []
    for piece in pieces:
        done = subprocess.run(
            ["sh", "-ec", piece.code],
            cwd=folder,
            env={**os.environ, **environment, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{piece.heading}: {done.stdout}{done.stderr}"
        printed.append(done.stdout)
    return printed
