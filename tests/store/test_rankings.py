"""Stored rankings as flat arrays."""

from datetime import UTC, datetime

import numpy as np
import pytest

from lib.domain.selection import Selection
from lib.store.rankings import list_ranked_entries, list_rankings
from tests.factories import add_person, add_project
from tests.stored_rankings import archive_task, store_ranking, store_revision

EVERYTHING = Selection()


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=4, items="abcd")


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


@pytest.fixture
def ben(database, ann):
    return add_person(database, "Ben")


def rankings_of(database, project, controls=("rank",), grouped=False, selection=EVERYTHING):
    return database.read(
        lambda c: list_rankings(c, project.project_id, selection, controls, grouped=grouped)
    )


def entries_of(database, project, controls=("rank",), **options):
    return database.read(
        lambda c: list_ranked_entries(c, project.project_id, EVERYTHING, controls, **options)
    )


def written(found):
    """Each ranking in text, such as `A0.1 B0.1 C-1.0`: model, bucket, place; sorted."""
    parts = []
    for start, end in zip(found.starts[:-1], found.starts[1:], strict=True):
        parts.append(
            " ".join(
                f"{found.models[found.model[at]]}{found.bucket[at]}.{found.place[at]}"
                for at in range(start, end)
            )
        )
    return sorted(parts)


def test_models_buckets_and_places_are_those_that_were_stored(database, project, ann):
    store_ranking(database, project, 1, ann, "c a=b | / d")
    store_ranking(database, project, 2, ann, "| d a")
    found = rankings_of(database, project)
    assert found.models == ("A", "B", "C", "D")
    assert written(found) == ["C0.1 A0.2 B0.2 D-1.0", "D1.1 A1.2"]
    assert found.count.tolist() == [1, 1]
    assert found.control.tolist() == [0] * 6


def test_only_latest_submitted_revisions_of_living_tasks_are_read(database, project, ann):
    revised = store_ranking(database, project, 1, ann, "a b")
    store_revision(database, project, 1, ann, revised, 2, "b a")
    taken_back = store_ranking(database, project, 2, ann, "a b")
    store_revision(database, project, 2, ann, taken_back, 2, status="deleted")
    store_ranking(database, project, 3, ann, "a c", status="skipped")
    store_ranking(database, project, 4, ann, "a d")
    archive_task(database, project, 4)
    found = rankings_of(database, project)
    assert written(found) == ["B0.1 A0.2"]
    assert found.models == ("A", "B")
    assert found.task_numbers.tolist() == [1]


def test_people_prompts_tasks_and_days_have_codes_without_gaps(database, project, ann, ben):
    cleo = add_person(database, "Cleo")
    at = datetime(1970, 1, 11, 23, 59, tzinfo=UTC)
    store_ranking(database, project, 4, cleo, "a b", created_at=at)
    store_ranking(database, project, 2, ann, "b a")
    store_ranking(database, project, 2, cleo, "b a")
    found = rankings_of(database, project)
    who = [found.annotators[code] for code in found.annotator]
    where = [int(found.task_numbers[code]) for code in found.task]
    assert sorted(zip(who, where, strict=True)) == [
        (ann.number, 2),
        (cleo.number, 2),
        (cleo.number, 4),
    ]
    assert found.annotators == (ann.number, cleo.number)
    assert sorted(set(found.prompt.tolist())) == [0, 1]
    assert found.day[where.index(4)] == 10


def test_an_item_without_a_model_has_the_code_minus_one(database, project, ann):
    store_ranking(database, project, 1, ann, "a b")
    database.write(lambda c: c.execute("UPDATE annotation_revision SET models = ['A', NULL]"))
    found = rankings_of(database, project)
    assert found.models == ("A",)
    assert found.model.tolist() == [0, -1]


def test_of_several_rankers_each_entry_says_which(database, project, ann):
    store_ranking(database, project, 1, ann, {"safe": "a b", "help": "b a"})
    found = rankings_of(database, project, ("help", "safe"))
    assert found.control.tolist() == [1, 1, 0, 0]
    assert found.bucket.tolist() == [0] * 4


def test_grouped_rankings_are_the_same_rankings_counted(database, project, ann, ben):
    for person in (ann, ben):
        for task, text in enumerate(["a b / c", "a b / c", "a=b | c", "b | a c"], start=1):
            store_ranking(database, project, task, person, text)
    single, grouped = rankings_of(database, project), rankings_of(database, project, grouped=True)
    assert grouped.models == single.models
    texts = written(single)
    assert sorted(set(texts)) == written(grouped)
    assert sorted(grouped.count.tolist()) == [2, 2, 4]
    assert not any((grouped.prompt.any(), grouped.annotator.any(), grouped.task.any()))


@pytest.mark.parametrize("grouped", [False, True])
def test_nothing_stored_gives_empty_arrays(database, project, grouped):
    found = rankings_of(database, project, grouped=grouped)
    assert (found.models, found.annotators) == ((), ())
    assert found.starts.tolist() == [0]
    for name in ("model", "bucket", "place", "control", "prompt", "annotator", "task", "count"):
        assert len(getattr(found, name)) == 0, name


def test_rankings_without_items_are_read_as_such(database, project, ann):
    store_ranking(database, project, 1, ann, {})
    store_ranking(database, project, 2, ann, "a b")
    found = rankings_of(database, project)
    assert sorted(np.diff(found.starts).tolist()) == [0, 2]
    assert found.models == ("A", "B")


def test_entries_keep_an_items_code_for_its_task_and_ranker(database, project, ann, ben):
    store_ranking(database, project, 1, ann, {"help": "a b", "safe": "b a"})
    store_ranking(database, project, 1, ben, {"help": "b a", "safe": "b a"})
    store_ranking(database, project, 2, ann, {"help": "a b", "safe": "b a"})
    found = entries_of(database, project, ("help", "safe"))
    ids = [found.item_ids[code] for code in found.item_id]
    tasks = np.repeat(found.task, np.diff(found.starts)).tolist()
    keys = list(zip(tasks, ids, found.control.tolist(), strict=True))
    assert len(set(keys)) == len(set(found.item.tolist())) == 8
    assert len(set(zip(keys, found.item.tolist(), strict=True))) == 8


def test_entries_bring_slots_times_and_marks(database, project, ann):
    store_ranking(
        *(database, project, 1, ann, "c a / b"),
        display_order=("b", "c", "a"),
        lead_time=12.5,
        untouched=True,
        ground_truth=True,
    )
    found = entries_of(database, project)
    assert found.slot.tolist() == [1, 2, 0]
    assert found.lead_time.tolist() == [12.5]
    assert (found.untouched.tolist(), found.ground_truth.tolist()) == ([True], [True])


def test_an_unknown_display_order_or_time_is_told(database, project, ann):
    store_ranking(database, project, 1, ann, "a b")
    store_ranking(database, project, 2, ann, "a b c", display_order=("b", "a"), lead_time=1.0)
    found = entries_of(database, project)
    assert sorted(found.slot.tolist()) == [-1, -1, -1, 0, 1]
    assert np.isnan(found.lead_time).sum() == 1


def test_entries_without_models_have_no_slots(database, project, ann):
    store_ranking(database, project, 1, ann, "a b", display_order=("b", "a"))
    found = entries_of(database, project, with_models=False)
    assert (found.models, found.slot) == ((), None)
    assert found.model.tolist() == [-1, -1]


def test_entries_of_nothing_are_empty(database, project):
    found = entries_of(database, project)
    assert (found.item_ids, len(found.item), len(found.lead_time)) == ((), 0, 0)
