"""What a labeling config says of its columns, variables and texts."""

import pytest

from lib.domain.labeling_config import (
    UNRANKED,
    Bucket,
    Header,
    ItemList,
    LabelingConfig,
    Ranker,
    Text,
    TextArea,
)
from tests.factories import BUCKETS, LINE

CONFIG = LabelingConfig(
    (
        Header("$heading"),
        Text("guide", "Read this."),
        Text("prompt", "$prompt"),
        Text("again", "$prompt"),
        ItemList("answers", "$items", "All answers"),
        BUCKETS,
        TextArea("better", "prompt", value="$draft"),
    )
)


def test_a_ranker_with_buckets_begins_in_the_unranked_column():
    assert BUCKETS.columns == (UNRANKED, "good", "bad")
    assert BUCKETS.start_column == UNRANKED


def test_a_ranker_without_buckets_has_one_column_of_its_own_name():
    assert LINE.columns == ("rank",)
    assert LINE.start_column == "rank"


def test_the_first_default_bucket_takes_the_part_of_the_unranked_column():
    ranker = Ranker("rank", "answers", (Bucket("a", "A"), Bucket("b", "B", default=True)))
    assert ranker.columns == ("a", "b")
    assert ranker.start_column == "b"


@pytest.mark.parametrize(
    ("ranker", "column", "items_title", "title"),
    [
        (BUCKETS, "good", "All answers", "Good"),
        (BUCKETS, UNRANKED, "All answers", "All answers"),
        (BUCKETS, UNRANKED, "", "Not placed"),
        (LINE, "rank", "", "Ranking"),
    ],
)
def test_a_column_is_headed_by_its_bucket_else_by_the_list(ranker, column, items_title, title):
    assert ranker.column_title(column, items_title) == title


def test_variables_are_named_once_in_the_order_of_the_config():
    assert CONFIG.variables == ("heading", "prompt", "items", "draft")


def test_the_prompt_is_the_variable_of_the_first_text_that_has_one():
    assert CONFIG.prompt_variable == "prompt"
    assert LabelingConfig((Text("guide", "Read this."),)).prompt_variable is None


def test_elements_are_found_by_their_kind_in_order():
    assert CONFIG.rankers == (BUCKETS,)
    assert [each.name for each in CONFIG.controls] == ["rank", "better"]
    assert CONFIG.list_of(BUCKETS).title == "All answers"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("literal", "literal"),
        ("$n", "3"),
        ("$absent", ""),
        ("$prompt", "Why?"),
        ("$a-b.c", "odd"),
        ("Q: $prompt", "Q: Why?"),
        ("$prompt ($n)", "Why? (3)"),
        ("$n$prompt", "3Why?"),
        ("It costs $5 or 3$", "It costs $5 or 3$"),
        ("Not here: $absent.", "Not here: ."),
    ],
)
def test_a_value_is_text_with_each_variable_read_from_the_data(value, text):
    assert CONFIG.text_of(value, {"n": 3, "prompt": "Why?", "a-b.c": "odd"}) == text


def test_variables_inside_a_text_are_named_too_and_may_be_the_prompt():
    config = LabelingConfig((Header("In $language, for $5"), Text("q", "Q: $question ($prompt)")))
    assert config.variables == ("language", "question", "prompt")
    assert config.prompt_variable == "question"


def test_a_text_that_is_a_variable_is_the_prompt_before_one_that_only_holds_some():
    config = LabelingConfig((Text("guide", "Answer in $language"), Text("q", "$prompt")))
    assert config.prompt_variable == "prompt"
