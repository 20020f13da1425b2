"""Counting outcomes of rankings in SQL, straight from the LIST columns."""

from uuid import UUID

from lib.domain.comparison import BucketCount, ComparisonCounts, PairCount
from lib.domain.project import Project
from lib.store.writer import Connection

# A compared group is one bucket, or all ordered buckets together; -1 stands for unplaced. Inside a
# group the item with the smaller standing is the better one.
_PAIRS = """
    WITH entry AS (
        SELECT annotation_id,
               unnest(controls) AS control, unnest(models) AS model,
               unnest(buckets) AS bucket, unnest(places) AS place
        FROM current_revision JOIN annotation USING (annotation_id, project_id)
        WHERE project_id = $project_id AND status = 'submitted'
    ), ordered AS (
        SELECT *, list_position($ordered, bucket || ':' || control) AS bucket_place FROM entry
    ), ranked AS (
        SELECT annotation_id, control, model, bucket,
               CASE WHEN bucket = -1 THEN -1
                    WHEN bucket_place > 0 THEN 0
                    ELSE bucket + 1 END AS compared_group,
               coalesce(bucket_place, 0) * 100000 + place AS standing
        FROM ordered
    ), pair AS (
        SELECT a.model AS model_a, b.model AS model_b,
               CASE WHEN a.compared_group >= 0 AND a.compared_group = b.compared_group
                    THEN sign(b.standing - a.standing)
                    WHEN $unplaced_is_worst AND a.bucket = -1 AND b.bucket >= 0 THEN -1
                    WHEN $unplaced_is_worst AND b.bucket = -1 AND a.bucket >= 0 THEN 1
               END AS outcome
        FROM ranked AS a JOIN ranked AS b
          ON a.annotation_id = b.annotation_id AND a.control = b.control
         AND (a.model < b.model)
    )
    SELECT model_a, model_b,
           count(*) FILTER (WHERE outcome > 0) AS wins_a,
           count(*) FILTER (WHERE outcome < 0) AS wins_b,
           count(*) FILTER (WHERE outcome = 0) AS ties,
           count(*) AS possible
    FROM pair GROUP BY model_a, model_b ORDER BY model_a, model_b
"""


def count_comparisons(
    connection: Connection, project: Project, ordered: list[tuple[str, int]]
) -> ComparisonCounts:
    """Wins and ties of each pair of models over the current submitted revisions.

    `ordered` holds the ordered buckets, best first, each as its Ranker's name and its index there;
    it is empty where they have no order.
    Pairs of one model with itself, or of items without a model, are no comparisons.
    """
    connection.execute(
        _PAIRS,
        {
            "project_id": project.project_id,
            "ordered": [f"{bucket}:{control}" for control, bucket in ordered],
            "unplaced_is_worst": project.settings.unplaced_is_worst,
        },
    )
    return ComparisonCounts(tuple(PairCount(*row) for row in connection.fetchall()))


def count_buckets(connection: Connection, project_id: UUID, control: str) -> list[BucketCount]:
    """How often each model's items were left in each bucket (-1 unplaced) of one Ranker."""
    connection.execute(
        """
        WITH entry AS (
            SELECT unnest(controls) AS control, unnest(models) AS model, unnest(buckets) AS bucket
            FROM current_revision
            WHERE project_id = $project_id AND status = 'submitted'
        )
        SELECT model, bucket, count(*) FROM entry
        WHERE control = $control AND model IS NOT NULL
        GROUP BY model, bucket ORDER BY model, bucket
        """,
        {"project_id": project_id, "control": control},
    )
    return [BucketCount(*row) for row in connection.fetchall()]
