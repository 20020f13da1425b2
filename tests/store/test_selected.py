"""Which annotations a selection takes: current, submitted, of tasks that are not archived."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.domain.selection import Selection
from lib.store.selected import get_data_hash, selected
from tests.factories import add_person, add_project, add_rows, make_data
from tests.stored_rankings import archive_task, store_ranking, store_revision

FIELDS = [
    {"category": "math", "level": 1, "prompt": "x" * 10},
    {"category": "code", "level": 2, "prompt": "né\n"},
    {"category": "math", "level": 2, "prompt": "x" * 40, "hard": True},
    {"level": "2", "category": None, "odd/~name": "yes"},
]


class Stored:
    """A project with four tasks and annotations that have names."""

    def __init__(self, database):
        self.database = database
        self.project = add_project(database)
        rows = [make_data(n, **fields) for n, fields in enumerate(FIELDS, start=1)]
        add_rows(database, self.project, rows)
        self.ann, self.ben = add_person(database, "Ann"), add_person(database, "Ben")
        self.name_of = {}

    def add(self, name, task, person=None, day=1, **circumstances):
        at = datetime(2026, 1, day, 23, 59, 59, 999_999, tzinfo=UTC)
        person = person or self.ann
        annotation_id = store_ranking(
            self.database, self.project, task, person, "a b", created_at=at, **circumstances
        )
        self.name_of[annotation_id] = name
        return annotation_id

    def chosen(self, variable="prompt", **conditions):
        """The names of what is selected, joined."""
        counted = selected(self.project.project_id, Selection(**conditions), variable)
        rows = self.database.read(
            lambda c: c.execute(
                f"SELECT annotation_id FROM {counted.sql} AS counted", counted.parameters
            ).fetchall()
        )
        return "".join(sorted(self.name_of[annotation_id] for (annotation_id,) in rows))


@pytest.fixture
def stored(database):
    return Stored(database)


@pytest.fixture
def varied(stored):
    """Annotations a to f: of math, code, math, the last task, math by Ben, code by Ben."""
    stored.add("a", 1, day=1)
    stored.add("b", 2, day=2, origin="import")
    stored.add("c", 3, day=3, ground_truth=True)
    stored.add("d", 4, day=4)
    stored.add("e", 1, stored.ben, day=5, origin="simulated")
    stored.add("f", 2, stored.ben, day=6, ground_truth=True)
    return stored


def test_without_conditions_all_submitted_work_counts(varied):
    assert varied.chosen() == "abcdef"


def test_skipped_and_deleted_work_counts_nowhere(stored):
    stored.add("a", 1)
    stored.add("b", 2, status="skipped")
    stored.add("c", 3, status="deleted")
    assert stored.chosen() == "a"


def test_of_several_revisions_the_latest_one_decides(stored):
    states = {
        "a": ["submitted", "submitted"],
        "b": ["submitted", "skipped"],
        "c": ["skipped", "submitted"],
        "d": ["submitted", "deleted"],
        "e": ["submitted", "skipped", "submitted"],
    }
    for name, (first, *later) in states.items():
        annotation_id = stored.add(name, 1, status=first)
        for number, status in enumerate(later, start=2):
            store_revision(
                *(stored.database, stored.project, 1, stored.ann, annotation_id, number, "b a"),
                status=status,
            )
    assert stored.chosen() == "ace"
    counted = selected(stored.project.project_id, Selection())
    rows = stored.database.read(
        lambda c: c.execute(
            f"SELECT revision, items FROM {counted.sql} AS counted ORDER BY revision",
            counted.parameters,
        ).fetchall()
    )
    assert rows == [(2, ["b", "a"]), (2, ["b", "a"]), (3, ["b", "a"])]


def test_the_date_is_that_of_the_current_revision(stored):
    annotation_id = stored.add("a", 1, day=1)
    later = datetime(2026, 1, 9, tzinfo=UTC)
    store_revision(
        *(stored.database, stored.project, 1, stored.ann, annotation_id, 2, "b a"), created_at=later
    )
    assert stored.chosen(until=date(2026, 1, 8)) == ""
    assert stored.chosen(since=date(2026, 1, 9)) == "a"


def test_work_on_archived_tasks_counts_nowhere(varied):
    archive_task(varied.database, varied.project, 1)
    assert varied.chosen() == "bcdf"


def test_another_projects_work_counts_nowhere(varied):
    other = add_project(varied.database, "Other", n_tasks=1)
    store_ranking(varied.database, other, 1, varied.ann, "a b")
    assert varied.chosen() == "abcdef"


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({"fields": (("category", "math"),)}, "ace"),
        ({"fields": (("category", "math"), ("category", "code"))}, "abcef"),
        ({"fields": (("category", "math"), ("level", "2"))}, "c"),
        ({"fields": (("level", "2"),)}, "bcdf"),
        ({"fields": (("hard", "true"),)}, "c"),
        ({"fields": (("odd/~name", "yes"),)}, "d"),
        ({"fields": (("category", "null"),)}, ""),
        ({"fields": (("nowhere", "x"),)}, ""),
        ({"fields": (("category", "' OR 1=1 --"),)}, ""),
        ({"annotators": (1,)}, "abcd"),
        ({"annotators": (1, 2)}, "abcdef"),
        ({"annotators": (99,)}, ""),
        ({"since": date(2026, 1, 3)}, "cdef"),
        ({"until": date(2026, 1, 3)}, "abc"),
        ({"since": date(2026, 1, 3), "until": date(2026, 1, 3)}, "c"),
        ({"origins": ("import",)}, "b"),
        ({"origins": ("import", "simulated")}, "be"),
        ({"ground_truth": True}, "cf"),
        ({"ground_truth": False}, "abde"),
        ({"shortest": 4}, "acde"),
        ({"longest": 3}, "bf"),
        ({"shortest": 10, "longest": 10}, "ae"),
        ({"fields": (("category", "math"),), "annotators": (2,), "ground_truth": False}, "e"),
        ({"origins": ("ui",), "since": date(2026, 1, 2), "longest": 30}, "df"),
    ],
    ids=str,
)
def test_each_condition_takes_what_fits_and_all_of_them_must(varied, conditions, names):
    assert varied.chosen(**conditions) == names


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "fields": st.sampled_from([(("category", "math"),), (("level", "2"),)]),
            "annotators": st.sampled_from([(1,), (2,), (1, 2)]),
            "since": st.dates(date(2026, 1, 1), date(2026, 1, 7)),
            "until": st.dates(date(2026, 1, 1), date(2026, 1, 7)),
            "origins": st.sampled_from([("ui",), ("ui", "import")]),
            "ground_truth": st.booleans(),
            "shortest": st.integers(1, 41),
            "longest": st.integers(1, 41),
        },
    )
)
def test_conditions_together_take_what_each_of_them_takes(varied, conditions):
    together = set(varied.chosen(**conditions))
    each = [set(varied.chosen(**{name: value})) for name, value in conditions.items()]
    assert together == set("abcdef").intersection(*each)


def test_tasks_of_one_prompt_share_its_number(stored):
    rows = [make_data(n, prompt="The same prompt") for n in (5, 6)]
    add_rows(stored.database, stored.project, rows)
    for name, task in zip("abcd", (1, 5, 6, 2), strict=True):
        stored.add(name, task)
    counted = selected(stored.project.project_id, Selection())
    prompts = dict(
        stored.database.read(
            lambda c: c.execute(
                f"SELECT annotation_id, prompt FROM {counted.sql} AS counted", counted.parameters
            ).fetchall()
        )
    )
    a, b, c, d = (prompts[annotation_id] for annotation_id in stored.name_of)
    assert b == c
    assert len({a, b, d}) == 3


def hash_of(stored, **conditions):
    project_id, selection = stored.project.project_id, Selection(**conditions)
    return stored.database.read(lambda c: get_data_hash(c, project_id, selection, "prompt"))


def test_the_hash_of_the_data_changes_with_what_is_selected_and_with_every_revision(varied):
    everything = hash_of(varied)
    assert everything[0] == 6
    assert everything == hash_of(varied, annotators=(1, 2))
    assert hash_of(varied, annotators=(1,))[0] == 4
    first = next(iter(varied.name_of))
    store_revision(*(varied.database, varied.project, 1, varied.ann, first, 2, "b a"))
    assert hash_of(varied)[0] == 6
    assert len({everything, hash_of(varied), hash_of(varied, annotators=(1,))}) == 3


def test_the_hash_of_no_data_is_that_of_an_empty_text(stored):
    n, data_hash = hash_of(stored)
    assert n == 0
    assert data_hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
