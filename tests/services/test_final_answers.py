"""What counts in the results once there are final answers."""

import pytest

from lib.domain.selection import Selection
from lib.services.adjudication import accept_as_final, clear_final, submit_final
from lib.services.agreement import study_agreement
from lib.services.compared import load_comparisons, state_of
from lib.services.leaderboard import study_leaderboard
from lib.services.selection_facts import selection_facts
from lib.services.selections import selectable
from tests.services.reviewing import make_panel

ALL, ONLY, WITHOUT, BOTH = (Selection(ground_truth=each) for each in (None, True, False, "both"))


@pytest.fixture
def panel(database):
    return make_panel(database, n_tasks=2)


def counted(panel, *, grouped=False):
    """How many annotations count under each of the four choices."""
    return [
        load_comparisons(panel.database, panel.project, each, grouped=grouped).n_annotations
        for each in (ALL, ONLY, WITHOUT, BOTH)
    ]


def wins_of_a(panel, selection):
    study = study_leaderboard(panel.database, panel.project, selection)
    return {each.model: (each.rate, each.n) for each in study.win_rates}.get("A")


def test_an_accepted_annotation_is_counted_once_and_among_the_final_ones(panel):
    given = panel.label(1, Ann="abc", Ben="cba")
    assert counted(panel) == [2, 0, 2, 2]
    actor = panel.rita.annotator_id
    accept_as_final(panel.database, panel.project, actor, given["Ann"].annotation_id)
    assert counted(panel) == counted(panel, grouped=True) == [2, 1, 1, 2]
    clear_final(panel.database, panel.project, actor, given["Ann"].annotation_id)
    assert counted(panel) == [2, 0, 2, 2]


def test_a_reviewer_s_ranking_counts_only_where_final_answers_are_asked_for(panel):
    panel.label(1, Ann="abc", Ben="cba")
    stored = submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("abc"))
    assert counted(panel) == counted(panel, grouped=True) == [2, 1, 2, 3]
    # Without its mark it is nothing that anybody asked for.
    clear_final(panel.database, panel.project, panel.rita.annotator_id, stored.annotation_id)
    assert counted(panel) == [2, 0, 2, 3]


def test_the_leaderboard_of_final_answers_changes_with_each_decision(panel):
    given = panel.label(1, Ann="abc", Ben="cba")
    assert wins_of_a(panel, ONLY) is None
    # Once before b and c, once behind both.
    assert wins_of_a(panel, ALL) == (0.5, 4)
    actor = panel.rita.annotator_id
    for name, share in (("Ann", 1.0), ("Ben", 0.0)):
        accept_as_final(panel.database, panel.project, actor, given[name].annotation_id)
        assert wins_of_a(panel, ONLY) == (share, 2)
        assert wins_of_a(panel, ALL) == (0.5, 4)
    # b before a before c.
    submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("bac"))
    assert wins_of_a(panel, ONLY) == (0.5, 2)
    assert wins_of_a(panel, BOTH) == (0.5, 6)


def test_the_state_of_the_results_changes_though_no_revision_is_added(panel):
    given = panel.label(1, Ann="abc", Ben="cba")
    actor = panel.rita.annotator_id
    seen = {state_of(panel.database, panel.project)}
    for name in ("Ann", "Ben"):
        accept_as_final(panel.database, panel.project, actor, given[name].annotation_id)
        seen.add(state_of(panel.database, panel.project))
    assert len(seen) == 3


def test_a_reviewer_s_ranking_is_no_voice_in_the_agreement(panel):
    panel.label(1, Ann="abc", Ben="abc")
    submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("cba"))
    study = study_agreement(panel.database, panel.project)
    assert study.tau_b.value == 1.0
    assert [each.name for each in study.people] == ["Ann", "Ben"]


def test_the_facts_of_a_selection_count_as_the_figures_do(panel):
    panel.label(1, Ann="abc")
    submit_final(panel.database, panel.project, panel.rita, 1, panel.draft("cba"))
    found = {
        selection.ground_truth: selection_facts(panel.database, panel.project, selection)
        for selection in (ALL, ONLY, WITHOUT, BOTH)
    }
    assert {truth: each.n_annotations for truth, each in found.items()} == {
        **{None: 1, True: 1, False: 1},
        "both": 2,
    }
    assert [each.words for each in found.values()] == [
        "All annotations",
        "final answers only",
        "without final answers",
        "annotations and final answers",
    ]


def test_the_filters_are_offered_once_there_is_a_final_answer(panel):
    panel.label(1, Ann="abc")
    assert not selectable(panel.database, panel.project).has_ground_truth
    submit_final(panel.database, panel.project, panel.rita, 2, panel.draft("abc", 2))
    assert selectable(panel.database, panel.project).has_ground_truth
