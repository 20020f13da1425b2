"""Reading labeling configs."""

import re
from xml.etree import ElementTree

import pytest

from lib.domain.labeling_config import Bucket, Header, ItemList, Ranker, Text, TextArea
from lib.errors import InvalidLabelingConfig
from lib.formats.labeling_config import MAX_CHARACTERS, MAX_DEPTH, read_labeling_config
from lib.formats.templates import TEMPLATES

SHOWN = '<Text name="prompt" value="$prompt"/><List name="answers" value="$items"/>'
RANKER = '<Ranker name="rank" toName="answers"/>'


def view(*tags: str) -> str:
    return f"<View>{SHOWN}{''.join(tags)}</View>"


def refusal(xml: str) -> str:
    with pytest.raises(InvalidLabelingConfig) as caught:
        read_labeling_config(xml)
    return str(caught.value)


def printed_config(page: str) -> str:
    return re.search(r"```xml\n(.*?)```", page, re.DOTALL).group(1)


def tags_of(xml: str) -> list[tuple[str, dict[str, str]]]:
    return [(e.tag, e.attrib) for e in ElementTree.fromstring(xml.strip()).iter()]


def test_elements_come_in_the_order_of_the_config_however_deep_they_stand():
    config = read_labeling_config(
        view(
            '<View><View><Header value="One"/></View><Text name="two" value="Two"/></View>',
            '<Header value="$three"/>',
            RANKER,
        )
    )
    assert config.elements == (
        Text("prompt", "$prompt"),
        ItemList("answers", "$items"),
        Header("One"),
        Text("two", "Two"),
        Header("$three"),
        Ranker("rank", "answers"),
    )
    assert config.variables == ("prompt", "items", "three")
    assert config.prompt_variable == "prompt"


def test_all_attributes_of_a_text_area_are_read():
    config = read_labeling_config(
        view(
            RANKER,
            '<TextArea name="answer" toName="prompt" maxSubmissions="2" required="true" '
            'requiredMessage="Write!" placeholder="Here" rows="7" value="$draft"/>',
        )
    )
    assert config.text_areas == (
        TextArea("answer", "prompt", 2, True, "Write!", "Here", 7, "$draft"),
    )


def test_a_text_area_may_say_no_more_than_its_name_and_target():
    config = read_labeling_config(view(RANKER, '<TextArea name="answer" toName="answers"/>'))
    assert config.text_areas == (TextArea("answer", "answers"),)


def test_buckets_have_titles_and_a_default():
    config = read_labeling_config(
        view(
            '<Ranker name="rank" toName="answers"><!-- two --><Bucket name="good" title="Good"/>'
            '<Bucket name="bad" default="True"/></Ranker>'
        )
    )
    assert config.rankers[0].buckets == (Bucket("good", "Good"), Bucket("bad", "bad", True))


def test_several_controls_stand_in_one_config():
    config = read_labeling_config(
        view(
            RANKER,
            '<List name="others" value="$items"/><Ranker name="again" toName="others"/>',
            '<TextArea name="better" toName="prompt"/>',
        )
    )
    assert [each.name for each in config.controls] == ["rank", "again", "better"]


def test_tags_and_attributes_are_read_without_regard_to_case():
    config = read_labeling_config(
        '<view><list NAME="a" value="$i"/><RANKER name="r" toname="a"/></view>'
    )
    assert config.rankers == (Ranker("r", "a"),)


def test_an_unknown_display_tag_is_reported_and_what_it_holds_is_read():
    config = read_labeling_config(
        view(f'<Collapse><Panel value="p">{RANKER}</Panel></Collapse><Image name="i" value="$i"/>')
    )
    assert config.not_shown == ("Collapse", "Panel", "Image")
    assert config.rankers == (Ranker("rank", "answers"),)


def test_style_is_kept_as_text_without_its_comments():
    style = "<Style> <!-- note --> .htx-ranker-item { color: red } </Style><Style><!-- --></Style>"
    config = read_labeling_config(view(RANKER, style))
    assert [each.strip() for each in config.styles] == [".htx-ranker-item { color: red }"]


def test_script_in_titles_and_style_is_text_like_any_other():
    config = read_labeling_config(
        view(
            '<Ranker name="rank" toName="answers">'
            '<Bucket name="b" title="&lt;script&gt;x()&lt;/script&gt;"/></Ranker>'
            "<Style>&lt;script&gt;y()&lt;/script&gt;</Style>"
        )
    )
    assert config.rankers[0].buckets[0].title == "<script>x()</script>"
    assert config.styles == ("<script>y()</script>",)


@pytest.mark.parametrize(
    "before", ["", "\n\n  ", "\ufeff", "\n<?xml version='1.0'?>\n<!-- a -->\n"]
)
def test_what_stands_before_the_root_does_not_matter(before):
    assert read_labeling_config(before + view(RANKER) + "\n").rankers


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_built_in_template_is_a_valid_config(name):
    config = read_labeling_config(TEMPLATES[name].xml)
    assert config.controls
    assert config.not_shown == ()
    assert config.prompt_variable == "prompt"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("llm-ranker", "llm-ranker.md"),
        ("supervised-fine-tuning", "supervised-llm-fine-tuning.md"),
    ],
)
def test_a_template_page_works_as_printed_and_the_built_in_one_equals_it(shared_folder, name, page):
    folder = shared_folder / "label-studio" / "template-pages"
    printed = printed_config((folder / page).read_text())
    config = read_labeling_config(printed)
    assert config.elements == read_labeling_config(TEMPLATES[name].xml).elements
    assert config.not_shown == ()
    assert tags_of(TEMPLATES[name].xml) == tags_of(printed)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("", "empty"),
        ("<View><Text", "not well-formed"),
        ("<View></Vew>", "line 1, column 9"),
        ("just text", "not well-formed"),
        ("<List name='a' value='$i'/>", "outermost tag must be <View>"),
        (view(), "no control"),
        (view('<Ranker name="rank"/>'), "needs the attribute toName"),
        (view('<Ranker toName="answers"/>'), "needs the attribute name"),
        (view(RANKER, '<Text name="t"/>'), "<Text name='t'> needs the attribute value"),
        (view(RANKER, "<Header/>"), "needs the attribute value"),
        (view('<Ranker name="rank" toName="prompt"/>'), "name of a List tag, here 'answers'"),
        (view('<Ranker name="rank" toName="nothing"/>'), "toName='nothing'"),
        (view('<TextArea name="t" toName="nothing"/>'), "here 'prompt' or 'answers'"),
        (view(RANKER, '<TextArea name="t" toName="rank"/>'), "toName='rank'"),
        (view(RANKER, RANKER), "named 'rank'"),
        (view(RANKER, '<Image name="rank" value="$i"/>'), "named 'rank'"),
        (view(RANKER, '<List name="l" value="items"/>'), "must be a $variable"),
        (view(RANKER, '<Text name="t" value="$"/>'), "name the field"),
        (view('<TextArea name="t" toName="prompt" rows="0"/>'), "rows='0'"),
        (view('<TextArea name="t" toName="prompt" rows=""/>'), "rows=''"),
        (view('<TextArea name="t" toName="prompt" maxSubmissions="many"/>'), "'many'"),
        (view(f'<TextArea name="t" toName="prompt" rows="{"9" * 5000}"/>'), "above 0"),
        (view('<TextArea name="t" toName="prompt" required="yes"/>'), "true or false"),
        (view('<Bucket name="b"/>', RANKER), "outside a Ranker"),
        (view('<Ranker name="r" toName="answers"><Bucket/></Ranker>'), "needs the attribute name"),
        (view('<Ranker name="r" toName="answers"><Bucket name="_"/></Ranker>'), "named '_'"),
        (view('<Ranker name="_" toName="answers"/>'), "<Ranker name='_'> is named '_'"),
        (view('<TextArea name="t" toName="prompt"/>'), "List “answers” has no Ranker; add one"),
        (
            view(RANKER, '<Ranker name="again" toName="answers"/>'),
            "List “answers” has 2 Rankers, “rank” and “again”; give each a List of its own",
        ),
        (view(RANKER, '<List name="l" value="$a and $b"/>'), "must be a $variable"),
        (
            view('<Ranker name="r" toName="answers"><Bucket name="b"/><Bucket name="b"/></Ranker>'),
            "two Buckets named 'b'",
        ),
        (view('<Ranker name="r" toName="answers"><Choice value="b"/></Ranker>'), "only Bucket"),
        (view(RANKER, '<Choices name="c" toName="prompt"/>'), "<Choices name='c'> is a control"),
        (view(RANKER, '<Pairwise name="c"/>'), "Ranker (with or without Bucket) and TextArea"),
        (view(RANKER, '<Novelty name="c" toName="prompt"/>'), "<Novelty name='c'> is a control"),
        (view(RANKER, "\x00"), "not well-formed"),
        (view(RANKER, "\ud800"), "not valid text"),
        ("<View>" + " " * MAX_CHARACTERS + "</View>", "at most 1,000,000"),
    ],
)
def test_a_config_that_podium_cannot_take_is_refused_in_words(xml, said):
    assert said in refusal(xml)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE v [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE v [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE v SYSTEM "http://127.0.0.1:9/v.dtd">',
    ],
    ids=["bomb", "external entity", "external dtd"],
)
def test_a_config_that_declares_entities_is_refused(declaration):
    message = refusal(f'{declaration}<View>{SHOWN}{RANKER}<Header value="&c;"/></View>')
    assert "DOCTYPE" in message
    assert "root:" not in message


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 70_000])
def test_a_config_nested_too_deep_is_refused(depth):
    assert "deep" in refusal("<View>" * depth + "</View>" * depth)
