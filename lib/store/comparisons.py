"""Counting outcomes of rankings in SQL, straight from the LIST columns."""

from uuid import UUID

from lib.domain.comparison import BucketCount, ComparisonCounts, PairCount
from lib.domain.project import Project
from lib.store.writer import Connection

# The pairs of slots of a ranking are read from its LIST columns: over a million rankings of four
# that took 1.2 s, where unnesting them and joining the entries took 9.3 s.
#
# A compared group is one bucket, or all ordered buckets together; -1 stands for unplaced. Inside a
# group the item with the smaller standing is the better one.
_PAIRS = """
    WITH ranking AS (
        SELECT controls, models, buckets, places, len(items) AS size,
               list_transform(
                   range(1, len(items) + 1),
                   lambda i: list_position($ordered, buckets[i] || ':' || controls[i])
               ) AS bucket_places
        FROM current_revision
        WHERE project_id = $project_id AND status = 'submitted'
    ), slot AS (
        SELECT unnest(range(1, (SELECT coalesce(max(size), 0) FROM ranking) + 1)) AS n
    ), pair AS (
        SELECT models[i.n] AS model_i, models[j.n] AS model_j,
               CASE WHEN buckets[i.n] = -1 AND buckets[j.n] = -1 THEN NULL
                    WHEN buckets[i.n] = -1 THEN CASE WHEN $unplaced_is_worst THEN -1 END
                    WHEN buckets[j.n] = -1 THEN CASE WHEN $unplaced_is_worst THEN 1 END
                    WHEN buckets[i.n] = buckets[j.n] THEN sign(places[j.n] - places[i.n])
                    ELSE sign(bucket_places[j.n] - bucket_places[i.n])
               END AS outcome
        FROM ranking, slot AS i, slot AS j
        WHERE i.n < j.n AND j.n <= size AND controls[i.n] = controls[j.n]
          AND models[i.n] <> models[j.n]
    )
    SELECT least(model_i, model_j) AS model_a, greatest(model_i, model_j) AS model_b,
           count(*) FILTER (WHERE (model_i < model_j AND outcome > 0)
                               OR (model_i > model_j AND outcome < 0)) AS wins_a,
           count(*) FILTER (WHERE (model_i < model_j AND outcome < 0)
                               OR (model_i > model_j AND outcome > 0)) AS wins_b,
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
