"""The `podium` command: what it does, and one clear line where it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lib.formats.templates import TEMPLATES
from lib.services.exports import FORMATS
from lib.services.projects import find_project
from lib.store.database import Database
from tests.cli.conftest import Podium
from tests.factories import add_person, json_lines, make_data, submit


def listed(podium: Podium) -> list[dict]:
    code, out, err = podium("project", "list", "--json")
    assert (code, err) == (0, [])
    return json.loads("\n".join(out))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_project_is_made_from_each_template(podium, template):
    made = podium("project", "create", "My project", "--template", template)
    assert made == (0, ["Made project 1: My project"], [])
    assert [each["name"] for each in listed(podium)] == ["My project"]


def test_a_project_is_made_from_a_config_file(podium, database, tmp_path):
    config = tmp_path / "config.xml"
    config.write_bytes(b"\xef\xbb\xbf" + TEMPLATES["ranking"].xml.encode())
    assert podium("project", "create", "Mine", "--config", config)[0] == 0
    opened = Database(database)
    rows = opened.read(lambda c: c.execute("SELECT labeling_config FROM project").fetchall())
    opened.close()
    assert rows == [(TEMPLATES["ranking"].xml,)]


@pytest.mark.parametrize("options", [[], ["--template", "ranking", "--config", "x.xml"]])
def test_a_project_needs_a_template_or_a_config_and_not_both(podium, database, options):
    line = podium.fails("project", "create", "Mine", *options)
    assert line == "Give either --template NAME or --config FILE."
    assert not database.exists()


def test_an_unknown_template_is_refused_with_those_there_are(podium):
    line = podium.fails("project", "create", "Mine", "--template", "best")
    assert line == f"“best” is no template. Choose one of: {', '.join(TEMPLATES)}."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"\xff", "is not UTF-8 (byte 0)"),
        (b"<View>", ""),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><View>&b;</View>', ""),
        (b"<View><Choices name='c' toName='x'/></View>", "Choices"),
    ],
    ids=["missing", "not UTF-8", "broken", "external entity", "other control"],
)
def test_a_config_that_does_not_serve_makes_no_project(podium, tmp_path, content, says):
    config = tmp_path / "config.xml"
    if content is not None:
        config.write_bytes(content)
    assert says in podium.fails("project", "create", "Mine", "--config", config)
    assert listed(podium) == []


def test_projects_are_listed_with_their_counts(podium, project):
    assert listed(podium) == [
        {
            "number": 1,
            "name": "Mine",
            "tasks": 3,
            "annotations": 0,
            "skipped": 0,
            "annotators": 0,
        }
    ]
    code, out, err = podium("project", "list")
    assert (code, out, err) == (0, ["1\tMine\t3 tasks, 0 annotations, 0 skipped"], [])


def test_an_import_says_what_came_in_and_a_second_one_that_all_is_known(podium, project, tasks):
    podium("project", "create", "Second", "--template", "ranking")
    assert podium("import", "second", tasks) == (
        0,
        ["Imported 3 tasks, 0 predictions, 0 annotations; 0 known already, 0 bad rows left out."],
        [],
    )
    assert podium("import", "2", tasks)[1] == [
        "Imported 0 tasks, 0 predictions, 0 annotations; 3 known already, 0 bad rows left out."
    ]


def test_bad_rows_are_named_on_stderr_and_keep_all_out_until_they_are_skipped(
    podium, project, tmp_path
):
    path = tmp_path / "more.json"
    path.write_text(json_lines([make_data(4), {"prompt": "No items"}, make_data(5)]))
    code, out, err = podium("import", project, path)
    assert (code, out) == (1, [])
    assert err[0].startswith("more.json, line 2: ")
    assert err[1].startswith("Nothing was imported: 1 bad row(s).")
    assert len(err) == 2
    assert listed(podium)[0]["tasks"] == 3

    code, out, err = podium("import", project, path, "--skip-bad-rows")
    assert code == 0
    assert out == [
        "Imported 2 tasks, 0 predictions, 0 annotations; 0 known already, 1 bad rows left out."
    ]
    assert len(err) == 1


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b'[{"prompt": "half'])
def test_a_file_that_cannot_be_read_stores_nothing(podium, project, tasks, tmp_path, content):
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_bytes(content)
    assert "bad.json" in podium.fails("import", project, tasks, path)
    assert listed(podium)[0]["tasks"] == 3


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    podium, project, tmp_path, monkeypatch
):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    monkeypatch.setattr(Path, "read_bytes", None)
    assert podium.fails("import", project, path).startswith("large.json has 300 MB; at most 200 MB")


def test_whatever_the_database_refuses_is_one_line(podium, project, database, tmp_path):
    opened = Database(database)
    opened.write(lambda c: c.execute("DROP TABLE prediction"))
    opened.close()
    out = tmp_path / "out.json"
    line = podium.fails("export", project, "--format", "label-studio-json", "--out", out)
    assert line.startswith("The database refused this")
    assert "prediction" in line
    assert not out.exists()


def test_an_unknown_project_is_refused_with_those_there_are(podium, project, tasks, tmp_path):
    says = "There is no project “Other”. Projects: “Mine”."
    assert podium.fails("import", "Other", tasks) == says
    out = tmp_path / "out.json"
    assert podium.fails("export", "Other", "--format", "label-studio-json", "--out", out) == says
    assert not out.exists()


@pytest.mark.parametrize("export_format", FORMATS)
def test_each_format_is_written_and_replaces_an_older_file(
    podium, database, project, tmp_path, export_format
):
    opened = Database(database)
    submit(opened, find_project(opened, project), add_person(opened), {"rank": "cab"})
    opened.close()
    out = tmp_path / "out.file"
    out.write_text("older " * 10_000)
    assert podium("export", "mine", "--format", export_format, "--out", out) == (
        0,
        [f"Wrote {out}"],
        [],
    )
    written = out.read_text(encoding="utf-8")
    assert not written.startswith("older")
    assert ("Prompt 1" in written) == export_format.startswith("label-studio")
    assert not list(tmp_path.glob("*.part"))


def test_an_export_read_into_another_project_gives_the_same_tasks(podium, project, tmp_path):
    out = tmp_path / "out.json"
    podium("export", project, "--format", "label-studio-json", "--out", out)
    podium("project", "create", "Copy", "--template", "rank-and-rewrite")
    assert podium("import", "Copy", out)[1][0].startswith("Imported 3 tasks")


def test_an_unknown_format_is_refused_with_those_there_are(podium, project, tmp_path):
    line = podium.fails("export", project, "--format", "xml", "--out", tmp_path / "x")
    assert line == f"“xml” is no format. Choose one of: {', '.join(FORMATS)}."


def test_a_writing_format_is_refused_where_nobody_writes(podium, tmp_path):
    podium("project", "create", "Mine", "--template", "ranking")
    out = tmp_path / "out.csv"
    line = podium.fails("export", "Mine", "--format", "prompt-instruction", "--out", out)
    assert "no TextArea" in line
    assert not out.exists()


@pytest.mark.parametrize(
    "place", ["absent/out.json", "tasks.jsonl/out.json", "folder", ".", "/", "x" * 300]
)
def test_a_place_that_cannot_be_written_gives_one_line_and_leaves_nothing(
    podium, project, tmp_path, monkeypatch, place
):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    line = podium.fails("export", project, "--format", "label-studio-json", "--out", place)
    assert "cannot be written" in line
    assert sorted(tmp_path.rglob("*")) == before


def test_the_demo_is_made_once(podium):
    code, out, err = podium("demo")
    assert (code, err) == (0, [])
    assert out[0].startswith("Made project 1: Demo")
    assert "is there already" in podium.fails("demo")
    assert len(listed(podium)) == 1


def test_podium_database_names_the_database(podium, database, tmp_path, monkeypatch):
    podium("project", "create", "Mine", "--template", "ranking")
    assert database.is_file()
    monkeypatch.setenv("PODIUM_DATABASE", str(tmp_path / "new" / "other.duckdb"))
    assert listed(podium) == []


def test_a_database_that_is_none_gives_one_line(podium, tasks, monkeypatch):
    monkeypatch.setenv("PODIUM_DATABASE", str(tasks))
    assert f"The database {tasks} cannot be opened" in podium.fails("project", "list")


def test_a_wrong_setting_gives_one_line(podium, monkeypatch):
    monkeypatch.setenv("PODIUM_AUTH", "magic")
    assert "PODIUM_AUTH is 'magic'" in podium.fails("project", "list")


@pytest.mark.parametrize(
    "arguments",
    [["project", "create"], ["import"], ["export", "Mine"], ["fly"], ["demo", "--fast"]],
)
def test_wrong_usage_exits_with_2_and_makes_no_database(podium, database, arguments):
    code, _, err = podium(*arguments)
    assert code == 2
    assert "Traceback" not in "\n".join(err)
    assert not database.exists()


def test_while_the_app_holds_the_database_the_command_says_so_in_one_line(database):
    opened = Database(database)
    found = subprocess.run(
        [Path(sys.executable).with_name("podium"), "project", "list"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    opened.close()
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        f"The database {database} is in use by another process, probably a running Podium. "
        "Stop that one first, or name another file in PODIUM_DATABASE.\n"
    )
