"""Leaderboard, buckets and agreement from a terminal."""

import json

import pytest

from lib.services.rating_method import CLUSTERINGS
from lib.store.database import Database
from tests.factories import add_person, add_project, add_rows, make_data
from tests.services.votes import vote_project
from tests.stored_rankings import store_ranking

COMMANDS = ("leaderboard", "buckets", "agreement")


@pytest.fixture
def opened(database):
    """The command's database, to be filled before the command runs."""
    held = Database(database)
    yield held
    held.close()


@pytest.fixture
def labeled(opened):
    """Ann ranked both tasks, Ben the second one; only the first task is about maths."""
    project = add_project(opened, "Mine")
    add_rows(
        opened,
        project,
        [make_data(1, category="math"), make_data(2, category="code", prompt="x" * 50)],
    )
    ann, ben = add_person(opened, "Ann"), add_person(opened, "Ben")
    store_ranking(opened, project, 1, ann, "a b | c", lead_time=3.0)
    store_ranking(opened, project, 2, ann, "a b / c", ground_truth=True)
    store_ranking(opened, project, 2, ben, "b a | c", origin="import")
    opened.close()
    return project.name


def report_of(podium, *arguments):
    """What a call prints as JSON; a nan would not be read."""
    code, out, err = podium(*arguments, "--json")
    assert (code, err) == (0, [])

    def refuse(constant):
        raise AssertionError(constant)

    return json.loads("\n".join(out), parse_constant=refuse)


def test_each_report_is_json_with_the_keys_of_its_kind(podium, labeled):
    assert list(report_of(podium, "leaderboard", labeled)) == [
        *("n_annotations", "n_comparisons", "pairs_possible", "method"),
        *("models", "pairs", "warnings"),
    ]
    assert list(report_of(podium, "buckets", labeled)) == ["models", "difference", "warnings"]
    assert list(report_of(podium, "agreement", labeled)) == [
        *("rankings", "buckets", "annotators", "warnings"),
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_json_a_table_is_printed_with_its_n(podium, labeled, command):
    code, out, err = podium(command, labeled)
    assert (code, err, out[0]) == (0, [], "Mine. All annotations.")
    text = "\n".join(out)
    assert "n 3 annotations" in text
    assert not any(word in text for word in ("nan", "None", "Traceback"))


@pytest.mark.parametrize("project", ["Mine", "mine", "1"])
def test_a_project_is_named_by_its_name_or_its_number(podium, labeled, project):
    assert report_of(podium, "leaderboard", project)["n_annotations"] == 3


@pytest.mark.parametrize(
    ("options", "n"),
    [
        (["--where", "category=math"], 1),
        (["--where", "category=math", "--where", "category=code"], 3),
        (["--annotator", "ann"], 2),
        (["--annotator", "1", "--annotator", "Ben"], 3),
        (["--where", "category=code", "--annotator", "Ann"], 1),
        (["--origin", "import"], 1),
        (["--truth", "only"], 1),
        (["--truth", "without"], 2),
        (["--length", "20-"], 2),
        (["--length=-20"], 1),
        (["--since", "2020-01-01"], 3),
        (["--until", "2020-01-01"], 0),
    ],
    ids=str,
)
def test_filters_choose_the_annotations(podium, labeled, options, n):
    assert report_of(podium, "leaderboard", labeled, *options)["n_annotations"] == n
    annotators = report_of(podium, "agreement", labeled, *options)["annotators"]
    assert sum(each["n"] for each in annotators) == n
    models = report_of(podium, "buckets", labeled, *options)["models"]
    assert {each["n"] for each in models} == ({n} if n else set())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_filter_is_said_above_the_table(podium, labeled, command):
    out = podium(command, labeled, "--where", "category=math", "--annotator", "Ann")[1]
    assert out[0] == "Mine. category: math; by Ann."


@pytest.mark.parametrize("command", COMMANDS)
def test_a_filter_that_leaves_nothing_is_no_error(podium, labeled, command):
    options = ["--where", "category=math", "--annotator", "Ben"]
    says = "No submitted annotation is in this selection"
    assert report_of(podium, command, labeled, *options)["warnings"][0].startswith(says)
    code, out, err = podium(command, labeled, *options)
    assert (code, err) == (0, [])
    assert f"Note: {says}" in "\n".join(out)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_project_without_work_is_no_error(podium, project, command):
    assert report_of(podium, command, project)["warnings"]
    assert podium(command, project)[0] == 0


def test_clusters_and_ties_are_as_asked_for(podium, opened):
    project = vote_project(opened, ["A>B", "A>B", "A=B", "A>B", "B>A"] * 4)
    opened.close()
    found = {
        clustering: report_of(podium, "leaderboard", project.name, "--cluster", clustering)
        for clustering in CLUSTERINGS
    }
    assert len({each["method"] for each in found.values()}) == len(CLUSTERINGS)
    ratings = {each["models"][0]["rating"] for each in found.values()}
    assert max(ratings) - min(ratings) < 1e-6
    # A's 12 wins and half of 4 ties against 4 and the same half; 12 to 4 where ties stand apart.
    davidson = report_of(podium, "leaderboard", project.name, "--ties", "davidson")
    assert davidson["models"][0]["rating"] > max(ratings) + 10
    assert "Davidson" in davidson["method"]


def test_votes_are_counted_plainly(podium, opened):
    project = vote_project(opened, ["A>B", "A>B", "B>A", "B=A"])
    opened.close()
    report = report_of(podium, "leaderboard", project.name)
    [pair] = report["pairs"]
    assert {key: pair[key] for key in ("a", "b", "wins_a", "wins_b", "ties")} == {
        **{"a": "A", "b": "B", "wins_a": 2, "wins_b": 1, "ties": 1},
    }
    assert (report["n_comparisons"], report["pairs_possible"]) == (4, 4)
    assert [each["win_rate"] for each in report["models"]] == [0.625, 0.375]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--where", "math"], "“math” is no condition. Write FIELD=VALUE."),
        (["--where", "topic=x"], "“topic” is no field to filter by. Fields: category."),
        (["--where", "category=law"], "No task has “law” in category. Values:"),
        (["--annotator", "Zoe"], "No annotator “Zoe” has submitted anything here."),
        (["--since", "yesterday"], "“yesterday” is no day for since."),
        (["--since", "2026-02-01", "--until", "2026-01-01"], "Swap them."),
        (["--origin", "sync"], "No annotation here has the origin “sync”."),
        (["--truth", "maybe"], "“maybe” says nothing of final answers."),
        (["--length", "long"], "“long” is no length of a prompt."),
    ],
    ids=str,
)
def test_a_wrong_filter_is_one_line(podium, labeled, command, options, says):
    assert says in podium.fails(command, labeled, "--json", *options)


def test_unknown_clusters_and_ties_are_refused_with_those_there_are(podium, labeled):
    clusters = "Choose one of: two-way, prompt, annotator, ranking, none."
    for command in ("leaderboard", "buckets"):
        line = podium.fails(command, labeled, "--cluster", "week")
        assert line == f"“week” is no clustering. {clusters}"
    line = podium.fails("leaderboard", labeled, "--ties", "lost")
    assert line == "“lost” is no way to count ties. Choose one of: half, davidson."


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_project_is_refused(podium, labeled, command):
    assert podium.fails(command, "Other") == "There is no project “Other”. Projects: “Mine”."


def test_more_models_than_can_be_compared_are_one_line(podium, opened):
    project = vote_project(opened, [f"M{n}>M{n + 1}" for n in range(501)])
    opened.close()
    line = podium.fails("leaderboard", project.name)
    assert line.startswith("The ranked items name 502 different models")
