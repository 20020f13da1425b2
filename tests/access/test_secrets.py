"""Passwords, tokens and cookies: in no log line, no page, no file that anybody takes out.

One run of the real app in password mode, in which everything happens that a secret has a part in:
the first admin, a wrong password, a webhook, a sync that fails, each page, each export, an error
that nobody expected. Then everything that was said is searched for everything that is secret.
"""

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from lib.services.accounts import new_password_link
from lib.services.exports import FORMATS
from lib.services.label_studio.tokens import store_token
from lib.services.label_studio.webhook import SECRET_HEADER, new_webhook_secret
from lib.store.database import Database
from lib.store.links import put_link
from lib.ui.page_files import PAGES
from tests.access.arguments import NOBODY_LISTENS
from tests.access.made_team import OURS, PASSWORD, Team
from tests.access.served import (
    Served,
    asked,
    button_id,
    clicked,
    opened,
    run,
    served,
    session_cookie,
)
from tests.store.linked_rows import make_link

NEW_PASSWORD = "seventeen Violet umbrellas!"
WRONG_PASSWORD = "eleven Yellow parasols?"
LS_TOKEN = "4f1a9c0e77d24b5e9b6e2f0d8c3a1b5d6e7f8091"
OTHER_LS_TOKEN = "99aa88bb77cc66dd55ee44ff33aa22bb11cc00dd"


@dataclass
class Story:
    """What was said, by where, and what is secret, by what it is."""

    said: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    log: str = ""
    n_files: int = 0
    database: Path = Path()


@pytest.fixture(scope="module")
def story(prepared: tuple[Path, Team], tmp_path_factory: pytest.TempPathFactory) -> Story:
    found = Story(database=tmp_path_factory.mktemp("secrets") / "podium.duckdb")
    shutil.copy(prepared[0], found.database)
    _prepare(found, prepared[1])
    with served("uvicorn", found.database, PODIUM_AUTH="password") as app:
        admin = _become_admin(found, app)
        _sign_in_wrongly_and_rightly(found, app)
        _let_programs_in(found, app)
        _open_each_page(found, admin)
        _take_everything_out(found, admin, prepared[1])
        found.said["the sign-in page"] = app.client().get("/signin").text
        found.said["the setup page"] = app.client().get("/setup").text
        found.log = app.said()
    _look_for_hashes(found)
    return found


def _prepare(story: Story, team: Team) -> None:
    """Secrets of a link, a project that fails, and no admin who could sign in."""
    database = Database(story.database)
    project_id, admin = team.ours.project_id, team.people["admin"].annotator_id
    database.write(lambda c: put_link(c, make_link(project_id, url=NOBODY_LISTENS)))
    store_token(database, project_id, LS_TOKEN)
    story.secrets["the token of a Label Studio"] = LS_TOKEN
    story.secrets["a webhook's secret"] = new_webhook_secret(database, project_id)
    link = new_password_link(database, team.people["annotator"].annotator_id)
    story.secrets["a link to set a password"] = link.partition("#")[2]
    database.write(lambda c: c.execute("DELETE FROM account WHERE annotator_id = $1", [admin]))
    theirs = team.theirs.project_id
    database.write(
        lambda c: c.execute("UPDATE task SET data = '[]' WHERE project_id = $1", [theirs])
    )
    database.close()


def _become_admin(story: Story, app: Served) -> httpx.Client:
    printed = re.search(r"http://\S+/setup#(\S+)", app.said())
    assert printed, app.said()
    code = printed[1]
    story.secrets["the first admin's link"] = code
    client = app.client()
    fields = {
        "name": "Adam admin",
        "email": "adam.admin@example.org",
        "password": NEW_PASSWORD,
        "again": WRONG_PASSWORD,
    }
    answers = [
        client.get("/setup"),
        client.post("/setup", data={"code": code}),
        client.get("/setup"),
        client.post("/setup", data=fields),
        client.post("/setup", data={**fields, "password": "short", "again": "short"}),
        client.post("/setup", data={**fields, "again": NEW_PASSWORD}),
        app.client().post("/setup", data={"code": code}),
    ]
    assert [each.status_code for each in answers] == [200, 303, 200, 422, 422, 303, 422]
    story.said["the setup pages"] = "\n".join(each.text for each in answers)
    story.secrets["a password"] = NEW_PASSWORD
    story.secrets["the cookie of a session"] = session_cookie(client)
    return client


def _sign_in_wrongly_and_rightly(story: Story, app: Served) -> None:
    client = app.client()
    wrong = client.post(
        "/signin", data={"email": "rita.reviewer@example.org", "password": WRONG_PASSWORD}
    )
    assert wrong.status_code == 422
    story.said["a wrong password"] = wrong.text + str(wrong.headers)
    right = client.post(
        "/signin", data={"email": "rita.reviewer@example.org", "password": PASSWORD}
    )
    assert right.status_code == 303
    story.secrets["what was typed as a password"] = WRONG_PASSWORD
    story.secrets["another password"] = PASSWORD
    story.secrets["another session's cookie"] = session_cookie(client)


def _let_programs_in(story: Story, app: Served) -> None:
    """A webhook, and a sync as the command line asks for it; the server there does not answer."""
    announced = json.loads(Path(f"{story.database}.app").read_text("utf-8"))
    story.secrets["the command line's secret"] = announced["secret"]
    story.secrets["a token for one run"] = OTHER_LS_TOKEN
    webhook = app.client().post(
        "/api/label-studio/1", headers={SECRET_HEADER: story.secrets["a webhook's secret"]}
    )
    assert webhook.status_code == 204
    request = {"project": "1", "direction": "push", "token": OTHER_LS_TOKEN}
    headers = {"Authorization": f"Bearer {announced['secret']}"}
    synced = app.client().post("/api/sync", json=request, headers=headers, timeout=60)
    assert synced.status_code == 200
    wrong = app.client().post("/api/sync", json={**request, "direction": "up"}, headers=headers)
    assert wrong.status_code == 422
    story.said["what programs are told"] = synced.text + wrong.text


def _open_each_page(story: Story, admin: httpx.Client) -> None:
    """As an admin, who sees the most, with the files that it offers; the second project fails."""
    for name in sorted(path.stem for path in PAGES.glob("*.py")):
        for number in (1, 2):
            page = asked("" if name == "projects" else name, f"project={number}")
            with opened(admin) as socket:
                messages = run(socket, page)
                if question := button_id(messages, "Show models"):
                    messages += run(socket, clicked(page, question))
                # Not in lower case: what is secret may have large letters.
                raw = b"\n".join(each.SerializeToString() for each in messages)
                shown = raw.decode("utf-8", "replace")
                story.said[f"the page {name} of project {number}"] = shown
                for path in sorted(set(re.findall(r"/file/[\w-]{43}", shown))):
                    answer = admin.get(path)
                    story.said[f"the file {path} of the page {name}"] = answer.text
                    story.n_files += answer.status_code == 200


def _take_everything_out(story: Story, admin: httpx.Client, team: Team) -> None:
    for export_format in FORMATS:
        for number in (1, 2):
            answer = admin.get(f"/download/{number}/{export_format}")
            story.said[f"the export {export_format} of project {number}"] = answer.text
    for person in team.people.values():
        answer = admin.get(f"/download/person/{person.number}")
        story.said[f"what {person.name} wrote"] = answer.text


def _look_for_hashes(story: Story) -> None:
    database = Database(story.database)

    def hashes(connection: object) -> list[str]:
        connection.execute("SELECT DISTINCT password_hash FROM account")  # type: ignore[attr-defined]
        return [row[0] for row in connection.fetchall()]  # type: ignore[attr-defined]

    found = database.read(hashes)
    database.close()
    assert len(found) == 2
    for number, password_hash in enumerate(found, start=1):
        assert password_hash.startswith("$argon2id$")
        *_, salt, digest = password_hash.split("$")
        story.secrets[f"hash {number} of a password"] = digest
        story.secrets[f"salt {number} of a password"] = salt


def test_the_run_was_full_of_secrets_and_of_what_could_betray_them(story: Story) -> None:
    assert len(story.secrets) == 15
    assert all(len(secret) >= 20 for secret in story.secrets.values())
    assert "Traceback" in story.log
    assert story.n_files > 2
    assert OURS in story.said["the export label-studio-json of project 1"]
    assert story.said["the export label-studio-csv of project 2"].startswith("Podium failed")


def test_no_secret_stands_in_the_log_but_the_first_admins_link_once(story: Story) -> None:
    # Tracebacks are printed in colours and in a box, which breaks long lines.
    log = re.sub(r"\x1b\[[0-9;]*m|[\s│╭╮╰╯]", "", story.log)
    found = {name: log.count(re.sub(r"\s", "", secret)) for name, secret in story.secrets.items()}
    assert {name for name, n in found.items() if n} == {"the first admin's link"}
    assert found["the first admin's link"] == 1
    assert "/setup#" + story.secrets["the first admin's link"] in log


def test_no_secret_stands_in_a_page_an_export_or_an_answer(story: Story) -> None:
    found = [
        f"{name} in {where}"
        for name, secret in story.secrets.items()
        for where, text in story.said.items()
        if secret in text
    ]
    assert found == []


def test_the_database_holds_no_secret_with_which_somebody_could_come_in(story: Story) -> None:
    """Tokens, session ids and links stand there as their hashes, or in the file of secrets."""
    content = story.database.read_bytes()
    kept = {name for name, secret in story.secrets.items() if secret.encode() in content}
    assert not {name for name in kept if not name.startswith(("hash", "salt"))}


def test_only_its_owner_can_read_what_is_secret_beside_the_database(story: Story) -> None:
    secrets_file = Path(f"{story.database}.secrets")
    assert LS_TOKEN in secrets_file.read_text("utf-8")
    assert secrets_file.stat().st_mode & 0o077 == 0
    assert Path(f"{story.database}.app").stat().st_mode & 0o077 == 0
