"""The annotations that count: current, submitted and inside a selection, as a subquery.

Those of gold tasks measure people and never count. A final ranking that a reviewer made counts only
where final answers are asked for: it is the decision over the others, not one more of them.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from lib.domain.selection import Selection
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.writer import Connection

NOT_GOLD = "task_id NOT IN (SELECT task_id FROM gold_task)"


@dataclass(frozen=True)
class Selected:
    """A parenthesised SELECT with its named parameters, to be used as `FROM {sql} AS counted`.

    Its columns: annotation_id, revision, task_id, task_number, annotator_id, prompt_key, prompt (a
    number that tasks of one prompt share), controls, items, models, buckets, places, display_order,
    lead_time, untouched, created_at.
    """

    sql: str
    parameters: dict[str, Any]


_COUNTED = """(
    SELECT shown.annotation_id, shown.revision, shown.task_id, task.number AS task_number,
           shown.annotator_id, task.prompt_key, task.prompt,
           shown.controls, shown.items, shown.models, shown.buckets, shown.places,
           shown.display_order, shown.lead_time, shown.untouched, shown.created_at
    FROM current_revision AS shown
    JOIN (
        SELECT task_id, number, prompt_key, dense_rank() OVER (ORDER BY prompt_key) - 1 AS prompt
        FROM task WHERE {task_conditions}
    ) AS task ON task.task_id = shown.task_id
    WHERE {conditions}
)"""


def selected(
    project_id: UUID, selection: Selection, prompt_variable: str | None = None
) -> Selected:
    """The subquery for a selection; `prompt_variable` names the field whose length is bounded."""
    conditions = ["shown.project_id = $project_id", "shown.status = 'submitted'"]
    # In the subquery, so that no task data has to pass through its window.
    task_conditions = ["project_id = $project_id", "archived_at IS NULL", NOT_GOLD]
    parameters: dict[str, Any] = {"project_id": project_id}

    def add(condition: str, to: list[str] = conditions, **values: Any) -> None:
        to.append(condition)
        parameters.update(values)

    by_field: dict[str, list[str]] = {}
    for name, value in selection.fields:
        by_field.setdefault(name, []).append(value)
    for index, (name, values) in enumerate(by_field.items()):
        add(
            f"json_extract_string(data, $field_{index}) IN (SELECT unnest($values_{index}))",
            task_conditions,
            **{f"field_{index}": field_pointer(name), f"values_{index}": values},
        )
    if selection.annotators:
        add(
            "shown.annotator_id IN (SELECT annotator_id FROM annotator "
            "WHERE number IN (SELECT unnest($annotators)))",
            annotators=list(selection.annotators),
        )
    if selection.since:
        add("shown.created_at >= $since", since=selection.since)
    if selection.until:
        add("shown.created_at < $until", until=selection.until + timedelta(days=1))
    if selection.origins:
        add(
            "shown.annotation_id IN (SELECT annotation_id FROM annotation "
            "WHERE origin IN (SELECT unnest($origins)))",
            origins=[str(origin) for origin in selection.origins],
        )
    if isinstance(selection.ground_truth, bool):
        add(
            "shown.annotation_id IN (SELECT annotation_id FROM annotation "
            "WHERE ground_truth = $ground_truth)",
            ground_truth=selection.ground_truth,
        )
    if not selection.ground_truth:
        add(f"shown.annotation_id NOT IN ({FINAL_RANKINGS})")
    if prompt_variable is not None and (selection.shortest or selection.longest):
        add(
            "length(json_extract_string(data, $prompt_field)) BETWEEN $shortest AND $longest",
            task_conditions,
            prompt_field=field_pointer(prompt_variable),
            shortest=selection.shortest or 0,
            longest=selection.longest or 2**31 - 1,
        )
    sql = _COUNTED.format(
        conditions=" AND ".join(conditions), task_conditions=" AND ".join(task_conditions)
    )
    return Selected(sql, parameters)


def get_data_hash(
    connection: Connection, project_id: UUID, selection: Selection, prompt_variable: str | None
) -> tuple[int, str]:
    """How many annotations are selected, and a SHA-256 over their ids and revisions in order."""
    counted = selected(project_id, selection, prompt_variable)
    connection.execute(
        f"""
        SELECT count(*), sha256(coalesce(
            string_agg(annotation_id || ':' || revision, ',' ORDER BY annotation_id), ''))
        FROM {counted.sql} AS counted
        """,
        counted.parameters,
    )
    n, data_hash = connection.fetchall()[0]
    return int(n), str(data_hash)


def field_pointer(name: str) -> str:
    """A JSON pointer (RFC 6901) to a field of the task data, whatever its name holds."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
