"""No use case without a role, no page without its check, no way around either."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.gate.middleware import OWN_SECRET_ROUTES
from lib.services.access import BEFORE_SIGN_IN, USE_CASES
from lib.ui.page_files import PAGES, PageName, page_file

LIB = Path(__file__).parents[2] / "lib"
MACHINERY = {"access", "application"}
"""What makes the checks and the database that they are made on."""


def parsed(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each module below a folder of lib/ by its dotted name within it."""
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_bytes())


def functions_on_the_database() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The public functions of lib/services that are given a database, wherever in the order."""
    for module, tree in parsed(LIB / "services"):
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            kinds = [ast.unparse(each.annotation) for each in taken if each.annotation]
            is_public = not node.name.startswith("_") and module not in MACHINERY
            if is_public and "Database" in kinds:
                yield f"{module}.{node.name}", node


FUNCTIONS = dict(functions_on_the_database())


def names_in(tree: ast.AST) -> set[str]:
    """Every name that a module imports, reads or reaches into."""
    return {
        found
        for node in ast.walk(tree)
        for found in (
            [node.id]
            if isinstance(node, ast.Name)
            else [node.attr]
            if isinstance(node, ast.Attribute)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom | ast.Import)
            else []
        )
    }


def test_every_use_case_names_the_role_that_it_asks_for() -> None:
    unchecked = FUNCTIONS.keys() - USE_CASES.keys() - BEFORE_SIGN_IN
    assert not unchecked, "Decorate these with @requires: " + ", ".join(sorted(unchecked))
    assert not USE_CASES.keys() - FUNCTIONS.keys()


def test_what_is_asked_before_anybody_is_known_is_few_and_exists() -> None:
    assert FUNCTIONS.keys() >= BEFORE_SIGN_IN
    assert not BEFORE_SIGN_IN & USE_CASES.keys()


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_the_check_stands_before_everything_else(name: str) -> None:
    """A cache around it would give to one what was found for another."""
    function = FUNCTIONS[name]
    outermost, *others = map(ast.unparse, function.decorator_list)
    assert outermost.startswith("requires(")
    assert not any("cache" in each for each in others)
    assert function.args.args[0].arg.lstrip("_") == "database"
    assert not isinstance(function, ast.AsyncFunctionDef)


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_a_role_in_a_project_is_asked_for_where_the_project_is_named(name: str) -> None:
    if USE_CASES[name] not in ("annotator", "reviewer"):
        return
    taken = {each.arg for each in (*FUNCTIONS[name].args.args, *FUNCTIONS[name].args.kwonlyargs)}
    assert taken & {"project", "project_id", "opened"}, f"{name} asks for a role in no project"
    # What may be left out would not be checked.
    arguments = FUNCTIONS[name].args
    needed = arguments.args[: len(arguments.args) - len(arguments.defaults)]
    assert {each.arg for each in needed} & {"project", "project_id", "opened"}


def test_a_class_of_the_services_opens_no_other_way() -> None:
    """A public method that is given a database would be a use case that nobody checks.

    The schedule is made at start-up only, by a use case of the operator.
    """
    wrong = [
        f"{module}.{holder.name}.{node.name}"
        for module, tree in parsed(LIB / "services")
        if module not in MACHINERY
        for holder in tree.body
        if isinstance(holder, ast.ClassDef)
        for node in holder.body
        if isinstance(node, ast.FunctionDef)
        and any(
            each.annotation is not None and ast.unparse(each.annotation) == "Database"
            for each in (*node.args.args, *node.args.kwonlyargs)
        )
        and not holder.name.startswith("_")
    ]
    assert wrong == ["label_studio.schedule.Schedule.__init__"]


OPERATORS_WAYS = {"current_database", "OPERATOR", "acting_for", "open_application"}


def test_only_the_gate_of_the_pages_takes_the_database_of_the_operator() -> None:
    """Pages and their parts work in the name of who looks at them (lib.ui.access)."""
    trees = [(f"pages.{name}", tree) for name, tree in parsed(PAGES)]
    trees += [(f"lib.ui.{name}", tree) for name, tree in parsed(LIB / "ui")]
    trees += [("lib.main", ast.parse((LIB / "main.py").read_bytes()))]
    taking = {name for name, tree in trees if names_in(tree) & OPERATORS_WAYS}
    assert taking == {"lib.ui.access"}


def test_a_route_takes_it_only_where_a_secret_of_its_own_is_asked_for() -> None:
    taking = {name for name, tree in parsed(LIB / "api") if names_in(tree) & OPERATORS_WAYS}
    assert taking == {"sync", "webhook"}
    assert OWN_SECRET_ROUTES.pattern == "/api/sync|/api/label-studio/[0-9]{1,9}"


def test_only_use_cases_and_the_command_line_change_in_whose_name_something_is_done() -> None:
    trusting = {
        name
        for name, tree in parsed(LIB)
        if names_in(tree) & {"is_trusted", "OPERATOR", "acting_for", "Actor"}
    }
    assert trusting == {
        "domain.access",
        "services.access",
        "services.application",
        "store.database",
    }


def test_the_store_is_reached_through_the_services_only() -> None:
    wrong = [
        f"lib.{part}.{name}"
        for part in ("ui", "api", "gate", "cli")
        for name, tree in parsed(LIB / part)
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lib.store"))
        or (
            isinstance(node, ast.Attribute)
            and node.attr in {"read", "write", "snapshot"}
            and isinstance(node.value, ast.Name | ast.Attribute)
            and ast.unparse(node.value).split(".")[-1] in {"database", "_database"}
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.py")), ids=lambda path: path.stem)
def test_a_page_begins_with_its_check(path: Path) -> None:
    statements = [
        node
        for node in ast.parse(path.read_bytes()).body
        if not isinstance(node, ast.Import | ast.ImportFrom)
    ]
    docstring, first = statements[:2]
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert isinstance(first, ast.Assign)
    call = first.value
    assert isinstance(call, ast.Call)
    assert ast.unparse(call.func) == "require"
    (role,) = call.args
    assert isinstance(role, ast.Constant)
    assert role.value in ("annotator", "reviewer", "admin", None)


def test_the_menu_names_every_page_that_there_is() -> None:
    named = {page_file(name) for name in PageName.__args__}  # type: ignore[attr-defined]
    assert named == set(PAGES.glob("*.py"))
