"""Prepare a true record: who did what and when, states, soft deletion, people's settings, sign-ins, organisation."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
BLOB = sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")
OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
NUMBERED = {**OPTIONS, "sqlite_autoincrement": True}

RANDOM_ID = {"mysql": "REPLACE(UUID(), '-', '')", "sqlite": "lower(hex(randomblob(16)))"}
NOW = {"mysql": "UTC_TIMESTAMP(6)", "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')"}

COLUMNS: dict[str, list[Callable[[], sa.Column[Any]]]] = {
    "users": [
        lambda: sa.Column("status", sa.String(length=11), nullable=False, server_default="active"),
        lambda: sa.Column("deactivated_at", MOMENT),
        lambda: sa.Column("language", sa.String(length=10)),
        lambda: sa.Column("time_zone", sa.String(length=64)),
        lambda: sa.Column("pending_email", sa.String(length=254)),
        lambda: sa.Column("email_verified_at", MOMENT),
        lambda: sa.Column("external_id", sa.String(length=64)),
        lambda: sa.Column("custom", LONG_TEXT),
        lambda: sa.Column("search_key", sa.Text()),
        lambda: sa.Column("sort_key", sa.String(length=320)),
    ],
    "credentials": [
        lambda: sa.Column("set_at", MOMENT),
        lambda: sa.Column("unlisted_ended_at", MOMENT),
    ],
    "sign_in_failures": [lambda: sa.Column("origin", sa.String(length=64))],
    "sessions": [
        lambda: sa.Column("created_by", sa.BigInteger()),
        lambda: sa.Column("closed_by", sa.BigInteger()),
        lambda: sa.Column("closed_at", MOMENT),
        lambda: sa.Column("status_reason", sa.String(length=200)),
        lambda: sa.Column("deleted_at", MOMENT),
        lambda: sa.Column("external_id", sa.String(length=64)),
        lambda: sa.Column("custom", LONG_TEXT),
        lambda: sa.Column("search_key", sa.Text()),
        lambda: sa.Column("text_digest", sa.BigInteger()),
    ],
    "seats": [
        lambda: sa.Column("state", sa.String(length=10), nullable=False, server_default="enrolled"),
        lambda: sa.Column("reply", sa.String(length=10)),
        lambda: sa.Column("source", sa.String(length=20), nullable=False, server_default="manual"),
        lambda: sa.Column("added_by", sa.BigInteger()),
        lambda: sa.Column("added_at", MOMENT),
        lambda: sa.Column("minutes", sa.Integer()),
        lambda: sa.Column("discarded", LONG_TEXT),
        lambda: sa.Column("session_deleted_at", MOMENT),
    ],
    "event_log": [lambda: sa.Column("values_before", LONG_TEXT)],
}
"""The new columns of each table. A column belongs to one table, so each is made anew."""

OBSOLETE_INDEXES = {
    "ix_users_name_key_id": ["name_key", "id"],
    "ix_users_role_name_key_id": ["role", "name_key", "id"],
}
OBSOLETE: dict[str, dict[str, Callable[[], sa.Column[Any]]]] = {
    "users": {
        "name_key": lambda: sa.Column("name_key", sa.String(length=320)),
        "search_text": lambda: sa.Column("search_text", sa.Text()),
    },
    "sessions": {
        "search_text": lambda: sa.Column("search_text", sa.Text()),
    },
}
"""What ``search_key`` and ``sort_key`` replace: keys in which accents counted."""

INDEXES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "ix_users_external_id": ("users", ["external_id"], {"unique": True}),
    "ix_users_sort_key_id": ("users", ["sort_key", "id"], {}),
    "ix_users_role_sort_key_id": ("users", ["role", "sort_key", "id"], {}),
    "ix_sessions_text_digest_deleted_at": ("sessions", ["text_digest", "deleted_at"], {}),
    "ix_sessions_external_id": ("sessions", ["external_id"], {"unique": True}),
    # SQLite would use an index of all rows to find those that are not deleted: nearly every row.
    "ix_sessions_deleted_at": (
        "sessions",
        ["deleted_at"],
        {"sqlite_where": sa.text("deleted_at IS NOT NULL")},
    ),
}

AT_ONCE = 200
"""Ids in each statement that fills columns, so that no statement holds locks for long."""


def upgrade() -> None:
    """Add the columns, tables and indexes, and fill in what the database knows about existing rows.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped. In offline mode
    (printed SQL) the database is empty and there is nothing to fill.
    """
    offline = context.is_offline_mode()
    known = _Known(None if offline else op.get_bind())
    for table, columns in COLUMNS.items():
        for column in (make() for make in columns):
            if column.name not in known.columns(table):
                op.add_column(table, column)
    if "sign_ins" not in known.tables:
        create_sign_ins()
    if "sign_in_streaks" not in known.tables:
        create_sign_in_streaks()
    if "organisation" not in known.tables:
        create_organisation()
    if "user_search_terms" not in known.tables:
        create_user_search_terms()
    if offline or known.is_empty("organisation"):
        insert_organisation()
    if not offline:
        fill(op.get_bind())
    for name, (table, columns, options) in INDEXES.items():
        if name not in known.indexes(table):
            op.create_index(name, table, columns, **options)
    for name in OBSOLETE_INDEXES:
        if offline or name in known.indexes("users"):
            op.drop_index(name, "users")
    for table, obsolete in OBSOLETE.items():
        for name in obsolete:
            if offline or name in known.columns(table):
                op.drop_column(table, name)


def downgrade() -> None:
    """Drop what ``upgrade`` added, and restore what it dropped, with keys that are close to the old ones."""
    for table, obsolete in OBSOLETE.items():
        for make in obsolete.values():
            op.add_column(table, make())
    op.execute("UPDATE users SET name_key = sort_key, search_text = COALESCE(search_key, '')")
    op.execute("UPDATE sessions SET search_text = COALESCE(search_key, '')")
    for name, indexed in OBSOLETE_INDEXES.items():
        op.create_index(name, "users", indexed)
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
    for table in ("user_search_terms", "organisation", "sign_in_streaks", "sign_ins"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for column in (make() for make in reversed(columns)):
            op.drop_column(table, column.name)


def create_sign_ins() -> None:
    """Every token that was issued and has not been forgotten."""
    op.create_table(
        "sign_ins",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_id", name="uq_sign_ins_token_id"),
        **NUMBERED,
    )
    op.create_index("ix_sign_ins_user_id_id", "sign_ins", ["user_id", "id"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])


def create_sign_in_streaks() -> None:
    """Failures in a row to sign in, by account, name or address. They matter for a day."""
    op.create_table(
        "sign_in_streaks",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
        **OPTIONS,
    )
    op.create_index("ix_sign_in_streaks_last_at", "sign_in_streaks", ["last_at"])


def create_organisation() -> None:
    """The organisation: one row. Null means that nothing has been chosen, so the default applies."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100)),
        sa.Column("time_zone", sa.String(length=64)),
        sa.Column("language", sa.String(length=10)),
        sa.Column("week_starts_on", sa.Integer()),
        sa.Column("clock", sa.Integer()),
        sa.Column("working_hours", LONG_TEXT),
        sa.Column("password_min_length", sa.Integer()),
        sa.Column("mail_from_name", sa.String(length=100)),
        sa.Column("join_minutes_before", sa.Integer()),
        sa.Column("custom_fields", LONG_TEXT),
        sa.Column("logo", BLOB),
        sa.Column("logo_type", sa.String(length=20)),
        sa.Column("logo_digest", sa.String(length=64)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **OPTIONS,
    )


def create_user_search_terms() -> None:
    """The ends of the words by which people are found."""
    op.create_table(
        "user_search_terms",
        sa.Column("term", sa.String(length=TERM_LENGTH), nullable=False),
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("of_name", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("term", "user_id"),
        **OPTIONS,
        sqlite_with_rowid=False,
    )


def insert_organisation() -> None:
    """The row, with the random id that distinguishes this installation from all others."""
    names = ("id", "version", "installation_id", "updated_at")
    organisation = sa.table("organisation", *(sa.column(name) for name in names))
    dialect = op.get_context().dialect.name
    random_id, now = sa.literal_column(RANDOM_ID[dialect]), sa.literal_column(NOW[dialect])
    row = {"id": sa.literal_column("1"), "version": sa.literal_column("1")}
    op.execute(organisation.insert().values(**row, installation_id=random_id, updated_at=now))


ADDED_AT = (
    "UPDATE seats SET added_at = (SELECT created_at FROM sessions WHERE sessions.id = seats.session_id) "
    "WHERE session_id BETWEEN :low AND :high AND added_at IS NULL"
)
SET_AT = (
    "UPDATE credentials SET set_at = (SELECT MAX(timestamp) FROM password_log "
    "WHERE password_log.user_id = credentials.user_id) "
    "WHERE user_id BETWEEN :low AND :high AND set_at IS NULL"
)
NO_SIGN_IN = (
    "UPDATE users SET status = 'no_sign_in' WHERE id BETWEEN :low AND :high AND status = 'active' "
    "AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM credentials WHERE credentials.user_id = users.id)"
)
USERS = sa.table(
    "users",
    *map(sa.column, ("id", "name", "first_name", "last_name", "username", "email")),
    *map(sa.column, ("search_key", "sort_key", "deleted_at")),
)
SESSIONS = sa.table("sessions", *map(sa.column, ("id", "title", "description", "search_key", "text_digest")))
TERMS = sa.table("user_search_terms", *map(sa.column, ("term", "user_id", "of_name")))


def _fill_keys(connection: sa.Connection, low: int, high: int) -> None:
    """The keys by which sessions are searched."""
    wanted = (SESSIONS.c.id.between(low, high), SESSIONS.c.search_key.is_(None))
    found = connection.execute(
        sa.select(SESSIONS.c.id, SESSIONS.c.title, SESSIONS.c.description).where(*wanted)
    ).all()
    keys = {row.id: search_key(row.title, row.description) for row in found}
    digests = {session_id: digest(key) for session_id, key in keys.items()}
    _set(connection, SESSIONS, search_key=keys, text_digest=digests)


def _fill_people(connection: sa.Connection, low: int, high: int) -> None:
    """The keys by which people are searched and ordered. Deleted people have no name and get none."""
    wanted = (USERS.c.id.between(low, high), USERS.c.deleted_at.is_(None), USERS.c.sort_key.is_(None))
    found = connection.execute(sa.select(USERS).where(*wanted)).all()
    keys, terms = {}, []
    for row in found:
        east_asian = [row.last_name + row.first_name] if EAST_ASIAN.search(row.name) else []
        keys[row.id] = search_key(row.name, *east_asian, row.username, row.email)
        ends = dict.fromkeys(word_ends(keys[row.id]), False) | dict.fromkeys(
            word_ends(sort_key(row.name)), True
        )
        terms += [{"term": term, "user_id": row.id, "of_name": is_name} for term, is_name in ends.items()]
    if terms:
        connection.execute(TERMS.insert(), terms)
    _set(connection, USERS, search_key=keys, sort_key={row.id: sort_key(row.name) for row in found})


def _set(connection: sa.Connection, table: sa.TableClause, **columns: dict[int, Any]) -> None:
    """Set columns of a table, each to its value by id."""
    ids = list(next(iter(columns.values())))
    if ids:
        values = {name: sa.case(by_id, value=table.c.id) for name, by_id in columns.items()}
        connection.execute(sa.update(table).where(table.c.id.in_(ids)).values(values))


FILLING: dict[str, list[str | Callable[[sa.Connection, int, int], None]]] = {
    "sessions": [ADDED_AT, _fill_keys],
    "users": [SET_AT, NO_SIGN_IN, _fill_people],
}
"""What follows from the rows of a table, for those with ids from ``low`` to ``high``. What is filled is skipped."""


def fill(connection: sa.Connection) -> None:
    """Run the statements for one range of ids after the other, and report progress.

    On MariaDB each step is committed, so that an interruption loses one step, and locks are short.
    """
    progress = context.config.attributes.get("progress") or _no_progress
    highest = {
        table: connection.scalar(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table))) or 0
        for table in FILLING
    }
    done, total = 0, sum(highest.values())
    for table, statements in FILLING.items():
        for low, high in _ranges(highest[table]):
            for step in statements:
                if isinstance(step, str):
                    connection.execute(sa.text(step), {"low": low, "high": high})
                else:
                    step(connection, low, high)
            if not op.get_context().impl.transactional_ddl:
                connection.commit()
            progress(done + high, total)
        done += highest[table]


def _ranges(highest: int) -> Iterator[tuple[int, int]]:
    for low in range(1, highest + 1, AT_ONCE):
        yield low, min(low + AT_ONCE - 1, highest)


def _no_progress(done: int, total: int) -> None:
    pass


class _Known:
    """What exists already; nothing if there is no connection."""

    def __init__(self, connection: sa.Connection | None) -> None:
        self._connection = connection
        self._inspector = None if connection is None else sa.inspect(connection)
        self.tables = [] if self._inspector is None else self._inspector.get_table_names()

    def columns(self, table: str) -> list[str]:
        return (
            [] if self._inspector is None else [each["name"] for each in self._inspector.get_columns(table)]
        )

    def indexes(self, table: str) -> list[str]:
        return (
            []
            if self._inspector is None
            else [str(each["name"]) for each in self._inspector.get_indexes(table)]
        )

    def is_empty(self, table: str) -> bool:
        count = sa.select(sa.func.count()).select_from(sa.table(table))
        return self._connection is not None and not self._connection.scalar(count)


# Copies of the functions that fold text as they were when this migration was written, because the
# application's own rules may change.

MAX_KEY_LENGTH = 320
"""Folding can make text longer; keys that are indexed are cut to this many characters."""

IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Invisible characters (Unicode's Default_Ignorable_Code_Point) outside the
format characters of category Cf."""

APOSTROPHES = "'`´‘’‛′ʹʻʼʽʾʿˈˊˋʹ΄՚׳ꞌ＇\u1fbd\u1fef\u1ffd"
BASE_LETTERS = {
    "ae": "æ",
    "oe": "œɶ",
    "th": "þꝥꝧ",
    "a": "ᶏⱥ",
    "b": "ƀƃɓᵬᶀꞗ",
    "c": "ƈȼɕꞓꞔ",
    "d": "ðđƌȡɖɗᵭᶁᶑ",
    "e": "ɇᶒⱸꬴ",
    "f": "ƒᵮᶂꞙ",
    "g": "ǥɠᶃꞡ",
    "h": "ħɦⱨꞕ",
    "i": "ıɨᶖ",
    "j": "ȷɉɟʄʝ",
    "k": "ƙᶄⱪꝁꝃꝅꞣ",
    "l": "łƚȴɫɬɭᶅⱡꝉꞎꬷꬸꬹ",
    "m": "ɱᵯᶆꬺ",
    "n": "ŋƞȵɲɳᵰᶇꞑꞥꬻ",
    "o": "øⱺꝋꝍ",
    "p": "ƥᵱᵽᶈꝑꝓꝕ",
    "q": "ɋʠꝗꝙ",
    "r": "ɍɼɽɾᵲᵳᶉꞧꭉ",
    "s": "ȿʂᵴᶊꞩ",
    "t": "ŧƫƭȶʈᵵⱦ",
    "u": "ʉᶙꞹꭎꭒ",
    "v": "ʋᶌⱱⱴꝟ",
    "w": "ⱳ",
    "x": "ᶍꭖꭗꭘꭙ",
    "y": "ƴɏỿꭚ",
    "z": "ƶȥɀʐʑᵶᶎⱬ",
}
"""Letters with strokes, hooks and the like, which Unicode does not decompose, by the letters people type for
them."""

_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_TO_BASE = _ONE_APOSTROPHE | {
    ord(letter): base for base, letters in BASE_LETTERS.items() for letter in letters
}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
TERM_LENGTH = 16


def fold(text: str) -> str:
    """The form in which text is searched: case, accents, strokes of letters and kinds of apostrophes do not matter.

    ``Zoë`` and ``zoe``, ``O’Brien`` and ``o'brien``, ``Łukasz`` and ``lukasz`` are alike. Marks that make
    another letter, such as the vowel signs of Indic scripts and the voicing marks of kana, are kept.
    """
    if text.isascii():
        return text.lower().translate(_ONE_APOSTROPHE)
    # Apostrophes first: some of them decompose to a space and an accent.
    letters = _without_accents(_visible(text).translate(_ONE_APOSTROPHE))
    return unicodedata.normalize("NFC", _without_accents(letters.casefold()).translate(_TO_BASE))


def search_key(*texts: str) -> str:
    """What is stored of an entity to be searched: its texts, folded, a line each. Words with an apostrophe are
    also there without it."""
    return "\n".join(_searched(fold(text).split()) for text in texts)


def _searched(words: list[str]) -> str:
    return " ".join([*words, *(without_apostrophes(word) for word in words if "'" in word)])


def without_apostrophes(folded: str) -> str:
    """A folded text as it is in a ``sort_key``."""
    return folded.replace("'", "")


def sort_key(name: str) -> str:
    """The key by which names are ordered: folded, so that ``Ágnes`` stands beside ``Agnes``, and compared by
    code point.

    It has single blanks, none at the ends and no control characters, because some databases take "a" for
    equal to "a " and less than "a\\x01"; it is cut to ``MAX_KEY_LENGTH``.
    """
    return " ".join(_CONTROLS.sub(" ", without_apostrophes(fold(name))).split())[:MAX_KEY_LENGTH].rstrip()


def _visible(text: str) -> str:
    """``text`` without invisible characters. They go before normalisation, because one between a letter and
    its accent would keep the two apart."""
    return "".join(letter for letter in IGNORABLE.sub("", text) if unicodedata.category(letter) != "Cf")


def _without_accents(text: str) -> str:
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not _is_accent(unicodedata.combining(letter))
    )


def _is_accent(combining_class: int) -> bool:
    """Overlays, the points of Hebrew, Arabic and Syriac, and marks above and below (Unicode 4.3, table
    4-3): not nuktas, viramas, kana voicing marks and the vowels of Thai, Lao and Tibetan."""
    return combining_class == 1 or 10 <= combining_class <= 36 or combining_class >= 200


def word_ends(key: str) -> Iterator[str]:
    """Every end of every word, cut to the length of a term."""
    for word in set(key.split()):
        for start in range(len(word)):
            yield word[start : start + TERM_LENGTH]


def digest(key: str) -> int:
    """A number that identifies a text: 63 bits of its hash."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 1
