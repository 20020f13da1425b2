"""Find a Label Studio for the tests, or get one: `python -m tests.label_studio_server`.

It lives in a virtual environment of its own, since its pins clash with ours, in a folder of the
user's cache: there with a folder of data that is migrated already, for each run to copy.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = "1.23.2"

CHECKOUT = Path(__file__).parents[1]
PYTHON = f"py{sys.version_info.major}.{sys.version_info.minor}"
WAIT_SECONDS = 240
LAST_LINES = 40

# Nothing is asked of, or told to, anyone but this machine.
SETTINGS = {
    "LABEL_STUDIO_LATEST_VERSION_CHECK": "false",
    "LABEL_STUDIO_COLLECT_ANALYTICS": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
}


class NoLabelStudio(Exception):
    """There is no Label Studio and none could be got; the text says why and what to do."""


@dataclass(frozen=True)
class Installation:
    """A Label Studio that is ready to be started; `folder` is complete as soon as it is there."""

    folder: Path

    @property
    def template(self) -> Path:
        """Its migrated data, without a user: whoever starts a copy first is made with it."""
        return self.folder / "template"

    @property
    def command(self) -> list[str]:
        """Runs it; not by its script, whose first line holds where the folder was once built."""
        return [str(self.python), "-m", "label_studio.server"]

    @property
    def python(self) -> Path:
        """The interpreter of its virtual environment."""
        return self.folder / "venv" / "bin" / "python"

    def environment(self, data: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """All of the environment to run it in: it takes settings by names like HOST and DEBUG."""
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        place = {"HOME": str(data), "LABEL_STUDIO_BASE_DATA_DIR": str(data), "LANG": "C.UTF-8"}
        return {**kept, **place, **SETTINGS, **(more or {})}


def cache_folder() -> Path:
    """Where the tests keep their Label Studios."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "podium" / "label-studio"


def log_file() -> Path:
    """What was said while getting one in the background."""
    return cache_folder() / f"{VERSION}-{PYTHON}.log"


def find_label_studio() -> Installation | None:
    """The one in the cache; None where there is none, or the Python that made it has gone."""
    found = Installation(cache_folder() / f"{VERSION}-{PYTHON}")
    return found if found.python.exists() and found.template.is_dir() else None


def wait_for_label_studio() -> Installation:
    """The one in the cache, as soon as whoever is getting it has it. Raises NoLabelStudio."""
    give_up = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < give_up:
        if found := find_label_studio():
            return found
        with _lock(waits=False) as is_ours:
            if is_ours and not find_label_studio():
                raise NoLabelStudio(f"There is no Label Studio for the tests.{_what_was_said()}")
        time.sleep(0.5)
    raise NoLabelStudio(f"Label Studio was not there in {WAIT_SECONDS} seconds.{_what_was_said()}")


def install_label_studio() -> Installation:
    """The one in the cache, made where there is none; two at once make one. Raises NoLabelStudio.

    It is made beside its place and then renamed, so that a half-made one is never found.
    """
    with _lock():
        return find_label_studio() or _installed()


def _installed() -> Installation:
    final = cache_folder() / f"{VERSION}-{PYTHON}"
    made = Installation(final.with_name(f"{final.name}.part"))
    print(f"Getting Label Studio {VERSION} for the tests: 1 GB, takes some minutes", flush=True)
    try:
        for old in (made.folder, final):
            if old.exists():
                shutil.rmtree(old)
        _run([sys.executable, "-m", "venv", str(made.folder / "venv")])
        quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
        _run([str(made.python), "-m", "pip", "install", *quiet, f"label-studio=={VERSION}"])
        data = made.folder / "template"
        data.mkdir()
        # Whatever its command is, it migrates first; this one then only prints.
        _run([*made.command, "version"], environment=made.environment(data))
        made.folder.rename(final)
    except OSError as problem:
        raise NoLabelStudio(
            f"Label Studio could not be put into {cache_folder()}: {problem}. "
            "Make room there, or set XDG_CACHE_HOME to a folder that can be written."
        ) from problem
    return Installation(final)


def _run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    finished = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if finished.returncode:
        raise NoLabelStudio(
            f"{finished.stdout}\nLabel Studio {VERSION} could not be got for the tests: "
            f"`{' '.join(command)}` ended with {finished.returncode} (what it said is above)."
        )


@contextmanager
def _lock(*, waits: bool = True) -> Iterator[bool]:
    """Held by whoever is making one, and free again when that process ends, however it does."""
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        file = (cache_folder() / f"{VERSION}-{PYTHON}.lock").open("ab")
    except OSError as problem:
        raise NoLabelStudio(
            f"The tests keep Label Studio in {cache_folder()}, which cannot be written: {problem}. "
            "Set XDG_CACHE_HOME to a folder that can."
        ) from problem
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _what_was_said() -> str:
    lines = log_file().read_text(errors="replace").splitlines() if log_file().exists() else []
    said = "\n".join(["", f"The end of {log_file()}:", *lines[-LAST_LINES:]]) if lines else ""
    return f" `make test` gets one, `python -m tests.label_studio_server` that alone.{said}"


def _start_in_background() -> None:
    """Get one in a process of its own, which Ctrl+C ends as well; what it says goes to the log."""
    with _lock(waits=False) as nobody_is_at_it:
        if nobody_is_at_it:
            with log_file().open("wb") as log:
                command = [sys.executable, "-m", "tests.label_studio_server"]
                subprocess.Popen(
                    command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
    print(f"Getting Label Studio {VERSION} for the tests in the background (log: {log_file()})")


def main(arguments: Sequence[str]) -> int:
    """Print where Label Studio is, after getting it where there is none; 1 if that fails.

    With --background it is got by a process that goes on after this one has ended.
    """
    try:
        found = find_label_studio()
        if found is None and "--background" in arguments:
            _start_in_background()
        else:
            print("Label Studio for the tests:", (found or install_label_studio()).folder)
    except (NoLabelStudio, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
