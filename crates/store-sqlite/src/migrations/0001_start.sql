-- Items of the `Store` port. A rowid table with a separate key index, because an update then rewrites one
-- leaf page whatever the size of the key, and bodies up to 4 KB stay out of overflow pages.
CREATE TABLE items (
    id            INTEGER PRIMARY KEY,
    workspace     TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    sort_key      TEXT NOT NULL,
    version       INTEGER NOT NULL,
    expires_at_ms INTEGER,
    body          BLOB NOT NULL,
    UNIQUE (workspace, partition_key, sort_key)
) STRICT;

CREATE INDEX items_by_expiry ON items (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

-- AUTOINCREMENT, because an id must never come back: whoever watches for new messages reads those above
-- the newest id seen, and `position` of a redriven message is its first id.
CREATE TABLE messages (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    queue      TEXT NOT NULL,
    position   INTEGER,
    group_name TEXT NOT NULL,
    dedupe     TEXT NOT NULL,
    body       BLOB NOT NULL
) STRICT;

-- Apart from `messages`, so that counting a delivery does not rewrite the body.
CREATE TABLE deliveries (
    message  INTEGER PRIMARY KEY,
    receives INTEGER NOT NULL
) STRICT;

CREATE TABLE dedupes (
    queue          TEXT NOT NULL,
    group_name     TEXT NOT NULL,
    dedupe         TEXT NOT NULL,
    accepted_at_ms INTEGER NOT NULL,
    PRIMARY KEY (queue, group_name, dedupe)
) STRICT, WITHOUT ROWID;

CREATE INDEX dedupes_by_age ON dedupes (accepted_at_ms);

CREATE TABLE dead_letters (
    id         INTEGER PRIMARY KEY,
    queue      TEXT NOT NULL,
    position   INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    dedupe     TEXT NOT NULL,
    body       BLOB NOT NULL,
    died_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE timers (
    id         TEXT PRIMARY KEY,
    workspace  TEXT NOT NULL,
    customer   TEXT NOT NULL,
    generation INTEGER NOT NULL,
    due_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_by_due ON timers (due_ms, id);

CREATE TABLE blobs (
    id        INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL,
    bytes     BLOB NOT NULL,
    UNIQUE (workspace, name)
) STRICT;

CREATE TABLE secrets (
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;
