"""What may be typed to name a Label Studio."""

import pytest

from lib.errors import InvalidInput
from lib.label_studio.client import LabelStudioClient
from tests.label_studio.scripted_answers import TOKEN


@pytest.mark.parametrize(
    "url",
    [
        "",
        "labels.example.com",
        "ftp://example.com",
        "http://",
        "http://a b",
        "http://a:99999",
        "http://a:b",
        "http://[",
        "http://a/?token=x",
        "http://a/#x",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"is no address of a Label Studio\. Give one such as"):
        LabelStudioClient(url, TOKEN)


def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(InvalidInput) as caught:
        LabelStudioClient("http://ann:s3cret@example.com", TOKEN)
    assert "s3cret" not in str(caught.value)
    assert "no name or password" in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "zoë"])
def test_what_is_no_token_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        LabelStudioClient("http://example.com", token)
    assert not token.strip() or token.strip() not in str(caught.value)


def test_addresses_and_tokens_are_freed_of_what_copying_brings_along() -> None:
    client = LabelStudioClient(" HTTPS://Labels.Example.com/some/path// ", f" {TOKEN}\n")
    assert client.url == "https://labels.example.com/some/path"


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("http://host:8080/projects/4/data?tab=3", "http://host:8080"),
        ("http://host:8080/projects/4", "http://host:8080"),
        ("http://host:8080/projects/4/", "http://host:8080"),
        ("http://host:8080/projects/4/data/?labeling=1#x", "http://host:8080"),
        ("https://host/label/studio/projects/4/settings/ml?a=b", "https://host/label/studio"),
        ("https://host/projects/3/studio/projects/4/data", "https://host/projects/3/studio"),
    ],
)
def test_the_address_of_a_projects_page_is_cut_to_that_of_its_label_studio(
    page: str, url: str
) -> None:
    assert LabelStudioClient(page, TOKEN).url == url


@pytest.mark.parametrize(
    "url",
    ["http://projects/4", "https://host/projects", "https://host/projects/3/studio"],
)
def test_a_path_that_is_no_projects_page_stays(url: str) -> None:
    assert LabelStudioClient(url, TOKEN).url == url
