-- People who work together: accounts, roles, who has which task, quality control, comments.
-- Keys that are secrets elsewhere (sessions, one-time links) are kept as their SHA-256 only.
DROP TABLE session;

CREATE TABLE session (
    session_key TEXT PRIMARY KEY,
    annotator_id UUID NOT NULL,
    -- How the person signed in: it stands only while Podium is in that mode.
    auth TEXT NOT NULL,
    browser TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);

ALTER TABLE annotator ADD COLUMN is_admin BOOLEAN DEFAULT false;
ALTER TABLE annotator ADD COLUMN erased_at TIMESTAMP;

CREATE TABLE account (
    annotator_id UUID PRIMARY KEY,
    password_hash TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

-- Without a person it makes the first admin.
CREATE TABLE one_time_link (
    link_key TEXT PRIMARY KEY,
    annotator_id UUID,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    annotator_id UUID NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE membership (
    project_id UUID NOT NULL,
    annotator_id UUID NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (project_id, annotator_id)
);

-- Without expires_at a task was assigned to the person. There is one writer, which counts before it
-- gives, so no slots are needed.
DROP TABLE claim;

CREATE TABLE claim (
    task_id UUID NOT NULL,
    annotator_id UUID NOT NULL,
    project_id UUID NOT NULL,
    claimed_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    assigned_by UUID,
    PRIMARY KEY (task_id, annotator_id)
);

-- Whom a task comes to again has a draft of the second answer beside one of the first.
ALTER TABLE draft RENAME TO earlier_draft;

CREATE TABLE draft (
    task_id UUID NOT NULL,
    annotator_id UUID NOT NULL,
    project_id UUID NOT NULL,
    state JSON NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    is_repeat BOOLEAN NOT NULL,
    PRIMARY KEY (task_id, annotator_id, is_repeat)
);

INSERT INTO draft SELECT *, false FROM earlier_draft;

DROP TABLE earlier_draft;

CREATE TABLE postponed (
    task_id UUID NOT NULL,
    annotator_id UUID NOT NULL,
    project_id UUID NOT NULL,
    postponed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (task_id, annotator_id)
);

CREATE TABLE gold_task (
    task_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    expected JSON NOT NULL,
    set_by UUID NOT NULL,
    set_at TIMESTAMP NOT NULL
);

-- A second answer of the same person to a task: it measures the person and counts in no result.
CREATE TABLE repeat_answer (
    task_id UUID NOT NULL,
    annotator_id UUID NOT NULL,
    project_id UUID NOT NULL,
    result JSON NOT NULL,
    display_order TEXT[],
    lead_time DOUBLE PRECISION,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (task_id, annotator_id)
);

CREATE TABLE comment (
    comment_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    task_id UUID NOT NULL,
    author_id UUID NOT NULL,
    text TEXT NOT NULL,
    is_flag BOOLEAN NOT NULL,
    -- It was written as a reviewer's answer: whoever labels the task may read it before they do.
    as_reviewer BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    resolved_at TIMESTAMP,
    resolved_by UUID
);

CREATE TABLE guideline (
    project_id UUID NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    written_by UUID,
    written_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, version)
);

INSERT INTO guideline (project_id, version, text, written_at)
SELECT project_id, 1, json_extract_string(settings, '$.guidelines'), created_at
FROM project WHERE length(json_extract_string(settings, '$.guidelines')) > 0;

-- What a bulk action changed, as it was before, so that it can be undone.
CREATE TABLE bulk_action (
    action_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    actor_id UUID NOT NULL,
    kind TEXT NOT NULL,
    before JSON NOT NULL,
    done_at TIMESTAMP NOT NULL,
    undone_at TIMESTAMP
);

DROP VIEW current_revision;

-- The version of the guidelines that were shown; NULL where nobody recorded it.
ALTER TABLE annotation_revision ADD COLUMN guideline_version INTEGER;

CREATE VIEW current_revision AS
SELECT * FROM annotation_revision AS shown
WHERE NOT EXISTS (
    SELECT 1 FROM annotation_revision AS later
    WHERE later.annotation_id = shown.annotation_id AND later.revision > shown.revision
      AND later.revision > 1
);
