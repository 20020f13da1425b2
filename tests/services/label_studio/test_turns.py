"""One sync of a project at a time, and no change of its link meanwhile."""

import pytest

from lib.errors import NotFound, SyncIsRunning
from lib.services.label_studio.links import find_link, unlink
from lib.services.label_studio.sync import sync_project
from lib.services.label_studio.tokens import store_token, token_of
from lib.services.label_studio.turns import only_one_at
from tests.factories import add_project, make_id
from tests.services.label_studio.made_exchanges import make_exchange


def test_a_second_one_is_refused_with_the_name_and_the_time_of_the_first(database):
    mine, other = add_project(database, "Mine"), add_project(database, "Other")
    expected = r"^Another sync of “Mine” is at it since \d\d:\d\d:\d\d \(UTC\)\. Wait until"
    with only_one_at(database, mine.project_id):
        with pytest.raises(SyncIsRunning, match=expected), only_one_at(database, mine.project_id):
            pytest.fail("two at once")
        with only_one_at(database, other.project_id):
            pass
        # Who was refused has not ended the turn of the first.
        with pytest.raises(SyncIsRunning), only_one_at(database, mine.project_id):
            pytest.fail("two at once")
    with only_one_at(database, mine.project_id):
        pass


def test_a_turn_ends_with_a_failure_too(database):
    project = add_project(database)
    with pytest.raises(ZeroDivisionError), only_one_at(database, project.project_id):
        raise ZeroDivisionError
    with only_one_at(database, project.project_id):
        pass


def test_an_unknown_project_has_no_turns(database):
    with pytest.raises(NotFound), only_one_at(database, make_id("unknown")):
        pytest.fail("no such project")


def test_while_a_sync_is_at_it_the_link_stays(database):
    project = add_project(database, "Mine")
    link = make_exchange(database, project).link
    store_token(database, project.project_id, "hush")
    with only_one_at(database, project.project_id):
        with pytest.raises(SyncIsRunning, match=r"^Another sync of “Mine”"):
            unlink(database, project.project_id)
        assert find_link(database, project.project_id) == link
        assert token_of(database, link) == "hush"
    unlink(database, project.project_id)
    assert find_link(database, project.project_id) is None


def test_a_sync_takes_the_turn_and_logs_nothing_without_it(database):
    project = add_project(database, "Mine")
    make_exchange(database, project)
    with only_one_at(database, project.project_id), pytest.raises(SyncIsRunning):
        sync_project(database, project, "pull", token="t")
    runs = database.read(lambda c: c.execute("SELECT count(*) FROM sync_run").fetchone())
    assert runs == (0,)
