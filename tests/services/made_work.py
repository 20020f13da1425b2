"""Work of several people on chosen tasks, through the services."""

from dataclasses import replace

from lib.services.labeling import open_task
from lib.services.submission import submit_annotation
from lib.store import tasks
from tests.factories import ranked


def find(database, project, number):
    return database.read(lambda c: tasks.find_task(c, project.project_id, number))


def answer(database, project, person, number, columns, *, tied=(), untouched=False, seconds=30.0):
    """A person's submission of the task of that number."""
    opened = open_task(database, project, person, find(database, project, number))
    draft = ranked(opened, columns, tied, seconds=seconds)
    if untouched:
        draft = replace(draft, touched=frozenset())
    return submit_annotation(database, opened, draft, confirmed=True)


def as_shown(database, project, person, number, **options):
    """The same in the order shown: all under the first bucket, or in the one line."""
    opened = open_task(database, project, person, find(database, project, number))
    ranker = opened.config.rankers[0]
    column = ranker.buckets[0].name if ranker.buckets else ranker.name
    columns = {column: opened.orders[ranker.name]}
    return answer(database, project, person, number, columns, **options)
