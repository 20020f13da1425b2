"""Studies as dictionaries: the keys that others build on, and a reason for whatever is None."""

import json

import pytest

from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.agreement import study_agreement
from lib.services.buckets import study_buckets
from lib.services.demo import create_demo
from lib.services.leaderboard import study_leaderboard
from lib.services.report_json import agreement_report, bucket_report, leaderboard_report
from lib.services.report_text import agreement_text, bucket_text, leaderboard_text
from lib.services.report_warnings import PAIRS_EXPLAINED
from tests.factories import add_person, add_project
from tests.services.votes import vote_project
from tests.stored_rankings import store_ranking

NOTHING = Selection(annotators=(99,))
MODEL_KEYS = [
    *("model", "rating", "ci_low", "ci_high", "rank_low", "rank_high"),
    *("win_rate", "win_rate_low", "win_rate_high", "n"),
]
PAIR_KEYS = ["a", "b", "wins_a", "wins_b", "ties", "verdict", "p_value", "more_needed"]
LEADERBOARD_KEYS = [
    *("n_annotations", "n_comparisons", "pairs_possible", "method"),
    *("models", "pairs", "warnings"),
]
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="helpful" value="$items"/>
  <Ranker name="help" toName="helpful"><Bucket name="x"/><Bucket name="y"/></Ranker>
  <List name="harmless" value="$items"/>
  <Ranker name="safe" toName="harmless"><Bucket name="v"/><Bucket name="w"/></Ranker>
</View>
"""


@pytest.fixture
def demo(database):
    return create_demo(database)


def as_json(report):
    """Through JSON and back: a nan or a numpy number would raise."""
    return json.loads(json.dumps(report, allow_nan=False))


def reports(database, project, selection=None):
    return (
        as_json(leaderboard_report(study_leaderboard(database, project, selection))),
        as_json(bucket_report(study_buckets(database, project, selection))),
        as_json(agreement_report(study_agreement(database, project, selection))),
    )


def texts(database, project, selection=None):
    return (
        leaderboard_text(study_leaderboard(database, project, selection)),
        bucket_text(study_buckets(database, project, selection)),
        agreement_text(study_agreement(database, project, selection)),
    )


def test_the_leaderboard_has_its_keys_and_its_figures(database, demo):
    report, *_ = reports(database, demo)
    assert list(report) == LEADERBOARD_KEYS
    assert [list(each) for each in report["models"]] == [MODEL_KEYS] * 4
    assert [list(each) for each in report["pairs"]] == [PAIR_KEYS] * 6
    study = study_leaderboard(database, demo)
    assert report["n_annotations"] == study.compared.n_annotations
    for row, model in zip(report["models"], study.models, strict=True):
        assert (row["model"], row["rating"], row["n"]) == (model.model, model.rating, model.n)
        assert row["ci_low"] < row["rating"] < row["ci_high"]
        assert row["win_rate_low"] < row["win_rate"] < row["win_rate_high"]
    counted = sum(each["wins_a"] + each["wins_b"] + each["ties"] for each in report["pairs"])
    assert counted == report["n_comparisons"] <= report["pairs_possible"]
    assert {each["verdict"] for each in report["pairs"]} <= {
        *("better", "no difference found", "not enough labels"),
    }
    assert report["method"].startswith("Bradley-Terry")
    assert study.counting in report["method"]


def test_buckets_have_their_keys_and_their_figures(database, demo):
    _, report, _ = reports(database, demo)
    assert list(report) == ["models", "difference", "warnings"]
    assert list(report["difference"]) == ["statistic", "p_value"]
    for model in report["models"]:
        assert list(model) == ["model", "n", "buckets"]
        names = [each["bucket"] for each in model["buckets"]]
        assert names == ["relevant_results", "biased_results", "_"]
        assert sum(each["count"] for each in model["buckets"]) == model["n"]
        for each in model["buckets"]:
            assert list(each) == ["bucket", "count", "share", "low", "high"]
            assert each["share"] == each["count"] / model["n"]
            assert each["low"] <= each["share"] <= each["high"]


def test_agreement_has_its_keys_and_its_figures(database, demo):
    *_, report = reports(database, demo)
    assert list(report) == ["rankings", "buckets", "annotators", "warnings"]
    assert list(report["rankings"]) == [
        *("alpha", "low", "high", "shared_pairs", "tau_b", "kendall_w"),
    ]
    assert list(report["buckets"]) == ["alpha", "fleiss_kappa", "cohen_kappa", "gwet_ac1"]
    assert report["rankings"]["low"] < report["rankings"]["alpha"] < report["rankings"]["high"]
    assert [list(each) for each in report["annotators"]] == [
        ["annotator", "n", "agreement", "median_lead_time", "untouched_share"]
    ] * 10
    assert sum(each["n"] for each in report["annotators"]) == 193


def test_models_carry_their_group_only_where_there_are_several(database):
    votes = ["A>B", "B>A", "C>D", "D>C"]
    report, *_ = reports(database, vote_project(database, votes))
    assert [(each["model"], each["group"]) for each in report["models"]] == [
        *(("A", 0), ("B", 0), ("C", 1), ("D", 1)),
    ]
    across = next(each for each in report["pairs"] if (each["a"], each["b"]) == ("A", "C"))
    assert (across["p_value"], across["more_needed"]) == (None, None)
    assert any("different groups" in warning for warning in report["warnings"])


def test_several_rankers_with_buckets_have_their_figures_side_by_side(database):
    project = add_project(database, config=TWO_RANKERS, n_tasks=1)
    for name, safe in (("Ann", "a | b"), ("Ben", "b | a")):
        ranking = {"help": "a | b", "safe": safe}
        store_ranking(database, project, 1, add_person(database, name), ranking)
    _, buckets, agreement = reports(database, project)
    assert [each["control"] for each in buckets["controls"]] == ["help", "safe"]
    assert buckets["controls"][0]["models"] == buckets["models"]
    assert [each["bucket"] for each in buckets["controls"][1]["models"][0]["buckets"]] == [
        *("v", "w", "_"),
    ]
    assert [each["control"] for each in agreement["controls"]] == ["help", "safe"]
    assert agreement["controls"][0]["alpha"] == agreement["buckets"]["alpha"] == 1.0
    assert agreement["controls"][1]["alpha"] < 0
    assert any(warning.startswith("safe: ") for warning in buckets["warnings"])
    assert all("safe" in text for text in texts(database, project)[1:])


def test_people_of_one_name_are_told_apart(database):
    project = add_project(database, config=TEMPLATES["ranking"].xml, n_tasks=1)
    people = [add_person(database, name) for name in ("Ann", "Ben")]
    for person in people:
        store_ranking(database, project, 1, person, "a b")
    database.write(lambda c: c.execute("UPDATE annotator SET name = 'Ann'"))
    *_, report = reports(database, project)
    assert [each["annotator"] for each in report["annotators"]] == ["Ann (1)", "Ann (2)"]


def undefined(report):
    """The paths of whatever is None in a report."""

    def walk(value, path):
        if isinstance(value, dict):
            for key, each in value.items():
                yield from walk(each, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each, path)
        elif value is None:
            yield path

    return sorted(set(walk(report, "")))


def test_nothing_selected_is_a_warning_and_no_figures(database, demo):
    for report in reports(database, demo, NOTHING):
        assert report["warnings"][0].startswith("No submitted annotation is in this selection")
    for text in texts(database, demo, NOTHING):
        assert "Note: No submitted annotation is in this selection" in text
        assert "nan" not in text


def test_without_buckets_their_figures_are_none_and_that_is_said(database):
    _, buckets, agreement = reports(database, vote_project(database, ["A>B", "B>A"]))
    says = "This project's labeling config has no Ranker with buckets."
    assert buckets == {
        "models": [],
        "difference": {"statistic": None, "p_value": None},
        "warnings": [says],
    }
    assert set(agreement["buckets"].values()) == {None}
    assert says in agreement["warnings"]


@pytest.mark.parametrize(
    ("votes", "keys", "says"),
    [
        (["A>B"], ["models.rating", "pairs.p_value"], "different groups cannot be compared"),
        (["A>B"], ["models.ci_low", "models.rank_low"], "No rating, for want of comparable models"),
        (["A>B", "B>A"], ["pairs.more_needed"], "no difference to plan for"),
    ],
    ids=str,
)
def test_what_is_undefined_is_none_with_its_reason(database, votes, keys, says):
    report, *_ = reports(database, vote_project(database, votes))
    assert set(keys) <= set(undefined(report))
    assert any(says in warning for warning in report["warnings"])


def test_ratings_without_intervals_are_said(database):
    project = vote_project(database, ["A>B", "A>B", "B>A"], prompts=1, judges=["Ann"])
    report, *_ = reports(database, project)
    assert [each["ci_low"] for each in report["models"]] == [None, None]
    assert any("for want of prompts or people: A, B." in text for text in report["warnings"])


def test_a_model_never_compared_is_said(database):
    project = add_project(database, n_tasks=1)
    store_ranking(database, project, 1, add_person(database), "a | b")
    report, *_ = reports(database, project)
    assert [each["win_rate"] for each in report["models"]] == [None, None]
    assert report["warnings"][0].startswith("No two models were compared, so there are no ratings.")
    assert any(text.startswith("Of A's pairs with other models (1)") for text in report["warnings"])


def test_items_without_a_model_are_said(database):
    project = add_project(database, config=TEMPLATES["ranking"].xml, n_tasks=1)
    store_ranking(database, project, 1, add_person(database), "a b")
    database.write(
        lambda c: c.execute("UPDATE annotation_revision SET models = [NULL, NULL]::TEXT[]")
    )
    report, *_ = reports(database, project)
    assert (report["models"], report["pairs"], report["n_annotations"]) == ([], [], 1)
    assert report["warnings"][0].startswith("No ranked item names a model")


def test_many_undecided_pairs_are_not_explained_one_by_one(database):
    # Eight models level with each other: 28 pairs without a difference to plan for.
    votes = [f"{a}={b}" for a in "ABCDEFGH" for b in "ABCDEFGH" if a < b]
    report, *_ = reports(database, vote_project(database, votes))
    explained = [text for text in report["warnings"] if "no difference to plan for" in text]
    assert len(explained) == PAIRS_EXPLAINED
    assert report["warnings"][-1].startswith("Of 8 other undecided pairs")


def test_texts_hold_the_figures_with_their_n(database, demo):
    leaderboard, buckets, agreement = texts(database, demo)
    assert "n 193 annotations; 981 of 1,044 pairs of responses counted." in leaderboard
    assert "Aurora Large is better" in leaderboard
    assert "Buckets of rank, n 193 annotations." in buckets
    assert "n 193 annotations by 10 annotators." in agreement
    assert "shared pairs" in agreement
    for text in (leaderboard, buckets, agreement):
        assert not any(word in text for word in ("nan", "None", "inf "))


@pytest.mark.parametrize(
    "votes", [[], ["A>B"], ["A=B"] * 3, ["A>B", "B>A", "C>D"]], ids=lambda votes: " ".join(votes)
)
def test_texts_and_reports_come_from_whatever_is_stored(database, votes):
    project = vote_project(database, votes)
    assert all(report["warnings"] for report in reports(database, project))
    for text in texts(database, project):
        assert "Note: " in text
        assert not any(word in text for word in ("nan", "None"))
