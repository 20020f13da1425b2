"""Keep a project and its counterpart in a Label Studio in step."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

from lib.domain.label_studio import Direction, Progress, SyncCounts, SyncOutcome, SyncRun
from lib.domain.project import Project
from lib.errors import InvalidInput, NotFound, PodiumError
from lib.label_studio.client import LabelStudioClient
from lib.services.access import requires
from lib.services.label_studio.conflicts import count_undecided
from lib.services.label_studio.exchange import Exchange, Tally
from lib.services.label_studio.forecast import forecast_push
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.links import check_same_config, find_link, made_project
from lib.services.label_studio.people import People
from lib.services.label_studio.pull import foresee, pull
from lib.services.label_studio.push import push
from lib.services.label_studio.tokens import token_of
from lib.services.label_studio.turns import only_one_at
from lib.services.projects import labeling_config_of
from lib.store import linked_tasks, pending, projects, sync_runs
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

DIRECTIONS: tuple[Direction, ...] = ("push", "pull", "both")
INTERRUPTED = "It was interrupted. Run it again: nothing is lost, and nothing is doubled."


@requires("reviewer")
def preview_sync(
    database: Database,
    project: Project,
    direction: Direction,
    *,
    token: str | None = None,
    tries: int = 4,
    on_progress: Callable[[Progress], object] = bool,
) -> SyncOutcome:
    """What a sync would do; nothing is moved on either side."""
    _check(direction)
    with _exchange(database, project, token, tries, on_progress, preview=True) as exchange:
        index = _index(exchange)
        foreseen = foresee(exchange, index)
        if direction == "push":
            exchange.tally.pulled, exchange.tally.kept_aside = SyncCounts(), set()
        if direction != "pull":
            forecast_push(exchange, foreseen)
        return _outcome(database, project.project_id, direction, exchange.tally)


@requires("reviewer")
def sync_project(
    database: Database,
    project: Project,
    direction: Direction,
    *,
    token: str | None = None,
    tries: int = 4,
    on_progress: Callable[[Progress], object] = bool,
    archives: bool = True,
) -> SyncOutcome:
    """Bring what changed there, send what changed here, or both in this order.

    It may be broken off anywhere and run again. `tries` is how often a request that may be repeated
    is sent; without `archives`, tasks that were deleted there are only told. Raises SyncIsRunning
    while another one is at the same project, LabelStudioError with what went wrong there, and
    whatever `on_progress` raises to end it.
    """
    _check(direction)
    with only_one_at(database, project.project_id), ExitStack() as on_failure:
        run_id = database.write(
            lambda c: sync_runs.add_run(c, project.project_id, direction, utc_now())
        )
        tally = Tally()

        def end(failure: str | None) -> None:
            outcome = _outcome(database, project.project_id, direction, tally)
            database.write(lambda c: sync_runs.end_run(c, run_id, utc_now(), outcome, failure))

        on_failure.callback(end, INTERRUPTED)
        try:
            with _exchange(database, project, token, tries, on_progress, tally) as exchange:
                _run(exchange, direction, archives)
        except PodiumError as error:
            on_failure.pop_all()
            end(str(error))
            raise
        on_failure.pop_all()
        end(None)
        return _outcome(database, project.project_id, direction, tally)


@requires("reviewer")
def list_sync_runs(database: Database, project_id: UUID, limit: int = 20) -> list[SyncRun]:
    """The latest syncs of a project, newest first."""
    return database.read(lambda c: sync_runs.list_runs(c, project_id, limit))


@requires("reviewer")
def count_waiting(database: Database, project_id: UUID) -> tuple[int, int, int]:
    """How many tasks, predictions and annotations a push would send."""

    def count(connection: Connection) -> tuple[int, int, int]:
        tasks, predictions, annotations = pending.count_pending(connection, project_id)
        with_tasks = pending.count_of_new_tasks(connection, project_id)
        return tasks, predictions + with_tasks[0], annotations + with_tasks[1]

    return database.read(count)


def _run(exchange: Exchange, direction: Direction, archives: bool) -> None:
    index = _index(exchange)
    if direction != "push":
        pull(exchange, index, archives=archives)
    if direction != "pull":
        before = exchange.tally.pushed
        push(exchange, index, has_pulled=direction == "both")
        if direction == "both" and exchange.tally.pushed != before:
            # Reads back what was sent, so that the next sync finds nothing to do.
            pull(exchange, index, archives=archives)


@contextmanager
def _exchange(
    database: Database,
    project: Project,
    token: str | None,
    tries: int,
    on_progress: Callable[[Progress], object],
    tally: Tally | None = None,
    *,
    preview: bool = False,
) -> Iterator[Exchange]:
    link = find_link(database, project.project_id)
    if link is None:
        raise NotFound(
            f"“{project.name}” is not linked to a Label Studio. Link it first: on the page Label "
            "Studio, or with podium sync and --url."
        )
    # As it is now: its settings may have changed since the caller read it.
    project = database.read(lambda c: projects.get_project(c, project.project_id))
    with LabelStudioClient(link.url, token or token_of(database, link), tries=tries) as client:
        on_progress(Progress("Asking Label Studio"))
        server = client.check()
        if link.ls_project_id is None:
            if preview:
                raise InvalidInput(
                    "The project there is not made yet: an earlier try did not get its answer. "
                    "Start a push, which looks for it first."
                )
            link = made_project(database, client, project, link)
        there = client.get_project(link.ls_project_id or 0)
        check_same_config(project, there)
        users = {each.user_id: each for each in client.list_users()}
        yield Exchange(
            database=database,
            project=project,
            config=labeling_config_of(project.labeling_config),
            link=link,
            client=client,
            there=there,
            people=People(client, server.user, users, link.makes_users),
            tally=tally or Tally(),
            on_progress=on_progress,
        )


def _index(exchange: Exchange) -> LinkedIndex:
    project_id = exchange.project.project_id
    linked = exchange.database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id))
    return LinkedIndex(linked, exchange.link.opaque_key)


def _outcome(
    database: Database, project_id: UUID, direction: Direction, tally: Tally
) -> SyncOutcome:
    n_open, n_aside = count_undecided(database, project_id)
    return SyncOutcome(
        direction=direction,
        pulled=tally.pulled,
        pushed=tally.pushed,
        conflicts=tally.conflicts,
        kept_aside=len(tally.kept_aside),
        open_conflicts=n_open,
        all_kept_aside=n_aside,
        messages=tuple(tally.messages),
    )


def _check(direction: str) -> None:
    if direction not in DIRECTIONS:
        raise InvalidInput(f"“{direction}” is no direction. Choose one of {', '.join(DIRECTIONS)}.")
