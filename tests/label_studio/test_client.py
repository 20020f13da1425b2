"""The client against a real Label Studio."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from lib.domain.label_studio import RemoteProject
from lib.errors import RemoteNotFound, RemoteRefused, TokenRefused
from lib.label_studio import task_pages
from lib.label_studio.client import LabelStudioClient
from tests.label_studio.private_server import PrivateLabelStudio

# The SDK's own exchange of tokens uses what pydantic has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:The `parse_obj` method is deprecated")

CONFIG = """<View>
  <!-- kept as it is -->
  <Text name="prompt" value="$prompt"/>
  <TextArea name="answer" toName="prompt"/>
</View>"""
NOWHERE = 99_999_999
RESULT = [
    {
        "id": "r1",
        "from_name": "answer",
        "to_name": "prompt",
        "type": "textarea",
        "value": {"text": ["Grüße 🙂 </View>", ""]},
        "unknown": {"b": [1, 2.0, 1e-9, 0.1, None, True], "a": 12345678901234567},
    },
    {"id": "r2", "from_name": "gone", "to_name": "prompt", "type": "odd", "value": {}},
]


def a_task(number: int, **data: Any) -> dict[str, Any]:
    return {"data": {"prompt": f"Prompt {number}", **data}}


def an_annotation(**fields: Any) -> dict[str, Any]:
    fresh = {"result": RESULT, "lead_time": 12.3456, "unique_id": str(uuid.uuid4())}
    return {**fresh, "was_cancelled": False, "ground_truth": False, **fields}


@pytest.fixture(scope="module")
def client(label_studio: PrivateLabelStudio) -> Iterator[LabelStudioClient]:
    with LabelStudioClient(label_studio.url, label_studio.token) as client:
        yield client


@pytest.fixture
def project(client: LabelStudioClient) -> RemoteProject:
    return client.create_project(f"Client {uuid.uuid4()}", CONFIG, "Made by a test.")


def test_both_kinds_of_tokens_are_taken(label_studio: PrivateLabelStudio) -> None:
    for token in (label_studio.token, label_studio.access_token):
        with LabelStudioClient(f" {label_studio.url}/ ", token) as client:
            server = client.check()
        assert server.user.email == "admin@example.com"
        assert tuple(map(int, server.version.split(".")[:2])) >= (1, 20)


def test_a_personal_access_token_can_do_all_that_a_legacy_token_can(
    label_studio: PrivateLabelStudio,
) -> None:
    with LabelStudioClient(label_studio.url, label_studio.access_token) as client:
        project = client.create_project("By access token", CONFIG, "")
        [task_id] = client.import_tasks(project.ls_project_id, [a_task(1)])
        made = client.create_annotation(task_id, an_annotation())
        assert made is not None
        assert client.delete_annotation(made["id"])


def test_wrong_tokens_of_both_kinds_are_refused_with_the_servers_reason(
    label_studio: PrivateLabelStudio,
) -> None:
    changed = label_studio.access_token[:-8] + "AAAAAAAA"
    for token, reason in (("0" * 40, "Invalid token"), (changed, "Token is invalid")):
        with (
            LabelStudioClient(label_studio.url, token) as client,
            pytest.raises(TokenRefused, match=rf"refused the token \({reason}\)\. Copy"),
        ):
            client.check()


def test_a_project_keeps_its_labeling_config_and_gets_a_title_that_fits(
    client: LabelStudioClient,
) -> None:
    long, short = (client.create_project(title, CONFIG, "Why.") for title in ("é" * 60, "X"))
    assert (long.title, short.title) == ("é" * 50, "Podium X")
    again = client.get_project(long.ls_project_id)
    assert (again.labeling_config, again.description, again.n_tasks) == (CONFIG, "Why.", 0)
    listed = {p.ls_project_id: p for p in client.list_projects()}
    assert listed[long.ls_project_id].title == long.title
    assert short.ls_project_id in listed


def test_a_labeling_config_that_the_server_does_not_take_is_refused_with_its_reason(
    client: LabelStudioClient,
) -> None:
    with pytest.raises(RemoteRefused, match="refused it: label_config: "):
        client.create_project("Broken", "<View><Oh", "")


def test_tasks_come_back_as_they_were_sent(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    data = {"source_id": "s1", "n": 1.5, "deep": {"z": [1, {"a": None}], "b": "🙂 <b>"}}
    task_ids = client.import_tasks(
        project.ls_project_id, [a_task(1, **data), a_task(2, source_id=7), a_task(3)]
    )
    exported = client.export_tasks(project.ls_project_id, [*task_ids, NOWHERE])
    assert {task["id"]: task["data"] for task in exported} == dict(
        zip(
            task_ids,
            [a_task(1, **data)["data"], a_task(2, source_id=7)["data"], a_task(3)["data"]],
            strict=True,
        )
    )
    assert list(exported[0]["data"]["deep"]) == ["z", "b"]
    assert list(client.list_source_ids(project.ls_project_id)) == [
        (task_ids[0], "s1"),
        (task_ids[1], None),
        (task_ids[2], None),
    ]
    after = list(client.list_source_ids(project.ls_project_id, task_ids[1]))
    assert after == [(task_ids[2], None)]
    assert client.get_project(project.ls_project_id).n_tasks == 3
    assert client.export_tasks(project.ls_project_id, []) == []
    assert client.import_tasks(project.ls_project_id, []) == []


def test_an_import_with_one_wrong_row_is_refused_as_a_whole(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    wrong = a_task(2) | {"predictions": [{"value": {}}]}
    with pytest.raises(RemoteRefused, match='Prediction must have "result" fields'):
        client.import_tasks(project.ls_project_id, [a_task(1), wrong])
    assert list(client.list_source_ids(project.ls_project_id)) == []


def test_tasks_that_changed_are_found_by_their_moment_in_pages_of_any_size(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    task_ids = client.import_tasks(project.ls_project_id, [a_task(n) for n in range(12)])
    stamps = list(client.list_stamps(project.ls_project_id))
    assert sorted(stamp.ls_task_id for stamp in stamps) == task_ids
    assert [stamp.updated_at for stamp in stamps] == sorted(s.updated_at for s in stamps)

    for page_size in (1, 2, 5, 12):
        walk = task_pages.list_stamps(
            client._connection, project.ls_project_id, None, page_size=page_size
        )
        assert list(walk) == stamps
        sources = task_pages.list_source_ids(
            client._connection, project.ls_project_id, 0, page_size=page_size
        )
        assert [task_id for task_id, _ in sources] == task_ids

    last = stamps[-1].updated_at
    assert list(client.list_stamps(project.ls_project_id, last)) == [stamps[-1]]
    client.create_annotation(task_ids[0], an_annotation())
    changed = list(client.list_stamps(project.ls_project_id, last))
    assert [stamp.ls_task_id for stamp in changed] == [stamps[-1].ls_task_id, task_ids[0]]
    assert list(client.list_stamps(project.ls_project_id, "2999-01-01T00:00:00+00:00")) == []
    everything = client.list_stamps(project.ls_project_id, "2001-01-01T00:00:00Z")
    assert len(list(everything)) == 12


def test_an_annotation_comes_back_as_it_was_sent(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    [task_id] = client.import_tasks(project.ls_project_id, [a_task(1)])
    sent = an_annotation()
    made = client.create_annotation(task_id, sent)
    assert made is not None
    assert made["result"] == RESULT
    read = client.get_annotation(made["id"])
    assert read is not None
    assert (read["result"], read["lead_time"]) == (RESULT, 12.3456)
    assert list(read["result"][0]["unknown"]) == ["b", "a"]
    [exported] = client.export_tasks(project.ls_project_id, [task_id])
    assert exported["annotations"][0]["unique_id"] == sent["unique_id"]
    assert exported["annotations"][0]["result"] == RESULT

    assert client.create_annotation(task_id, sent) is None
    changed = client.update_annotation(made["id"], {"result": [], "was_cancelled": True})
    assert changed is not None
    assert (changed["result"], changed["was_cancelled"]) == ([], True)
    assert changed["lead_time"] == 12.3456

    assert client.delete_annotation(made["id"])
    assert not client.delete_annotation(made["id"])
    assert client.get_annotation(made["id"]) is None
    assert client.update_annotation(made["id"], {"result": []}) is None


def test_predictions_come_with_their_task_as_they_were_sent(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    [task_id] = client.import_tasks(project.ls_project_id, [a_task(1)])
    payload = {"task": task_id, "result": RESULT, "score": 0.25, "model_version": "m"}
    prediction_id = client.create_prediction(payload)
    [task] = client.export_tasks(project.ls_project_id, [task_id])
    [listed] = task["predictions"]
    assert listed["id"] == prediction_id
    assert (listed["result"], listed["score"], listed["model_version"]) == (RESULT, 0.25, "m")


def test_what_is_not_there_is_named(client: LabelStudioClient) -> None:
    project, task = rf"has no project {NOWHERE}\.", rf"has no task {NOWHERE}\."
    with pytest.raises(RemoteNotFound, match=project):
        client.get_project(NOWHERE)
    with pytest.raises(RemoteNotFound, match=project):
        client.import_tasks(NOWHERE, [a_task(1)])
    with pytest.raises(RemoteNotFound, match=project):
        client.export_tasks(NOWHERE, [1])
    with pytest.raises(RemoteNotFound, match=project):
        list(client.list_stamps(NOWHERE))
    with pytest.raises(RemoteNotFound, match=project):
        list(client.list_source_ids(NOWHERE))
    with pytest.raises(RemoteNotFound, match=task):
        client.create_annotation(NOWHERE, an_annotation())
    with pytest.raises(RemoteNotFound, match=task):
        client.create_prediction({"task": NOWHERE, "result": RESULT})


def test_an_annotation_of_an_unknown_user_is_refused(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    [task_id] = client.import_tasks(project.ls_project_id, [a_task(1)])
    with pytest.raises(RemoteRefused, match=r"completed_by: Invalid pk .* does not exist\. Noth"):
        client.create_annotation(task_id, an_annotation(completed_by=NOWHERE))


def test_a_user_is_made_once_and_may_have_annotated(
    client: LabelStudioClient, project: RemoteProject
) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    user = client.create_user(email, "Ann " * 99)
    assert user.email == email
    assert client.create_user(email.upper(), "Somebody") == user
    assert user in client.list_users()
    [task_id] = client.import_tasks(project.ls_project_id, [a_task(1)])
    made = client.create_annotation(task_id, an_annotation(completed_by=user.user_id))
    assert made is not None
    assert made["completed_by"] == user.user_id
