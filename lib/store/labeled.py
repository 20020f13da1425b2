"""What people have labeled: the current state of each annotation, without final answers.

A reviewer's final answer decides between others' work and is no labeling; nor is what people did on
tasks that are archived since.
"""

from lib.store.final_answers import FINAL_RANKINGS

LABELED = f"""(
    SELECT shown.annotation_id, shown.task_id, shown.annotator_id, shown.status, shown.untouched,
           coalesce(several.first, shown.created_at) AS created_at,
           coalesce(several.seconds, shown.lead_time) AS seconds,
           shown.display_order IS NOT NULL AS is_own
    FROM current_revision AS shown
    LEFT JOIN (
        SELECT annotation_id, min(created_at) AS first, max(lead_time) AS seconds
        FROM annotation_revision
        WHERE annotation_id IN (
            SELECT annotation_id FROM annotation_revision
            WHERE project_id = $project_id AND revision > 1
        )
        GROUP BY annotation_id
    ) AS several ON several.annotation_id = shown.annotation_id
    WHERE shown.project_id = $project_id AND shown.status IN ('submitted', 'skipped')
      AND shown.annotation_id NOT IN ({FINAL_RANKINGS})
      AND shown.task_id NOT IN (SELECT task_id FROM task WHERE archived_at IS NOT NULL)
)"""
"""One row an annotation that is submitted or skipped: annotation_id, task_id, annotator_id, status,
untouched, created_at (of its first revision), seconds, and whether it `is_own`: made here, by hand.

`seconds` is the longest time of any of its revisions: a later one that corrects a word was made in
moments, and one that follows a skip includes the time before it.
"""
