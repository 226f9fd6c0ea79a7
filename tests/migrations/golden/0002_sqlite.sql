BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE answers (
    caller_id INTEGER NOT NULL, 
    "key" VARCHAR(255) NOT NULL, 
    fingerprint VARCHAR(64) NOT NULL, 
    body BLOB NOT NULL, 
    created_at DATETIME NOT NULL, 
    PRIMARY KEY (caller_id, "key")
);

CREATE INDEX ix_answers_created_at ON answers (created_at);

CREATE TABLE event_log (
    pos INTEGER NOT NULL, 
    event_id VARCHAR(32) NOT NULL, 
    type VARCHAR(40) NOT NULL, 
    entity VARCHAR(20) NOT NULL, 
    entity_id BIGINT NOT NULL, 
    entity_version INTEGER, 
    actor_id BIGINT, 
    audience TEXT NOT NULL, 
    payload TEXT, 
    at DATETIME NOT NULL, 
    PRIMARY KEY (pos), 
    CONSTRAINT uq_event_log_event_id UNIQUE (event_id)
);

CREATE INDEX ix_event_log_entity_entity_id ON event_log (entity, entity_id);

CREATE TABLE password_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    user_id BIGINT NOT NULL, 
    action VARCHAR(10) NOT NULL, 
    performed_by BIGINT, 
    timestamp DATETIME NOT NULL, 
    details VARCHAR(200) NOT NULL
);

CREATE INDEX ix_password_log_user_id_id ON password_log (user_id, id);

CREATE TABLE revoked_tokens (
    token_id VARCHAR(64) NOT NULL, 
    expires_at DATETIME NOT NULL, 
    PRIMARY KEY (token_id)
);

CREATE INDEX ix_revoked_tokens_expires_at ON revoked_tokens (expires_at);

CREATE TABLE sign_in_failures (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    subject VARCHAR(64) NOT NULL, 
    at DATETIME NOT NULL
);

CREATE INDEX ix_sign_in_failures_at ON sign_in_failures (at);

CREATE INDEX ix_sign_in_failures_subject_at ON sign_in_failures (subject, at);

CREATE TABLE stream_head (
    id INTEGER NOT NULL, 
    epoch VARCHAR(32) NOT NULL, 
    pos BIGINT NOT NULL, 
    floor_pos BIGINT NOT NULL, 
    last_check VARCHAR(16) NOT NULL, 
    PRIMARY KEY (id)
);

CREATE TABLE tallies (
    kind VARCHAR(20) NOT NULL, 
    value VARCHAR(20) NOT NULL, 
    count BIGINT NOT NULL, 
    PRIMARY KEY (kind, value)
);

CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    username VARCHAR(50) NOT NULL, 
    email VARCHAR(254) NOT NULL, 
    role VARCHAR(10) NOT NULL, 
    first_name VARCHAR(50) NOT NULL, 
    last_name VARCHAR(50) NOT NULL, 
    name VARCHAR(101) NOT NULL, 
    is_temporary_password BOOLEAN NOT NULL, 
    version INTEGER NOT NULL, 
    created_at DATETIME NOT NULL, 
    updated_at DATETIME NOT NULL, 
    username_key VARCHAR(320), 
    email_key VARCHAR(320), 
    search_text TEXT NOT NULL, 
    deleted_at DATETIME, 
    CONSTRAINT uq_users_email_key UNIQUE (email_key), 
    CONSTRAINT uq_users_username_key UNIQUE (username_key)
);

CREATE INDEX ix_users_role_id ON users (role, id);

CREATE TABLE assignments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    student_id INTEGER NOT NULL, 
    teacher_id INTEGER NOT NULL, 
    assigned_date DATETIME NOT NULL, 
    CONSTRAINT fk_assignments_student_id FOREIGN KEY(student_id) REFERENCES users (id), 
    CONSTRAINT fk_assignments_teacher_id FOREIGN KEY(teacher_id) REFERENCES users (id), 
    CONSTRAINT uq_assignments_student_id_teacher_id UNIQUE (student_id, teacher_id)
);

CREATE INDEX ix_assignments_teacher_id_id ON assignments (teacher_id, id);

CREATE TABLE credentials (
    user_id INTEGER NOT NULL, 
    password_hash VARCHAR(500) NOT NULL, 
    token_generation INTEGER NOT NULL, 
    PRIMARY KEY (user_id), 
    CONSTRAINT fk_credentials_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE sessions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    title VARCHAR(100) NOT NULL, 
    description VARCHAR(500) NOT NULL, 
    trainer_id INTEGER NOT NULL, 
    capacity INTEGER, 
    scheduled_date DATETIME NOT NULL, 
    duration_minutes INTEGER NOT NULL, 
    time_zone VARCHAR(64) NOT NULL, 
    status VARCHAR(10) NOT NULL, 
    class_link VARCHAR(500), 
    version INTEGER NOT NULL, 
    created_at DATETIME NOT NULL, 
    updated_at DATETIME NOT NULL, 
    ends_at DATETIME NOT NULL, 
    search_text TEXT NOT NULL, 
    CONSTRAINT fk_sessions_trainer_id FOREIGN KEY(trainer_id) REFERENCES users (id)
);

CREATE INDEX ix_sessions_scheduled_date_id ON sessions (scheduled_date, id);

CREATE INDEX ix_sessions_status_scheduled_date_id ON sessions (status, scheduled_date, id);

CREATE INDEX ix_sessions_trainer_id_scheduled_date_id ON sessions (trainer_id, scheduled_date, id);

CREATE TABLE seats (
    session_id INTEGER NOT NULL, 
    trainee_id INTEGER NOT NULL, 
    place INTEGER NOT NULL, 
    status VARCHAR(10), 
    note VARCHAR(500), 
    marked_at DATETIME, 
    marked_by BIGINT, 
    scheduled_date DATETIME NOT NULL, 
    ends_at DATETIME NOT NULL, 
    session_status VARCHAR(10) NOT NULL, 
    PRIMARY KEY (session_id, trainee_id), 
    CONSTRAINT fk_seats_session_id FOREIGN KEY(session_id) REFERENCES sessions (id), 
    CONSTRAINT fk_seats_trainee_id FOREIGN KEY(trainee_id) REFERENCES users (id)
);

CREATE INDEX ix_seats_trainee_id_scheduled_date_session_id ON seats (trainee_id, scheduled_date, session_id);

INSERT INTO stream_head (id, epoch, pos, floor_pos, last_check) VALUES (1, lower(hex(randomblob(16))), 0, 0, '0');

INSERT INTO tallies (kind, value, count) VALUES ('users', 'admin', 0);

INSERT INTO tallies (kind, value, count) VALUES ('users', 'trainer', 0);

INSERT INTO tallies (kind, value, count) VALUES ('users', 'trainee', 0);

INSERT INTO tallies (kind, value, count) VALUES ('sessions', 'scheduled', 0);

INSERT INTO tallies (kind, value, count) VALUES ('sessions', 'completed', 0);

INSERT INTO tallies (kind, value, count) VALUES ('sessions', 'cancelled', 0);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

-- Running upgrade 0001 -> 0002

ALTER TABLE users ADD COLUMN name_key VARCHAR(320);

CREATE INDEX ix_users_name_key_id ON users (name_key, id);

CREATE INDEX ix_users_role_name_key_id ON users (role, name_key, id);

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

COMMIT;

