"""What stays here of a task that goes out opaque, and that nobody can find it out there."""

import hashlib
import hmac
import json
import re
from itertools import permutations

import pytest

from lib.formats.opaque_items import opaque_items
from lib.formats.predictions import deterministic_region_id
from tests.formats.samples import make_region, template
from tests.formats.test_opaque_items import KEY, MODELS, OPAQUE_REGION, task_of

RANK = template("llm-ranker")


def test_what_goes_out_names_no_model_title_or_id_of_ours():
    task = task_of(
        MODELS,
        source_id="claude-secret 7",
        generators={"gpt-secret": 1},
        response="Title gpt-secret",
    )
    items = opaque_items(RANK, task, KEY)
    sent = json.dumps(items.data, ensure_ascii=False)
    for secret in ("secret", "Title", "Model", "source", "generators"):
        assert secret not in sent
    assert set(items.data) == {"prompt", "items"}
    assert all(set(item) == {"id", "title", "body"} for item in items.data["items"])
    assert [item["title"] for item in items.data["items"]] == [f"Response {n}" for n in range(1, 7)]
    assert not {item["id"] for item in items.data["items"]} & set(MODELS)
    assert {item["body"] for item in items.data["items"]} == {f"Text {n}" for n in range(6)}


def test_of_a_region_goes_out_what_the_page_reads_and_nothing_else():
    items = opaque_items(RANK, task_of(MODELS), KEY)
    ranked, answered = items.outward(
        [
            make_region(
                {"_": MODELS[2:], "relevant_results": MODELS[:2]},
                value={"ranker": {"_": MODELS[2:], "relevant_results": MODELS[:2]}, "by": "secret"},
                meta={"ties": [MODELS[:2]], "text": ["secret"], "winner": MODELS[0]},
                winner="secret",
                score={MODELS[0]: 0.5},
                parentID="secret",
            ),
            {
                "id": "secret",
                "from_name": "why",
                "to_name": "prompt",
                "type": "textarea",
                "origin": "manual",
                "value": {"text": ["An answer"], "winner": "secret"},
                "meta": {"text": ["secret"]},
            },
        ]
    )
    assert "secret" not in json.dumps([ranked, answered], ensure_ascii=False)
    first, second, *others = (items.outgoing[each] for each in MODELS)
    assert ranked.pop("id") != answered.pop("id")
    assert ranked == {
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "origin": "manual",
        "value": {"ranker": {"_": others, "relevant_results": [first, second]}},
        "meta": {"ties": [[first, second]]},
    }
    assert answered == {
        "from_name": "why",
        "to_name": "prompt",
        "type": "textarea",
        "origin": "manual",
        "value": {"text": ["An answer"]},
    }


@pytest.mark.parametrize("origin", ["manual", "prediction", "prediction-changed"])
def test_the_origin_of_a_region_goes_out_where_it_is_one_of_label_studio(origin):
    items = opaque_items(RANK, task_of("abc"), KEY)
    (sent,) = items.outward([make_region({"_": ["a"]}, origin=origin)])
    assert sent["origin"] == origin


@pytest.mark.parametrize("origin", ["gpt-secret", {"of": "gpt-secret"}, ["gpt-secret"], None])
def test_any_other_origin_stays_here(origin):
    items = opaque_items(RANK, task_of("abc"), KEY)
    (sent,) = items.outward([make_region({"_": ["a"]}, origin=origin)])
    assert "origin" not in sent


def test_of_a_value_goes_out_what_a_region_of_its_type_holds():
    items = opaque_items(RANK, task_of("abc"), KEY)
    both = {"ranker": {"_": ["a"]}, "text": ["a"]}
    answered = make_region({}, from_name="why", type="textarea", value=both)
    ranked, written = items.outward([make_region({}, value=both), answered])
    assert ranked["value"] == {"ranker": {"_": [items.outgoing["a"]]}}
    assert written["value"] == {"text": ["a"]}


def test_the_same_region_id_goes_out_the_same_and_another_as_another():
    items = opaque_items(RANK, task_of("abc"), KEY)
    ids = [items.outward([make_region({}, id=each)])[0]["id"] for each in ("x", "y", "x", "o-1")]
    assert ids[0] == ids[2]
    assert len(set(ids)) == 3
    assert all(OPAQUE_REGION.fullmatch(each) for each in ids)


def test_a_region_without_an_id_goes_out_without_one():
    items = opaque_items(RANK, task_of("abc"), KEY)
    region = {name: value for name, value in make_region({"_": ["a"]}).items() if name != "id"}
    assert "id" not in items.outward([region])[0]


@pytest.mark.parametrize("version", [None, ""])
def test_no_version_is_none_there(version):
    assert opaque_items(RANK, task_of("abc"), KEY).version_there(version) == version


def test_equal_versions_go_out_equal_and_others_as_others():
    items = opaque_items(RANK, task_of("abc"), KEY)
    sent = [items.version_there(each) for each in ("reward", "judge", "reward")]
    assert sent[0] == sent[2] != sent[1]
    assert all(re.fullmatch("m-[0-9a-f]{8}", each) for each in sent)
    in_other_tasks = {
        opaque_items(RANK, task_of("abc", number), KEY).version_there("reward") for number in (2, 3)
    }
    assert in_other_tasks == {sent[0]}


def hmac_of(key, message):
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def sent_by(items):
    """Everything of a task that a server is told: data, a tied ranking, and a version."""
    region = make_region({"relevant_results": ["a", "b"], "_": ["c"]}, meta={"ties": [["a", "b"]]})
    return json.dumps([items.data, items.outward([region]), items.version_there("reward")])


def ids_in(text):
    return set(re.findall("[rom]-([0-9a-f]{8})", text))


def test_without_the_key_nothing_that_is_known_there_gives_the_ids():
    """Somebody who knows the items, the models and every public id, and guesses the key."""
    task = task_of("abc")
    sent = sent_by(opaque_items(RANK, task, KEY))
    ids = ids_in(sent)
    assert len(ids) == 5
    known = [str(task.task_id), str(task.project_id), f"podium-{task.task_id}", "", "1", *ids]
    words = ["a", "b", "c", "reward", "abcdefghij", *known]
    for key in (*known, task.project_id.hex, KEY.upper()):
        assert not ids & ids_in(sent_by(opaque_items(RANK, task, key)))
        for word in words:
            for message in (word, *(f"{one}:{word}" for one in known)):
                assert hmac_of(key, message)[:8] not in ids
                assert hashlib.sha256(f"{key}{message}".encode()).hexdigest()[:8] not in ids


def test_no_ranking_can_be_tried_out_on_the_id_of_a_region_that_was_made_of_it():
    """The id of an imported region is a hash of its real ranking: any guess could be checked."""
    items = opaque_items(RANK, task_of("abc"), KEY)
    told = {
        order: items.outward(
            [make_region({"_": order}, id=deterministic_region_id([RANK.rankers[0].name, order]))]
        )[0]["id"]
        for order in map("".join, permutations("abc"))
    }
    for order, region_id in told.items():
        made_of_it = deterministic_region_id([RANK.rankers[0].name, order])
        assert made_of_it not in region_id
        guesses = (made_of_it, f"region:{made_of_it}", f"{task_of('abc').task_id}:{made_of_it}")
        for guess in guesses:
            assert hashlib.sha256(guess.encode()).hexdigest()[:8] not in region_id
            assert hmac_of(str(task_of("abc").project_id), guess)[:8] not in region_id


def test_the_key_is_never_told_by_accident():
    assert KEY not in repr(opaque_items(RANK, task_of("abc"), KEY))
