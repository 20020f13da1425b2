"""Where the measurements keep what takes long to make: a folder of the user's cache."""

import hashlib
import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder, made where there is none."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "podium-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key_of(*contents: str) -> str:
    """A short key that changes with any of the contents."""
    return hashlib.sha256("\0".join(contents).encode()).hexdigest()[:10]
