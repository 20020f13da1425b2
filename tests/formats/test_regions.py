"""Label Studio's regions and the rankings and answers in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.annotation import RankedItem
from lib.domain.labeling_config import Bucket, Ranker, TextArea
from lib.domain.ranking import Ranking
from lib.errors import InvalidResult
from lib.formats.labeling_config import read_labeling_config
from lib.formats.regions import (
    answers_of,
    check_result,
    ranked_items,
    ranking_of,
    region_of,
    revised_region,
    text_region_of,
)
from tests.formats.samples import DEFAULT_BUCKET, make_data, make_region, template

RANKERS = (
    Ranker("rank", "answers"),
    Ranker("rank", "answers", (Bucket("good", "Good"), Bucket("bad", "Bad"))),
    Ranker("rank", "answers", (Bucket("10", "Ten"), Bucket("2", "Two", default=True))),
)
CONFIGS = {
    RANKERS[0]: template("ranking"),
    RANKERS[1]: read_labeling_config(
        '<View><List name="answers" value="$items"/><Ranker name="rank" toName="answers">'
        '<Bucket name="good" title="Good"/><Bucket name="bad" title="Bad"/></Ranker></View>'
    ),
    RANKERS[2]: read_labeling_config(
        '<View><List name="answers" value="$items"/><Ranker name="rank" toName="answers">'
        '<Bucket name="10" title="Ten"/><Bucket name="2" title="Two" default="true"/>'
        "</Ranker></View>"
    ),
}

item_ids = st.one_of(
    st.sampled_from(
        ["1", "02", "10", "_", " ", "a b", "rank", "ties", "good", "é", "مرحبا", "👩‍🔬"]
    ),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1),
)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[Ranker, Ranking]:
    """Any arrangement of up to ten items over a Ranker's columns, with any ties."""
    ranker = draw(st.sampled_from(RANKERS))
    items = draw(st.lists(item_ids, unique=True, max_size=10))
    columns: dict[str, list[str]] = {}
    for item in items:
        columns.setdefault(draw(st.sampled_from(ranker.columns)), []).append(item)
    tied = draw(st.sets(st.sampled_from(items))) if items else ()
    return ranker, Ranking.of(ranker, columns, tied)


@given(rankings())
def test_any_ranking_goes_to_label_studio_and_back_unchanged(given_ranking):
    ranker, ranking = given_ranking
    region = json.loads(json.dumps(region_of(ranker, ranking, "Ga9UqlEyAI")))
    data = {"prompt": "p", "items": [{"id": item} for item in ranking.items]}
    check_result(CONFIGS[ranker], data, [region])
    assert ranking_of(ranker, region) == ranking
    assert [list(column) for column in region["value"]["ranker"].values()] == [
        list(items) for _, items in ranking.columns
    ]


def test_a_region_has_exactly_label_studios_fields():
    ranking = Ranking.of(RANKERS[1], {"_": ["a"], "good": ["c", "b"]})
    assert region_of(RANKERS[1], ranking, "Ga9UqlEyAI") == {
        "value": {"ranker": {"_": ["a"], "good": ["c", "b"], "bad": []}},
        "id": "Ga9UqlEyAI",
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "origin": "manual",
    }


def test_ties_travel_beside_the_value_as_groups():
    ranking = Ranking.of(RANKERS[0], {"rank": ["a", "b", "c", "d", "e"]}, tied={"b", "c", "e"})
    region = region_of(RANKERS[0], ranking, "Ga9UqlEyAI")
    assert region["meta"] == {"ties": [["a", "b", "c"], ["d", "e"]]}


@pytest.mark.parametrize(
    ("earlier", "ties", "expected"),
    [
        (None, [["a", "b"]], {"ties": [["a", "b"]]}),
        (None, [], None),
        ({"ties": [["a", "b"]]}, [], None),
        ({"ties": [["a", "b"]], "text": ["note"]}, [], {"text": ["note"]}),
        ({"text": ["note"]}, [["a", "b"]], {"text": ["note"], "ties": [["a", "b"]]}),
        (["note"], [], ["note"]),
        (["note"], [["a", "b"]], {"ties": [["a", "b"]]}),
    ],
)
def test_a_revised_region_keeps_all_of_the_meta_but_its_ties(earlier, ties, expected):
    before = make_region({"_": ["a", "b"]}, id="before", score=0.5)
    before |= {"meta": earlier} if earlier else {}
    after = make_region({"good": ["a", "b"]}) | ({"meta": {"ties": ties}} if ties else {})
    revised = revised_region(before, after)
    assert revised.get("meta") == expected
    assert {name: revised[name] for name in ("id", "score", "value")} == {
        "id": "abcdefghij",
        "score": 0.5,
        "value": {"ranker": {"good": ["a", "b"]}},
    }


def test_answers_go_into_a_region_and_out_again():
    region = text_region_of(TextArea("instruction", "prompt"), ["one", "two\nlines"], "Bt_93TBoJA")
    assert region["value"] == {"text": ["one", "two\nlines"]}
    assert region["type"] == "textarea"
    assert answers_of(json.loads(json.dumps(region))) == ("one", "two\nlines")


def test_every_placement_comes_with_its_bucket_place_and_model():
    region = make_region(
        {"_": ["a"], "relevant_results": ["c", "b"], "biased_results": []},
        meta={"ties": [["b", "c"]]},
    )
    assert ranked_items(template("llm-ranker"), make_data(), [region], "id") == (
        RankedItem("rank", "a", "a", -1, 0),
        RankedItem("rank", "c", "c", 0, 1),
        RankedItem("rank", "b", "b", 0, 1),
    )


@pytest.mark.parametrize("meta", [["note"], "note", None, 5, {}, {"text": ["note"]}])
def test_a_meta_of_any_shape_holds_no_ties(meta):
    region = make_region({"relevant_results": ["a", "b"]}, meta=meta)
    config = template("llm-ranker")
    check_result(config, make_data(), [region])
    assert [each.place for each in ranked_items(config, make_data(), [region])] == [1, 2]
    assert ranking_of(config.rankers[0], region).tied == frozenset()


def test_items_left_out_and_an_empty_result_are_fine():
    config = template("llm-ranker")
    check_result(config, make_data(), [])
    check_result(config, make_data(), [make_region({"relevant_results": ["a"]})])


def test_unknown_fields_of_a_region_do_no_harm():
    region = make_region({"_": ["a"]}, score=0.3, meta={"text": ["note"]}, parentID=None)
    check_result(template("llm-ranker"), make_data(), [region])


GOOD = {"relevant_results": ["a"]}


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "must be a list of regions"),
        ({"value": {}}, "must be a list of regions"),
        (["rank"], "A region is text"),
        ([{"foo": "bar"}], "from_name=None"),
        ([make_region(GOOD, from_name="nosuch")], "from_name='nosuch'"),
        ([make_region(GOOD, from_name=["rank"])], "from_name=['rank']"),
        ([make_region(GOOD, type="choices")], "type='choices'"),
        ([make_region(GOOD, to_name="nowhere")], "to_name='nowhere'"),
        ([make_region(GOOD, id=7)], "the id 7"),
        ([make_region(GOOD, value=None)], "no value.ranker"),
        ([make_region(GOOD, value={"text": ["a"]})], "no value.ranker"),
        ([make_region(GOOD, value={"ranker": ["a"]})], "is a list"),
        ([make_region({"zzz": ["a"]})], "no bucket 'zzz'"),
        ([make_region(GOOD, value={"ranker": {"_": "a"}})], "is text"),
        ([make_region({"_": ["nope"]})], "holds 'nope', which is no item"),
        ([make_region({"_": [1]})], "holds 1, which is no item"),
        ([make_region({"_": [["a"]]})], "which is no item"),
        ([make_region({"_": ["a"], "relevant_results": ["a"]})], "the item 'a' twice"),
        ([make_region(GOOD), make_region(GOOD)], "two regions of 'rank'"),
        ([make_region(GOOD, meta={"ties": "a"})], "meta.ties"),
        ([make_region(GOOD, meta={"ties": None})], "meta.ties"),
        ([make_region(GOOD, meta={"ties": [["a"]]})], "neighbours"),
        ([make_region(GOOD, meta={"ties": [[["a"], 3]]})], "neighbours"),
        ([make_region({"_": ["a", "b"]}, meta={"ties": [["a", "b"]]})], "neighbours"),
        (
            [make_region({"relevant_results": ["a", "b", "c"]}, meta={"ties": [["a", "c"]]})],
            "neighbours",
        ),
    ],
)
def test_a_result_that_does_not_fit_is_refused_in_words(result, said):
    with pytest.raises(InvalidResult) as caught:
        check_result(template("llm-ranker"), make_data(), result)
    assert said in str(caught.value)


def test_the_unplaced_column_is_no_bucket_where_a_default_bucket_takes_its_part():
    with pytest.raises(InvalidResult, match="no bucket '_'"):
        check_result(read_labeling_config(DEFAULT_BUCKET), make_data(), [make_region({"_": ["a"]})])


@pytest.mark.parametrize("text", ["one", [1], None, {"0": "one"}])
def test_answers_must_be_a_list_of_texts(text):
    region = text_region_of(TextArea("instruction", "prompt"), [], "Bt_93TBoJA")
    region["value"]["text"] = text
    with pytest.raises(InvalidResult, match="list of texts"):
        check_result(template("supervised-fine-tuning"), {"prompt": "p"}, [region])
