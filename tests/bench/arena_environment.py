"""An environment of its own for arena-rank, whose pins and 1 GB have no place in ours."""

import os
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

from tests.bench.cache import cache_folder, key_of

PACKAGES = ("arena-rank==0.1.1",)
LONGEST = 900


class NotInstalled(Exception):
    """arena-rank could not be had; the text says why."""


def arena_python() -> Path:
    """The Python of that environment, made where there is none. Raises NotInstalled."""
    packages = (*PACKAGES, f"duckdb=={version('duckdb')}")
    folder = cache_folder() / f"arena-rank-{key_of(*packages, sys.version)}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "installed"
    if done.exists():
        return python
    print(f"Installing {' and '.join(packages)} into {folder}", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages]
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotInstalled(f"pip did not end within {LONGEST} s") from error
    if finished.returncode:
        last = finished.stderr.strip().splitlines()[-1:] or ["no message"]
        raise NotInstalled(f"pip ended with {finished.returncode}: {last[0]}")
    done.touch()
    return python
