"""Linking to what is there already, unlinking and linking again, and what stops a sync."""

import pytest

from lib.domain.label_studio import SyncCounts
from lib.errors import InvalidInput, InvalidLabelingConfig, NotFound, TokenRefused
from lib.formats.templates import TEMPLATES
from lib.services.label_studio.asking import check_connection
from lib.services.label_studio.links import (
    find_link,
    link_to_existing,
    project_from,
)
from lib.services.label_studio.sync import list_sync_runs, sync_project
from lib.services.projects import list_projects
from tests.factories import DEFAULT_BUCKET, add_project, add_rows, make_data
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.their_side import TheirSide, of_columns

CONFIG = TEMPLATES["llm-ranker"].xml
NOTHING = SyncCounts()
# As Label Studio writes an export: the regions have ids, the annotations unique ids.
SAME_FILE = [
    {
        "data": make_data(number),
        "predictions": [{"result": of_columns(AB_C), "model_version": "m", "score": 0.5}],
        "annotations": [
            {
                "result": of_columns(BA_C),
                "lead_time": 7.125,
                "unique_id": f"00000000-0000-4000-8000-00000000000{number}",
            }
        ],
    }
    for number in (1, 2)
]


@pytest.mark.parametrize("first", ["push", "both"])
def test_the_same_file_imported_on_both_sides_is_not_doubled(database, label_studio, first):
    work = BothSides(database, label_studio, *SAME_FILE)
    work.link_to(TheirSide.made(label_studio, CONFIG, SAME_FILE))
    foreseen = work.preview(first)
    outcome = work.sync(first)
    assert (foreseen.pulled, foreseen.pushed) == (outcome.pulled, outcome.pushed)
    assert outcome.pulled == outcome.pushed == NOTHING
    assert outcome.conflicts == 0
    assert work.is_settled()
    assert len(work.tasks()) == len(work.there.tasks()) == 2
    assert [len(each) for each in work.there.all_annotations()] == [1, 1]
    assert len(work.there.predictions(1)) == len(work.predictions(1)) == 1


def test_what_only_one_side_had_when_they_were_linked_is_on_both_afterwards(database, label_studio):
    work = BothSides(database, label_studio, *SAME_FILE, {"data": make_data(3)})
    there = TheirSide.made(label_studio, CONFIG, [*SAME_FILE, {"data": make_data(4)}])
    work.link_to(there)
    there.annotate(3, C_AB)
    work.submit(AB_C, 1)
    foreseen, outcome = work.preview(), work.sync()
    assert outcome.pulled == SyncCounts(new_tasks=1, new_annotations=1)
    assert outcome.pushed == SyncCounts(new_tasks=1, new_annotations=1)
    assert (foreseen.pulled, foreseen.pushed) == (outcome.pulled, outcome.pushed)
    assert work.is_settled()


def test_unlinked_and_linked_again_to_the_same_project_it_is_known_again(database, label_studio):
    work = BothSides(database, label_studio, *SAME_FILE).link()
    work.submit(AB_C, 1)
    work.submit(AB_C, 2)
    work.sync()
    work.there.annotate(1, C_AB)
    work.sync()
    work.unlink()
    assert find_link(database, work.project.project_id) is None
    with pytest.raises(NotFound, match="is not linked to a Label Studio"):
        work.sync()
    assert len(work.there.tasks()) == 2

    work.link_to(work.there)
    edited = work.submit(BA_C, 1)
    unlinked = [each["unique_id"] for each in work.there.annotations(2)]
    their_edit = work.there.annotations(2)[unlinked.index(work.annotations(2)[-1].unique_id)]
    work.there.edit(their_edit["id"], C_AB)
    foreseen, outcome = work.preview(), work.sync()
    assert outcome.pushed == SyncCounts(changed_annotations=1)
    assert foreseen.pushed == outcome.pushed
    # What was edited there since nobody remembers: both are kept until somebody decides.
    assert (outcome.pulled, outcome.conflicts, foreseen.conflicts) == (NOTHING, 1, 1)
    assert BA_C in [columns_of(each["result"]) for each in work.there.annotations(1)]
    assert edited.annotation_id in [each.annotation_id for each in work.annotations(1)]
    assert work.is_settled()


def test_linked_to_a_new_project_of_the_same_server_all_of_it_goes_there_once(
    database, label_studio
):
    work = BothSides(database, label_studio, *SAME_FILE).link()
    work.submit(AB_C, 1)
    work.sync()
    first = work.there
    before = first.state()
    work.unlink()
    work.link(title="Second")
    outcome = work.sync()
    assert outcome.pushed == SyncCounts(new_tasks=2, new_predictions=2, new_annotations=3)
    assert outcome.pulled == NOTHING
    assert work.is_settled()
    # A unique id stands once in a whole server.
    ids = [
        [each["unique_id"] for held in side.all_annotations() for each in held]
        for side in (first, work.there)
    ]
    assert not set(ids[0]) & set(ids[1])
    assert len(set(ids[0] + ids[1])) == 6
    work.withdraw(work.annotations(1)[0])
    assert work.sync().pushed == SyncCounts(deleted_annotations=1)
    assert first.state() == before


def test_a_config_that_was_changed_there_stops_the_sync_with_one_sentence(database, label_studio):
    work = BothSides(database, label_studio).link()
    work.sync("push")
    work.submit(AB_C)
    work.there.annotate(1, C_AB)
    work.there.change_config(CONFIG.replace("relevant_results", "good_results"))
    here, there = work.stored(), work.there.state()
    expected = r"^The labeling config of “Project” in Label Studio is another one than that of “P"
    for act in (work.preview, work.sync):
        with pytest.raises(InvalidInput, match=expected):
            act()
    assert work.there.state() == there
    after = work.stored()
    assert {name for name in here if here[name] != after[name]} == {"sync_run"}
    failed = list_sync_runs(database, work.project.project_id)[0]
    assert (failed.failure or "").startswith("The labeling config of “Project”")
    assert failed.outcome is not None
    assert failed.outcome.pulled == failed.outcome.pushed == NOTHING

    # Written otherwise it means the same.
    work.there.change_config(CONFIG.replace("/>", " />") + "\n")
    assert work.sync().pulled == SyncCounts(new_annotations=1)


def test_a_config_that_cannot_be_shown_here_is_refused_with_its_tags_named(database, label_studio):
    odd = (
        '<View><Text name="prompt" value="$prompt"/>'
        '<Choices name="mood" toName="prompt"><Choice value="good"/></Choices></View>'
    )
    there = TheirSide.made(label_studio, odd, [{"data": {"prompt": "Hi"}}])
    before = there.state()
    with pytest.raises(InvalidLabelingConfig, match="Choices"):
        project_from(database, label_studio.url, label_studio.token, there.ls_project_id)
    assert list_projects(database) == []
    project = add_project(database)
    with pytest.raises(InvalidLabelingConfig, match="Choices"):
        link_to_existing(
            database, project, label_studio.url, label_studio.token, there.ls_project_id
        )
    assert find_link(database, project.project_id) is None
    assert there.state() == before


def test_a_project_with_another_config_is_not_linked(database, label_studio):
    there = TheirSide.made(label_studio, DEFAULT_BUCKET)
    work = BothSides(database, label_studio)
    with pytest.raises(InvalidInput, match="is another one than that of “Project”"):
        work.link_to(there)
    assert find_link(database, work.project.project_id) is None


def test_a_project_made_from_one_there_holds_all_of_it(database, label_studio):
    there = TheirSide.made(label_studio, CONFIG, SAME_FILE)
    there.annotate(1, C_AB)
    project = project_from(database, label_studio.url, label_studio.token, there.ls_project_id)
    assert project.name == "Theirs"
    assert sync_project(database, project, "pull").pulled == SyncCounts(
        new_tasks=2, new_predictions=2, new_annotations=3
    )
    other = add_project(database)
    with pytest.raises(InvalidInput, match="is linked to the project “Theirs” already"):
        link_to_existing(database, other, label_studio.url, label_studio.token, there.ls_project_id)


def test_both_kinds_of_tokens_do_and_a_wrong_one_is_refused_in_a_sentence(database, label_studio):
    work = BothSides(database, label_studio).link(token=label_studio.access_token)
    work.submit(AB_C)
    assert work.sync().pushed == SyncCounts(new_tasks=1, new_annotations=1)
    outcome = sync_project(database, work.project, "both", token=label_studio.token)
    assert outcome.pulled == outcome.pushed == NOTHING
    wrong = "f" * 40
    with pytest.raises(TokenRefused) as refused:
        sync_project(database, work.project, "both", token=wrong)
    assert wrong not in str(refused.value)
    with pytest.raises(TokenRefused):
        check_connection(database, label_studio.url, wrong)
    assert label_studio.access_token not in str(work.stored())


def test_a_pull_after_a_pull_reads_the_overlap_and_moves_nothing(database, label_studio):
    work = BothSides(database, label_studio, n_tasks=2).link()
    work.sync()
    work.there.annotate(1, AB_C)
    assert work.sync("pull").pulled == SyncCounts(new_annotations=1)
    watermark, here = work.watermark(), work.stored()
    assert watermark is not None
    assert work.sync("pull").pulled == NOTHING
    after = work.stored()
    changed = {name for name in here if here[name] != after[name]}
    assert changed == {"sync_run", "label_studio_link"}
    assert work.watermark() == watermark


def test_every_sync_is_in_the_log_newest_first(database, label_studio):
    work = BothSides(database, label_studio).link()
    outcomes = [work.sync("push"), work.sync("pull")]
    work.preview("both")
    runs = list_sync_runs(database, work.project.project_id)
    assert [each.direction for each in runs] == ["pull", "push"]
    assert [each.outcome for each in runs] == outcomes[::-1]
    assert all(each.failure is None and each.ended_at for each in runs)
    assert len(list_sync_runs(database, work.project.project_id, limit=1)) == 1
    with pytest.raises(InvalidInput, match="“up” is no direction"):
        sync_project(database, work.project, "up")  # type: ignore[arg-type]


def test_rows_added_here_and_there_after_a_pull_are_one_task(database, label_studio):
    work = BothSides(database, label_studio).link()
    work.sync()
    add_rows(database, work.project, [make_data(8)])
    work.there.add_tasks({"data": make_data(8)})
    outcome = work.sync("push")
    assert outcome.pushed == NOTHING
    assert work.is_settled()
    assert len(work.there.tasks()) == len(work.tasks()) == 2
