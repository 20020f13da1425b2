"""What a selection keeps of a project's own fields and people, and how it reads in words."""

from datetime import date

from lib.domain.selectable import CountedAnnotator, FieldValues, Selectable, offered
from lib.domain.selection import Selection
from lib.domain.selection_words import conditions, describe

THERE = Selectable(
    fields=(FieldValues("category", {"math": 2, "code": 1, "": 1}),),
    annotators=(CountedAnnotator(3, "Ann", 5), CountedAnnotator(4, "Ben", 1)),
    origins=("ui",),
)
NAMES = {3: "Ann", 4: "Ben"}


def test_what_is_there_is_kept() -> None:
    selection = Selection(
        fields=(("category", "math"), ("category", "")), annotators=(4,), origins=("ui",)
    )
    assert offered(selection, THERE) == (selection, ())


def test_what_is_not_there_is_left_out_and_named_with_what_is() -> None:
    selection = Selection(
        fields=(("category", "law"), ("topic", "x"), ("category", "code")),
        annotators=(9, 3),
        origins=("sync",),
    )
    kept, problems = offered(selection, THERE)
    assert kept == Selection(fields=(("category", "code"),), annotators=(3,))
    assert problems == (
        "No task has “law” in category. Values: math, code, (empty).",
        "“topic” is no field to filter by. Fields: category.",
        "No annotator 9 has submitted anything here. Annotators: 3, 4.",
        "No annotation here has the origin “sync”. Origins: ui.",
    )


def test_a_long_list_of_what_is_there_is_cut() -> None:
    many = Selectable(annotators=tuple(CountedAnnotator(n, f"P{n}", 1) for n in range(1, 20)))
    _, problems = offered(Selection(annotators=(77,)), many)
    assert problems[0].endswith("Annotators: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ….")


def test_a_project_without_anything_says_none() -> None:
    _, problems = offered(Selection(fields=(("a", "b"),), annotators=(1,)), Selectable())
    assert "Fields: none." in problems[0]
    assert "Annotators: none." in problems[1]


def test_a_selection_is_described_condition_by_condition() -> None:
    selection = Selection(
        fields=(("category", "math"), ("language", "en"), ("category", "")),
        annotators=(3, 4, 5),
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        origins=("ui", "import"),
        ground_truth=True,
        shortest=10,
        longest=1200,
    )
    assert describe(selection, NAMES) == (
        "category: math or (empty); language: en; by Ann, Ben or annotator 5; "
        "2026-01-01 to 2026-01-31 (UTC); labeled here or imported; final answers only; "
        "prompts of 10 to 1,200 characters"
    )
    assert describe(Selection(), NAMES) == "All annotations"


def test_half_open_bounds_and_final_answers_left_out_are_said() -> None:
    assert describe(Selection(since=date(2026, 1, 1)), {}) == "since 2026-01-01 (UTC)"
    assert describe(Selection(until=date(2026, 1, 1)), {}) == "until 2026-01-01 (UTC)"
    assert describe(Selection(shortest=5), {}) == "prompts of at least 5 characters"
    assert describe(Selection(longest=5), {}) == "prompts of at most 5 characters"
    assert describe(Selection(ground_truth=False), {}) == "without final answers"


def test_each_condition_knows_the_selection_without_it() -> None:
    selection = Selection(
        fields=(("category", "math"), ("category", "code"), ("language", "en")), annotators=(3,)
    )
    assert [each.without for each in conditions(selection, NAMES)] == [
        Selection(fields=(("language", "en"),), annotators=(3,)),
        Selection(fields=(("category", "math"), ("category", "code")), annotators=(3,)),
        Selection(fields=selection.fields),
    ]


def test_a_length_is_left_out_where_tasks_have_no_prompt() -> None:
    kept, problems = offered(Selection(shortest=10), Selectable())
    assert not kept
    assert problems == ("No task here has a prompt text, so its length selects nothing.",)
    assert offered(Selection(shortest=10), Selectable(shortest=5, longest=9))[1] == ()
