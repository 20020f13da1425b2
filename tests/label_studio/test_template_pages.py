"""What Label Studio's template pages do with its SDK, done there and from here, and compared."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lib.formats.templates import TEMPLATES
from lib.services.label_studio.links import list_links
from lib.store.database import Database
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.snippets import Kind, Piece, read_pieces, run_in_terminal, run_python

ITEMS = [{"id": f"llm_{n}", "title": f"LLM {n}", "body": f"Response {n}"} for n in (1, 2, 3)]
DATASET = [{"prompt": "Who burned the library?", "items": ITEMS}]
PROMPTS = [{"prompt": "Sum the even numbers."}, {"prompt": "Say it, with “quotes”."}]
FORETOLD = {"_": ["llm_2", "llm_1"], "biased_results": ["llm_3"], "relevant_results": []}
PREANNOTATED = [
    {
        "data": {"prompt": "Which of these is right?", "items": ITEMS},
        "predictions": [
            {
                "type": "ranker",
                "value": {"ranker": FORETOLD},
                "to_name": "prompt",
                "from_name": "rank",
            }
        ],
    }
]
RANKED = {"_": [], "relevant_results": ["llm_3", "llm_1"], "biased_results": ["llm_2"]}
WRITTEN = "def f(numbers):\n    return sum(numbers)"
TITLES = "LLM Ranker", "Chatbot Model Assessment"
OURS: tuple[Kind, ...] = ("Terminal", "Python")


@dataclass(frozen=True)
class Walked:
    """The page's pieces run: the folder with their files, the projects there, what they left."""

    folder: Path
    server: PrivateLabelStudio
    projects: Mapping[Kind, tuple[int, int]]
    """The numbers there of the ranking and the writing project of each kind of piece."""
    names: Mapping[str, Any]
    """What the pieces for Label Studio's SDK defined."""
    refusal: str

    def project(self, kind: Kind, which: int) -> Any:
        return self.server.ask("GET", f"/api/projects/{self.projects[kind][which]}")

    def tasks(self, kind: Kind, which: int) -> list[Any]:
        """The tasks there, whole, in the order of their ids."""
        listed = self.server.ask(
            "GET", f"/api/tasks?project={self.projects[kind][which]}&fields=all&page_size=100"
        )
        return sorted(listed["tasks"], key=lambda task: int(task["id"]))


def of_kind(kind: Kind, *, exporting: bool) -> list[Piece]:
    pieces = [each for each in read_pieces() if each.kind == kind]
    return [each for each in pieces if each.heading.startswith("Export") == exporting]


@pytest.fixture(scope="module")
def walked(
    label_studio: PrivateLabelStudio, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walked]:
    """Everything on the page, run as it stands there; one task of each project is labeled."""
    folder = tmp_path_factory.mktemp("template-pages")
    written = {"dataset": DATASET, "prompts": PROMPTS, "preannotated": PREANNOTATED}
    for name, rows in written.items():
        (folder / f"{name}.json").write_text(json.dumps(rows))
    for name in ("llm-ranker", "supervised-fine-tuning"):
        (folder / f"{name}.xml").write_text(TEMPLATES[name].xml)
    place = {
        "LABEL_STUDIO_URL": label_studio.url,
        "LABEL_STUDIO_TOKEN": label_studio.token,
        "PODIUM_DATABASE": str(folder / "terminal.duckdb"),
    }
    theirs: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    said: list[str] = []
    theirs["print"] = lambda refused: said.append(str(refused))
    with pytest.MonkeyPatch.context() as patch, ExitStack() as at_end:
        patch.chdir(folder)
        for name, value in place.items():
            patch.setenv(name, value)
        run_python(of_kind("Label Studio", exporting=False), theirs)
        at_end.callback(theirs["ls"].session.close)
        run_in_terminal(of_kind("Terminal", exporting=False), folder)
        run_python(of_kind("Python", exporting=False), ours)
        at_end.callback(ours["database"].close)
        with closing(Database(folder / "terminal.duckdb")) as database:
            by_terminal = linked_projects(database)
        projects: dict[Kind, tuple[int, int]] = {
            "Label Studio": (theirs["ranking"].id, theirs["writing"].id),
            "Terminal": by_terminal,
            "Python": linked_projects(ours["database"]),
        }
        label_first_tasks(label_studio, projects)
        run_python(of_kind("Label Studio", exporting=True), theirs)
        run_in_terminal(of_kind("Terminal", exporting=True), folder)
        run_python(of_kind("Python", exporting=True), ours)
        yield Walked(folder, label_studio, projects, theirs, "".join(said))


def linked_projects(database: Database) -> tuple[int, int]:
    """The numbers there of the ranking and the writing project."""
    numbers = {link.ls_title: link.ls_project_id for link in list_links(database)}
    ranking, writing = (numbers[title] for title in TITLES)
    assert ranking
    assert writing
    return ranking, writing


def label_first_tasks(server: PrivateLabelStudio, projects: Mapping[Kind, tuple[int, int]]) -> None:
    """Somebody ranks the first task of each ranking project and answers that of each writing."""
    regions = (
        {
            "id": "abcdefghij",
            "from_name": "rank",
            "to_name": "answers",
            "type": "ranker",
            "origin": "manual",
            "value": {"ranker": RANKED},
        },
        {
            "id": "jihgfedcba",
            "from_name": "instruction",
            "to_name": "prompt",
            "type": "textarea",
            "origin": "manual",
            "value": {"text": [WRITTEN]},
        },
    )
    for numbers in projects.values():
        for number, region in zip(numbers, regions, strict=True):
            tasks = server.ask("GET", f"/api/tasks?project={number}&page_size=100")["tasks"]
            first = min(task["id"] for task in tasks)
            made = {"result": [region], "lead_time": 4.25, "was_cancelled": False}
            server.ask("POST", f"/api/tasks/{first}/annotations", made)


def own_data(task: Any) -> Any:
    """A task's data without what Podium adds when it sends them."""
    return {name: value for name, value in task["data"].items() if name != "source_id"}


def labeled(export: list[Any]) -> list[Any]:
    return [task for task in export if task["annotations"]]


def test_the_page_says_each_thing_three_times():
    kinds = {}
    for piece in read_pieces():
        kinds.setdefault(piece.heading, []).append(piece.kind)
    assert kinds.pop("Connect") == ["Label Studio", "Python"]
    assert len(kinds) == 7
    assert set(map(tuple, kinds.values())) == {("Label Studio", "Terminal", "Python")}


@pytest.mark.parametrize("kind", OURS)
def test_the_projects_made_from_here_are_those_that_the_sdk_makes(walked, kind):
    for which in (0, 1):
        theirs, ours = walked.project("Label Studio", which), walked.project(kind, which)
        for field in ("title", "label_config", "parsed_label_config"):
            assert ours[field] == theirs[field]


@pytest.mark.parametrize("kind", OURS)
def test_the_files_imported_here_arrive_as_the_tasks_that_the_sdk_makes_of_them(walked, kind):
    dataset, prompts = (walked.tasks("Label Studio", which) for which in (0, 1))
    assert [task["data"] for task in dataset] == DATASET
    assert [task["data"] for task in prompts] == PROMPTS
    assert [own_data(task) for task in walked.tasks(kind, 0)] == [*DATASET, PREANNOTATED[0]["data"]]
    assert [own_data(task) for task in walked.tasks(kind, 1)] == PROMPTS


def test_the_page_s_pre_annotation_is_refused_when_the_sdk_sends_it(walked):
    assert 'Prediction must have \\"result\\" fields' in json.dumps(walked.refusal)
    assert len(walked.tasks("Label Studio", 0)) == len(DATASET)


@pytest.mark.parametrize("kind", OURS)
def test_the_page_s_pre_annotation_arrives_from_here_in_the_standard_shape(walked, kind):
    [prediction] = walked.tasks(kind, 0)[1]["predictions"]
    [region] = prediction["result"]
    assert region.pop("id")
    assert region == {
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "value": {"ranker": FORETOLD},
    }


@pytest.mark.parametrize("name", ["ranked.json", "ranked-by-python.json"])
def test_the_json_export_from_here_is_that_of_the_sdk(walked, name):
    [theirs] = labeled(walked.names["annotations"])
    ours = json.loads((walked.folder / name).read_text("utf-8"))
    assert [own_data(task) for task in ours] == [*DATASET, PREANNOTATED[0]["data"]]
    [mine] = labeled(ours)
    assert mine["data"] == theirs["data"]
    assert [each["result"][0]["value"] for each in mine["annotations"]] == [{"ranker": RANKED}]
    for field in ("result", "lead_time", "was_cancelled", "ground_truth"):
        assert mine["annotations"][0][field] == theirs["annotations"][0][field]
    # The SDK uploads the file, whose name the tasks then bear; from here they come without one.
    assert {*mine, "file_upload"} == set(theirs)
    assert mine["annotations"][0].keys() == theirs["annotations"][0].keys()


@pytest.mark.parametrize("name", ["written.csv", "written-by-python.csv"])
def test_the_csv_export_from_here_is_that_of_the_sdk(walked, name):
    theirs, ours = (
        list(csv.DictReader(io.StringIO((walked.folder / file).read_bytes().decode())))
        for file in ("written-there.csv", name)
    )
    assert len(theirs) == len(ours) == 1
    assert list(ours[0]) == list(theirs[0])
    assert (ours[0]["prompt"], ours[0]["instruction"]) == (PROMPTS[0]["prompt"], WRITTEN)
    for column in ("prompt", "instruction", "lead_time"):
        assert ours[0][column] == theirs[0][column]


def test_the_page_s_other_spellings_fail_with_the_sdk_as_is_said(walked):
    project = walked.names["ranking"]
    with pytest.raises(TypeError, match="format"):
        project.export_tasks(format="JSON")
    with pytest.raises(ValueError, match="export location"):
        project.export_tasks(export_type="CSV")
