"""Everything that README.md and the Makefile name exists."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent


def commands_of(program: str) -> set[tuple[str, ...]]:
    """The plain words after `program` in README.md's code, up to an option, name or path."""
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", readme, flags=re.MULTILINE | re.DOTALL)
    code = "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", prose)])
    lines = re.findall(
        rf"(?:^|[\s;&|/]){program}((?:[ \t]+[a-z][a-z-]*(?![\w./=]))+)", code, re.MULTILINE
    )
    return {tuple(line.split()) for line in lines}


def test_the_readme_names_the_two_commands() -> None:
    named = {target for targets in commands_of("make") for target in targets}
    assert {"run", "test"} <= named


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {target for targets in commands_of("make") for target in targets}
    assert named <= targets


def test_every_module_that_the_makefile_runs_exists() -> None:
    modules = set(re.findall(r" -m ([\w.]+)", (CHECKOUT / "Makefile").read_text("utf-8")))
    assert {"pytest", "tests.browser"} <= modules
    assert [module for module in sorted(modules) if not importlib.util.find_spec(module)] == []


def test_every_image_and_file_that_the_readme_links_to_exists() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", readme)
    here = {target for target in targets if not re.match(r"[a-z]+:", target)}
    assert here
    assert [target for target in sorted(here) if not (CHECKOUT / target).exists()] == []


def test_every_podium_command_that_the_readme_names_exists() -> None:
    podium = Path(sys.executable).parent / "podium"
    wrong = []
    for words in sorted(commands_of("podium")):
        command = [str(podium), *words, "--help"]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            wrong.append(f"podium {' '.join(words)}: {finished.stderr.strip()}")
    assert not wrong, "\n".join(wrong)
