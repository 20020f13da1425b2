"""Ground truth that one side has marked, on an annotation that is in conflict."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lib.domain.annotation import Annotation
from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.store.annotations import set_ground_truth
from lib.store.database import Database
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides, columns_of

STORIES = {
    "marked there": ("theirs", True),
    "marked here": ("theirs", False),
    "ours": ("ours", False),
}
"""What is decided, and whether it is ground truth on both sides afterwards."""
NUMBER = {story: number for number, story in enumerate(STORIES, 1)}


@dataclass(frozen=True)
class Told:
    work: BothSides
    found: list[Annotation]
    decided: SyncOutcome


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    """Ours becomes BA_C and theirs C_AB; one side marks it as ground truth besides."""
    database = Database(tmp_path_factory.mktemp("truth") / "podium.duckdb")
    work = BothSides(database, label_studio, n_tasks=len(STORIES)).link()
    for number in NUMBER.values():
        work.submit(AB_C, number)
    work.sync()
    for story, number in NUMBER.items():
        mine = work.submit(BA_C, number)
        is_marked_here = story == "marked here"
        work.there.edit(work.ls_id(mine), C_AB, ground_truth=not is_marked_here)
        key = mine.annotation_id
        if is_marked_here:
            database.write(lambda c, key=key: set_ground_truth(c, key, True))
    assert work.sync().conflicts == len(STORIES)
    found = [work.annotations(number)[0] for number in NUMBER.values()]
    for story, (resolution, _) in STORIES.items():
        work.decide(work.annotations(NUMBER[story])[0], resolution)
    decided = work.sync()
    yield Told(work, found, decided)
    database.close()


def test_until_it_is_decided_ours_counts_with_its_own_mark(told):
    assert [columns_of(each.result) for each in told.found] == [BA_C] * 3
    assert [each.ground_truth for each in told.found] == [False, True, False]


@pytest.mark.parametrize("story", STORIES)
def test_the_mark_goes_with_the_side_that_was_decided_for(told, story):
    resolution, is_marked = STORIES[story]
    columns = C_AB if resolution == "theirs" else BA_C
    [here], [there] = (
        side(NUMBER[story]) for side in (told.work.annotations, told.work.there.annotations)
    )
    assert (columns_of(here.result), here.ground_truth) == (columns, is_marked)
    assert (columns_of(there["result"]), there["ground_truth"]) == (columns, is_marked)


def test_only_ours_had_to_be_sent_and_then_it_rests(told):
    assert told.decided.pushed == SyncCounts(changed_annotations=1)
    assert (told.decided.pulled, told.decided.conflicts) == (SyncCounts(), 0)
    assert told.work.is_settled()
