"""What a project's annotations can be selected by, and selections that somebody typed."""

from datetime import date, datetime

import pytest

from lib.domain.selectable import CountedAnnotator, FieldValues, Selectable
from lib.domain.selection import Selection
from lib.errors import InvalidInput
from lib.formats.templates import TEMPLATES
from lib.services.selections import selectable, selection_of
from lib.store.database import Database
from tests.factories import add_annotation, add_person, add_project, add_rows, make_data, submit

THERE = Selectable(
    fields=(
        FieldValues("category", {"math": 2, "code": 1}),
        FieldValues("a=b", {"x=y": 1}),
        FieldValues("a", {"b=x=y": 1}),
    ),
    annotators=(CountedAnnotator(3, "Ann", 5), CountedAnnotator(4, "7", 1)),
    origins=("ui", "import"),
    shortest=5,
    longest=500,
)


def fields_of(database: Database, *rows: dict[str, object]) -> dict[str, dict[str, int]]:
    """What can be selected by in a project with these fields in its tasks."""
    project = add_project(database, f"Project {len(rows)}")
    tasks = [make_data(number, **row) for number, row in enumerate(rows, start=1)]
    add_rows(database, project, tasks)
    return {each.name: dict(each.counts) for each in selectable(database, project).fields}


def test_scalar_fields_are_offered_as_text_with_their_tasks(database: Database) -> None:
    found = fields_of(
        database,
        {"category": "math", "level": 1, "hard": True, "score": 0.50},
        {"category": "math", "level": 2, "hard": False, "score": None},
        {"category": "code", "level": 2},
        {"category": "", "level": "2"},
    )
    assert found == {
        "category": {"math": 2, "": 1, "code": 1},
        "level": {"2": 3, "1": 1},
        "hard": {"false": 1, "true": 1},
        "score": {"0.5": 1},
    }


def test_prompts_items_ids_lists_and_long_texts_are_not_offered(database: Database) -> None:
    found = fields_of(
        database,
        {"tags": ["a"], "meta": {"a": 1}, "system": "x" * 101, "mixed": "a", "fits": "x" * 100},
        {"tags": "a", "meta": None, "system": "y", "mixed": [1], "fits": "y"},
    )
    assert list(found) == ["fits"]


def test_a_field_of_more_than_fifty_values_is_not_offered(database: Database) -> None:
    found = fields_of(database, *({"few": n % 50, "many": n % 51} for n in range(102)))
    assert list(found) == ["few"]


def test_fields_that_only_late_tasks_have_are_found(database: Database) -> None:
    rows = [{"always": n % 2} for n in range(1_005)]
    rows[-1]["late"] = "yes"
    rows[-2]["always"] = "other"
    found = fields_of(database, *rows)
    assert found == {"always": {"0": 503, "1": 501, "other": 1}, "late": {"yes": 1}}


def test_names_of_fields_may_hold_anything(database: Database) -> None:
    odd = {"a/b": 1, "a~b": 2, 'q"': 3, "$x.y": 4, " ": 5, "a:b=c": 6}
    assert fields_of(database, odd) == {name: {str(value): 1} for name, value in odd.items()}


def test_annotators_origins_and_days_are_those_of_what_counts(database: Database) -> None:
    project = add_project(database, n_tasks=3)
    ann, ben, cleo = (add_person(database, name) for name in ("Ann", "Ben", "Cleo"))
    for day, key, person, status in (
        (5, "a", ann, "submitted"),
        (7, "b", ann, "submitted"),
        (6, "c", ben, "submitted"),
        (1, "d", cleo, "skipped"),
    ):
        at = datetime.fromisoformat(f"2026-01-{day:02}T23:59:00+00:00")
        add_annotation(database, project, key, person, created_at=at, status=status)
    found = selectable(database, project)
    assert found.annotators == (
        CountedAnnotator(ann.number, "Ann", 2),
        CountedAnnotator(ben.number, "Ben", 1),
    )
    assert (found.first_day, found.last_day) == (date(2026, 1, 5), date(2026, 1, 7))
    assert (found.origins, found.has_ground_truth) == (("ui",), False)


def test_prompt_lengths_count_characters(database: Database) -> None:
    project = add_project(database)
    add_rows(database, project, [make_data(1, prompt="né\n"), make_data(2, prompt="x" * 40)])
    found = selectable(database, project)
    assert (found.shortest, found.longest) == (3, 40)


def test_what_comes_later_is_seen(database: Database) -> None:
    project = add_project(database)
    assert selectable(database, project) == Selectable()
    add_rows(database, project, [make_data(1, category="math")])
    assert [each.name for each in selectable(database, project).fields] == ["category"]
    submit(database, project, add_person(database), {"relevant_results": "abc"})
    assert [each.n for each in selectable(database, project).annotators] == [1]
    add_rows(database, project, [make_data(2, category="code")])
    assert len(selectable(database, project).values_of("category")) == 2


def test_projects_do_not_see_each_other(database: Database) -> None:
    one = add_project(database, "One")
    two = add_project(database, "Two", TEMPLATES["ranking"].xml)
    add_rows(database, one, [make_data(1, category="math")])
    submit(database, one, add_person(database), {"relevant_results": "abc"})
    assert selectable(database, one) != selectable(database, two) == Selectable()


def test_conditions_that_somebody_typed_become_a_selection() -> None:
    selection = selection_of(
        THERE,
        where=["category=math", "category=code"],
        annotators=["3", "7"],
        since="2026-01-01",
        until="2026-01-31",
        origins=["import"],
        truth="without",
        length="10-200",
    )
    assert selection == Selection(
        fields=(("category", "math"), ("category", "code")),
        annotators=(3, 4),
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        origins=("import",),
        ground_truth=False,
        shortest=10,
        longest=200,
    )
    assert selection_of(THERE) == Selection()


def test_the_longest_field_that_fits_is_meant_where_names_hold_an_equals_sign() -> None:
    assert selection_of(THERE, where=["a=b=x=y"]).fields == (("a=b", "x=y"),)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"where": ["math"]}, r"“math” is no condition\. Write FIELD=VALUE\. Fields: category"),
        ({"where": ["topic=x"]}, r"“topic” is no field to filter by\. Fields: category, a=b, a\."),
        ({"where": ["category=law"]}, r"No task has “law” in category\. Values: math, code\."),
        ({"annotators": ["Zoe"]}, r"No annotator “Zoe” .* Annotators: 3 \(Ann\), 4 \(7\)\."),
        ({"since": "soon"}, r"“soon” is no day for since\. Write it as 2026-01-31\."),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "is after until"),
        ({"origins": ["web"]}, r"“web” is no origin\. Origins: ui, import, sync, simulated\."),
        ({"origins": ["sync"]}, r"has the origin “sync”\. Origins: ui, import\."),
        ({"truth": "yes"}, "Use only, without, both"),
        ({"length": "long"}, "Write characters such as 10-200"),
    ],
)
def test_what_is_typed_wrong_is_refused_with_what_is_valid(
    typed: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        selection_of(THERE, **typed)
