"""What a project's annotations can be selected by, and selections made from text."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from lib.domain.annotation import Origin
from lib.domain.project import Project
from lib.domain.selectable import Selectable, offered
from lib.domain.selection import Selection
from lib.domain.selection_query import ORIGINS, TRUTHS, day_of, length_of, origin_of
from lib.errors import InvalidInput
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import slices
from lib.store.database import Database


@requires("reviewer")
def selectable(database: Database, project: Project) -> Selectable:
    """What can be selected, counted exactly, and anew only when tasks or revisions have come."""
    project_id = project.project_id
    tasks = _task_slices(
        database, project, database.read(lambda c: slices.get_task_state(c, project_id))
    )
    annotations = _annotation_slices(
        database, project_id, database.read(lambda c: slices.get_annotation_state(c, project_id))
    )
    return Selectable(
        fields=tasks.fields,
        annotators=annotations.annotators,
        origins=annotations.origins,
        first_day=annotations.first_day,
        last_day=annotations.last_day,
        shortest=tasks.shortest,
        longest=tasks.longest,
        has_ground_truth=annotations.has_ground_truth,
    )


@lru_cache(maxsize=16)
def _task_slices(database: Database, project: Project, _state: slices.State) -> slices.TaskSlices:
    config = labeling_config_of(project.labeling_config)
    left_out = ["id", *(each.value.removeprefix("$") for each in config.lists)]
    return database.read(
        lambda c: slices.get_task_slices(c, project.project_id, config.prompt_variable, left_out)
    )


@lru_cache(maxsize=16)
def _annotation_slices(
    database: Database, project_id: UUID, _state: slices.State
) -> slices.AnnotationSlices:
    return database.read(lambda c: slices.get_annotation_slices(c, project_id))


def selection_of(
    there: Selectable,
    *,
    where: Sequence[str] = (),
    annotators: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    origins: Sequence[str] = (),
    truth: str | None = None,
    length: str | None = None,
) -> Selection:
    """A selection from what somebody typed. Raises InvalidInput, saying what is valid.

    `where` holds FIELD=VALUE, `annotators` numbers or names, `since` and `until` days such as
    2026-01-31, `truth` is "only", "without" or "both", `length` characters of the prompt such as
    10-200.
    """
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise InvalidInput(f"since {first} is after until {last}. Swap them.")
    if truth is not None and truth not in TRUTHS:
        raise InvalidInput(f"“{truth}” says nothing of final answers. Use {', '.join(TRUTHS)}.")
    bounds = length_of(length) if length is not None else (None, None)
    if bounds is None:
        raise InvalidInput(
            f"“{length}” is no length of a prompt. Write characters such as 10-200, 10- or -200."
        )
    wanted = Selection(
        fields=tuple(_field(text, there) for text in where),
        annotators=tuple(_annotator(text, there) for text in annotators),
        since=first,
        until=last,
        origins=tuple(_known_origin(text) for text in origins),
        ground_truth=TRUTHS[truth] if truth is not None else None,
        shortest=bounds[0],
        longest=bounds[1],
    )
    kept, problems = offered(wanted, there)
    if problems:
        raise InvalidInput(" ".join(problems))
    return kept


def _field(text: str, there: Selectable) -> tuple[str, str]:
    """The field and the value; a field's own name may hold `=`."""
    names = sorted((each.name for each in there.fields), key=len, reverse=True)
    for name in names:
        if text.startswith(f"{name}="):
            return name, text[len(name) + 1 :]
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidInput(
            f"“{text}” is no condition. Write FIELD=VALUE. Fields: {', '.join(names) or 'none'}."
        )
    return name, value


def _annotator(text: str, there: Selectable) -> int:
    """The number of the annotator of that number, or of that name in any case of letters."""
    for person in there.annotators:
        if text == str(person.number):
            return person.number
    for person in there.annotators:
        if text.casefold() == person.name.casefold():
            return person.number
    people = ", ".join(f"{person.number} ({person.name})" for person in there.annotators)
    raise InvalidInput(
        f"No annotator “{text}” has submitted anything here. Annotators: {people or 'none'}."
    )


def _day(what: str, text: str | None) -> date | None:
    day = day_of(text) if text is not None else None
    if text is not None and day is None:
        raise InvalidInput(f"“{text}” is no day for {what}. Write it as 2026-01-31.")
    return day


def _known_origin(text: str) -> Origin:
    origin = origin_of(text)
    if origin is None:
        raise InvalidInput(f"“{text}” is no origin. Origins: {', '.join(ORIGINS)}.")
    return origin
