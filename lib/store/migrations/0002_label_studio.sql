-- A project's counterpart in a Label Studio. Keys are ours alone: DuckDB checks an index on a column
-- that an update touches before the transaction is over. An id there is unique on one server only.
DROP TABLE sync_state;

CREATE TABLE label_studio_link (
    project_id UUID PRIMARY KEY,
    url TEXT NOT NULL,
    ls_project_id BIGINT,
    ls_title TEXT NOT NULL,
    token_env TEXT,
    opaque BOOLEAN NOT NULL,
    makes_users BOOLEAN NOT NULL,
    interval_minutes INTEGER,
    webhook_secret_hash TEXT,
    -- A moment as that server writes it.
    watermark TEXT,
    linked_at TIMESTAMP,
    synced_at TIMESTAMP
);

-- Outlives a link: what was sent under it is known again by it. Never leaves this database.
CREATE TABLE opaque_key (
    project_id UUID PRIMARY KEY,
    key TEXT NOT NULL
);

-- Without ls_task_id from before a task is sent until the answer is stored.
CREATE TABLE linked_task (
    task_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    ls_task_id BIGINT,
    sent_at TIMESTAMP NOT NULL,
    is_opaque BOOLEAN NOT NULL,
    stamp TEXT,
    gone_at TIMESTAMP
);

CREATE TABLE linked_prediction (
    prediction_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    ls_prediction_id BIGINT NOT NULL
);

-- The state in which both sides last were the same: revision and ground_truth here, remote_hash
-- there.
CREATE TABLE linked_annotation (
    annotation_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    ls_annotation_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    ground_truth BOOLEAN NOT NULL,
    remote_hash TEXT NOT NULL
);

-- The latest conflict of an annotation; both of its sides are revisions, and stay.
CREATE TABLE sync_conflict (
    annotation_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    our_revision INTEGER NOT NULL,
    their_revision INTEGER NOT NULL,
    their_ground_truth BOOLEAN NOT NULL,
    remote_hash TEXT NOT NULL,
    found_at TIMESTAMP NOT NULL,
    resolved_at TIMESTAMP,
    resolution TEXT
);

CREATE TABLE kept_aside (
    project_id UUID NOT NULL,
    kind TEXT NOT NULL,
    ls_id BIGINT NOT NULL,
    ls_task_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    content JSON NOT NULL,
    found_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, kind, ls_id)
);

CREATE TABLE sync_run (
    run_id UUID PRIMARY KEY,
    project_id UUID NOT NULL,
    direction TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    outcome JSON,
    failure TEXT
);
