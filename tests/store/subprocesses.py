"""Python in a process of its own: to be killed, to hold a file, or to meet a full disk."""

import subprocess
import sys
import textwrap
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """The program's text, running from the checkout with these arguments."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(program: str, *arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with start(program, *arguments) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err
