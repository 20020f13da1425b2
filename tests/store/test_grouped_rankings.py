"""Equal rankings read as one row with their count: the same rankings as one by one."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from lib.domain.selection import Selection
from lib.store.rankings import MOST_SCALARS, list_rankings
from tests.factories import add_person, add_project
from tests.stored_rankings import archive_task, store_ranking, store_revision

EVERYTHING = Selection()
LONG = "abcdefghij"


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=4, items=LONG)


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


def counted(database, project, controls=("rank",), selection=EVERYTHING, *, grouped):
    """How often each ranking was told, written as tuples of model, bucket, place and Ranker."""
    found = database.read(
        lambda c: list_rankings(c, project.project_id, selection, controls, grouped=grouped)
    )
    names = np.array([*found.models, None])
    entries = list(zip(names[found.model], found.bucket, found.place, found.control, strict=True))
    told = Counter()
    for start, end, count in zip(found.starts[:-1], found.starts[1:], found.count, strict=True):
        told[tuple(entries[start:end])] += int(count)
    return told


def assert_same_in_groups(database, project, controls=("rank",), selection=EVERYTHING):
    grouped = counted(database, project, controls, selection, grouped=True)
    assert grouped == counted(database, project, controls, selection, grouped=False)
    return grouped


def test_equal_rankings_of_any_length_are_one_row(database, project, ann):
    for task, ranking in enumerate(["a b=c", "a b=c", "a b c", "b a"], start=1):
        store_ranking(database, project, task, ann, ranking)
    told = assert_same_in_groups(database, project)
    assert sorted(told.values()) == [1, 1, 2]
    assert sorted(map(len, told)) == [2, 3, 3]


def test_rankings_too_long_for_scalars_are_told_as_well(database, project, ann):
    assert len(LONG) > MOST_SCALARS
    store_ranking(database, project, 1, ann, " ".join(LONG))
    store_ranking(database, project, 2, ann, " ".join(LONG))
    store_ranking(database, project, 3, ann, "a b")
    assert sorted(assert_same_in_groups(database, project).values()) == [1, 2]


def test_unplaced_items_and_items_without_a_model_are_kept(database, project, ann):
    store_ranking(database, project, 1, ann, "a / b")
    database.write(lambda c: c.execute("UPDATE annotation_revision SET models = ['A', NULL]"))
    told = assert_same_in_groups(database, project)
    assert told == {(("A", 0, 1, 0), (None, -1, 0, 0)): 1}


def test_several_rankers_stay_apart(database, project, ann):
    store_ranking(database, project, 1, ann, {"safe": "a b", "help": "b a"})
    store_ranking(database, project, 2, ann, {"safe": "b a", "help": "a b"})
    assert len(assert_same_in_groups(database, project, ("help", "safe"))) == 2


def test_only_current_submissions_of_living_tasks_are_counted(database, project, ann):
    store_ranking(database, project, 1, ann, "a b")
    store_ranking(database, project, 2, ann, "a b", status="skipped")
    store_ranking(database, project, 3, ann, "a b")
    archive_task(database, project, 3)
    assert assert_same_in_groups(database, project).total() == 1
    revised = store_ranking(database, project, 4, ann, "a b")
    store_revision(database, project, 4, ann, revised, 2, "b a")
    assert sorted(assert_same_in_groups(database, project).values()) == [1, 1]


def test_a_selection_holds_for_groups(database, project, ann):
    store_ranking(database, project, 1, ann, "a b")
    ben = add_person(database, "Ben")
    store_ranking(database, project, 2, ben, "a b")
    chosen = Selection(annotators=(ben.number,), since=date(1970, 1, 1))
    assert assert_same_in_groups(database, project, selection=chosen).total() == 1


def test_a_project_without_rankings_has_no_groups(database, project):
    assert not assert_same_in_groups(database, project)
