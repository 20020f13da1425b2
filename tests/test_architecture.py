"""Who may know whom, and what no file may hold."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent

FOR_ALL = {"errors", "settings"}
BELOW_SERVICES = {"store", "label_studio", "formats", "analytics"}
MAY_KNOW = {
    "app": {"main", "api", "gate", "services", "domain"},
    "pages": {"services", "ui", "domain"},
    "main": {"services", "ui", "gate", "domain"},
    "api": {"services", "domain"},
    "cli": {"services", "domain"},
    "ui": {"services", "analytics", "domain"},
    "gate": {"services", "domain"},
    "services": BELOW_SERVICES | {"domain"},
    **{part: {"domain"} for part in BELOW_SERVICES},
    "domain": set[str](),
    "errors": set[str](),
    "settings": set[str](),
}
HOMES = {
    "streamlit": {"app", "main", "pages", "ui"},
    "streamlit_sortables": {"ui"},
    "duckdb": {"store"},
    "label_studio_sdk": {"label_studio"},
}

SOURCES = sorted(
    path
    for path in (CHECKOUT / "app.py", *CHECKOUT.glob("lib/**/*.py"), *CHECKOUT.glob("pages/*.py"))
    if path.exists()
)


def part_of(source: Path) -> str:
    """The part of the house that a file belongs to: `app`, `pages`, or what follows `lib/`."""
    first, *rest = source.relative_to(CHECKOUT).with_suffix("").parts
    return rest[0] if first == "lib" else first


def imports_of(source: Path) -> Iterator[tuple[int, str]]:
    """Each import's line and full dotted name, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source}:{node.lineno} is relative: import as lib.x"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_each_part_imports_only_what_the_architecture_allows() -> None:
    wrong = []
    for source in SOURCES:
        part = part_of(source)
        allowed = MAY_KNOW.get(part, set()) | {part}
        allowed |= FOR_ALL if part not in FOR_ALL else set()
        for line, name in imports_of(source):
            first, *rest = name.split(".")
            known = rest[0] if first == "lib" else first
            if first in {"lib", "pages", "app"} and part != "__init__" and known not in allowed:
                wrong.append(f"{source.relative_to(CHECKOUT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_some_packages_are_known_to_one_part_only() -> None:
    wrong = [
        f"{source.relative_to(CHECKOUT)}:{line} imports {name}"
        for source in SOURCES
        for line, name in imports_of(source)
        if part_of(source) not in HOMES.get(name.split(".")[0], {part_of(source)})
    ]
    assert not wrong, "\n".join(wrong)


def test_the_domain_needs_the_standard_library_only() -> None:
    wrong = [
        f"{source.relative_to(CHECKOUT)}:{line} imports {name}"
        for source in SOURCES
        if part_of(source) == "domain"
        for line, name in imports_of(source)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "lib"}
    ]
    assert not wrong, "\n".join(wrong)


def test_the_import_contracts_hold() -> None:
    check = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    finished = subprocess.run(
        [sys.executable, "-c", check, "--no-logo", "--no-cache"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_no_module_bears_the_name_of_a_standard_or_installed_one() -> None:
    installed = {
        name
        for name, owners in importlib.metadata.packages_distributions().items()
        if set(owners) != {"podium"}
    }
    taken = installed | sys.stdlib_module_names
    names = {
        path: path.parent.name if path.name == "__init__.py" else path.stem for path in SOURCES
    }
    folders = {path: path.name for path in CHECKOUT.glob("lib/**/") if path.name != "__pycache__"}
    wrong = [
        f"{path.relative_to(CHECKOUT)} hides the module {name}"
        for path, name in (names | folders).items()
        if name in taken
    ]
    assert not wrong, "\n".join(wrong)


def test_files_stay_small() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    long = [f"{path.relative_to(CHECKOUT)}: {n} lines" for path, n in lengths.items() if n > 300]
    assert not long, "Split these:\n" + "\n".join(long)


IMPORT_EVERYTHING = """
import importlib, sys
import duckdb, numpy, pandas, plotly.graph_objects, streamlit

def refuse(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event in {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen"}:
        raise SystemExit(f"{event} {arguments!r} while importing {module}")

def no_database(*arguments, **options):
    raise SystemExit(f"duckdb.connect while importing {module}")

duckdb.connect = no_database
sys.addaudithook(refuse)
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def test_importing_opens_no_file_socket_or_database() -> None:
    modules = [
        ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if part_of(path) not in {"app", "main", "pages"}
    ]
    finished = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_EVERYTHING, *modules],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr


def tracked_files() -> list[Path]:
    """What git tracks or would track; every file of the folder where it is no git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    names = [CHECKOUT / name for name in listed.stdout.split("\0") if name]
    ignored = (CHECKOUT / ".gitignore").read_text("utf-8").splitlines()
    made = {".git", *(line.rstrip("/") for line in ignored)}
    found = names or [path for path in CHECKOUT.rglob("*") if made.isdisjoint(path.parts)]
    return [path for path in found if path.is_file() and not path.match("*.egg-info/*")]


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)", id="a registry"),
        pytest.param(r"(?:extra-)?index[-_]url\s*[=:]|find[-_]links\s*[=:]", id="an index option"),
        pytest.param(r"(?<![\w.])/(?:root|home|Users|work|opt)/\w", id="a path of a machine"),
    ],
)
def test_no_file_holds(pattern: str) -> None:
    wrong = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        for found in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, found.start()) + 1
            wrong.append(f"{path.relative_to(CHECKOUT)}:{line} {found.group()!r}")
    assert not wrong, "\n".join(wrong)
