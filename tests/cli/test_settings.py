"""Every setting is read, every invalid one is refused by name, and no secret is ever repeated."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from tms_adapters.sql import DatabaseUrl
from tms_web.settings import Settings, SettingsError

SECRET = "8d7b3c6f5a4e2d1c0b9a8f7e6d5c4b3a"


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(environ)
    return str(refused.value)


def test_the_defaults_are_safe() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings(data_dir=Path("data"), database_url="sqlite:///data/tms.db")
    assert settings.secret_key is None
    assert settings.secret_path == Path("data/secret.key")
    assert settings.cors_origins == settings.allowed_hosts == settings.trusted_proxies == ()
    assert (settings.time_zone, settings.token_minutes, settings.password_min_length) == (None, 1440, None)
    assert (settings.max_body_bytes, settings.max_sockets, settings.login_failures) == (1_048_576, 20, 10)
    assert (settings.organisation, settings.paper, settings.max_reports) == (None, "A4", 2)


def test_an_empty_variable_counts_as_not_set() -> None:
    names = ["TMS_DATA_DIR", "TMS_DATABASE_URL", "TMS_SECRET_KEY", "TMS_CORS_ORIGINS", "TMS_TOKEN_MINUTES"]
    assert Settings.from_environment(dict.fromkeys(names, " ")) == Settings.from_environment({})


def test_the_database_file_is_in_the_data_folder() -> None:
    settings = Settings.from_environment({"TMS_DATA_DIR": "/srv/tms"})
    assert settings.database_url == "sqlite:////srv/tms/tms.db"
    assert settings.shown_database == "/srv/tms/tms.db"


GOOD: list[tuple[str, str, Any]] = [
    ("TMS_DATA_DIR", "some/where", Path("some/where")),
    ("TMS_DATABASE_URL", "sqlite:///relative.db", "sqlite:///relative.db"),
    ("TMS_DATABASE_URL", "sqlite:////srv/tms.db", "sqlite:////srv/tms.db"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://db/tms", "mysql+asyncmy://db/tms"),
    (
        "TMS_DATABASE_URL",
        "mysql+asyncmy://u:p@[::1]:3307,db:1,[fe80::1],10.0.0.1/tms",
        "mysql+asyncmy://u:p@[::1]:3307,db:1,[fe80::1],10.0.0.1/tms",
    ),
    (
        "TMS_DATABASE_URL",
        "mysql+asyncmy://u:p%40w@10.0.0.1:3306/tms",
        "mysql+asyncmy://u:p%40w@10.0.0.1:3306/tms",
    ),
    (
        "TMS_DATABASE_URL",
        "mysql+asyncmy://u:@a:1,b-1.lan:65535/t_1",
        "mysql+asyncmy://u:@a:1,b-1.lan:65535/t_1",
    ),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:p@a/t?x=1@2", "mysql+asyncmy://u:p@a/t?x=1@2"),
    ("TMS_SECRET_KEY", SECRET, SECRET),
    ("TMS_SECRET_KEY", "ключ" * 4, "ключ" * 4),
    ("TMS_BUS_URL", "redis://localhost", "redis://localhost"),
    ("TMS_BUS_URL", "rediss://user:pw@[::1]:6380/2", "rediss://user:pw@[::1]:6380/2"),
    ("TMS_CORS_ORIGINS", "https://a.example", ("https://a.example",)),
    (
        "TMS_CORS_ORIGINS",
        "HTTPS://A.example:443, http://localhost:5173,,https://a.example",
        ("https://a.example", "http://localhost:5173"),
    ),
    ("TMS_CORS_ORIGINS", "http://[::1]:3000", ("http://[::1]:3000",)),
    ("TMS_ALLOWED_HOSTS", "Training.example.org, *.example.org", ("training.example.org", "*.example.org")),
    ("TMS_ALLOWED_HOSTS", "127.0.0.1,[::1],*", ("127.0.0.1", "[::1]", "*")),
    (
        "TMS_ALLOWED_HOSTS",
        "Training.example.org., *.München.example, straße.example",
        ("training.example.org", "*.xn--mnchen-3ya.example", "xn--strae-oqa.example"),
    ),
    ("TMS_TRUSTED_PROXIES", "10.0.0.1", (ip_network("10.0.0.1"),)),
    (
        "TMS_TRUSTED_PROXIES",
        "10.0.0.0/8, ::1, fd00::/8",
        tuple(map(ip_network, ("10.0.0.0/8", "::1", "fd00::/8"))),
    ),
    ("TMS_TIME_ZONE", "Europe/Lisbon", "Europe/Lisbon"),
    ("TMS_TOKEN_MINUTES", "1", 1),
    ("TMS_TOKEN_MINUTES", "527040", 527_040),
    ("TMS_PASSWORD_MIN_LENGTH", " 12 ", 12),
    ("TMS_MAX_BODY_BYTES", "2000000", 2_000_000),
    ("TMS_MAX_SOCKETS", "1000", 1000),
    ("TMS_LOGIN_FAILURES", "3", 3),
    ("TMS_MAIL_HOLD_SECONDS", "0", 0),
    ("TMS_EVENT_DAYS", "7", 7),
    ("TMS_MAX_EVENTS", "5000", 5000),
    ("TMS_ORGANISATION", " Академия «Север» ", "Академия «Север»"),
    ("TMS_PAPER", "letter", "Letter"),
    ("TMS_MAX_REPORTS", "1", 1),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD, ids=[f"{name}={text}" for name, text, _ in GOOD])
def test_a_valid_setting_is_read(name: str, text: str, value: object) -> None:
    settings = Settings.from_environment({name: text})
    assert getattr(settings, name.removeprefix("TMS_").lower()) == value


LISTS = ["TMS_CORS_ORIGINS", "TMS_ALLOWED_HOSTS", "TMS_TRUSTED_PROXIES"]
SENSELESS = [
    ("TMS_DATA_DIR", __file__),
    ("TMS_DATABASE_URL", "postgresql://u:hidden-pw@db/tms"),
    ("TMS_DATABASE_URL", "mysql://u:hidden-pw@db/tms"),
    ("TMS_DATABASE_URL", "sqlite://"),
    ("TMS_DATABASE_URL", "sqlite:///"),
    ("TMS_DATABASE_URL", "sqlite:///:memory:"),
    ("TMS_DATABASE_URL", "sqlite:///data/"),
    ("TMS_DATABASE_URL", "sqlite:////"),
    ("TMS_DATABASE_URL", "sqlite:////etc"),
    ("TMS_DATABASE_URL", "sqlite:///tms.db?mode=ro"),
    ("TMS_DATABASE_URL", "sqlite:///%00"),
    ("TMS_DATABASE_URL", "sqlite:////%65tc"),
    ("TMS_DATA_DIR", "~nobody.of.that.name/data"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db/"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db:0/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db:65536/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db:x/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@a,,b/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@x@db/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw/x@db/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@db/tms; DROP"),
    ("TMS_SECRET_KEY", "hidden-pw"),
    ("TMS_SECRET_KEY", "hidden-pw" + "\x07" * 40),
    ("TMS_BUS_URL", "amqp://u:hidden-pw@host"),
    ("TMS_BUS_URL", "redis://"),
    ("TMS_BUS_URL", "redis://:hidden-pw@host:99999"),
    ("TMS_CORS_ORIGINS", "*"),
    ("TMS_CORS_ORIGINS", "null"),
    ("TMS_CORS_ORIGINS", "a.example"),
    ("TMS_CORS_ORIGINS", "https://a.example/"),
    ("TMS_CORS_ORIGINS", "https://a.example/app"),
    ("TMS_CORS_ORIGINS", "https://a.example, ftp://b.example"),
    ("TMS_CORS_ORIGINS", "https://*.example"),
    ("TMS_CORS_ORIGINS", "https://u@a.example"),
    ("TMS_CORS_ORIGINS", "https://a.example:99999"),
    ("TMS_CORS_ORIGINS", "https://[::1"),
    ("TMS_CORS_ORIGINS", "https://a.example?x"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@::1/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@[::1/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@[::1]x/tms"),
    ("TMS_DATABASE_URL", "mysql+asyncmy://u:hidden-pw@[::g]:1/tms"),
    *((name, text) for name in LISTS for text in (",", ",,", " , ")),
    *(("TMS_TIME_ZONE", zone) for zone in ("localtime", "Factory", "posixrules", "posix/UTC", "right/UTC")),
    ("TMS_ALLOWED_HOSTS", "a.example:8000"),
    ("TMS_ALLOWED_HOSTS", "https://a.example"),
    ("TMS_ALLOWED_HOSTS", "a.*.example"),
    ("TMS_ALLOWED_HOSTS", "two words"),
    ("TMS_ALLOWED_HOSTS", "a.example.."),
    ("TMS_ALLOWED_HOSTS", "."),
    ("TMS_ALLOWED_HOSTS", "a\u202eb.example"),
    ("TMS_TRUSTED_PROXIES", "proxy.lan"),
    ("TMS_TRUSTED_PROXIES", "10.0.0.1/8"),
    ("TMS_TRUSTED_PROXIES", "*"),
    ("TMS_TIME_ZONE", "Mars/Olympus"),
    ("TMS_TIME_ZONE", "../../etc/passwd"),
    ("TMS_TOKEN_MINUTES", "0"),
    ("TMS_TOKEN_MINUTES", "-5"),
    ("TMS_TOKEN_MINUTES", "1e3"),
    ("TMS_TOKEN_MINUTES", "a day"),
    ("TMS_TOKEN_MINUTES", "527041"),
    ("TMS_TOKEN_MINUTES", "٣"),
    ("TMS_PASSWORD_MIN_LENGTH", "5"),
    ("TMS_PASSWORD_MIN_LENGTH", "129"),
    ("TMS_MAX_BODY_BYTES", "1MiB"),
    ("TMS_MAX_BODY_BYTES", "0"),
    ("TMS_MAX_SOCKETS", "0"),
    ("TMS_LOGIN_FAILURES", "0"),
    ("TMS_EVENT_DAYS", "0"),
    ("TMS_MAX_EVENTS", "999"),
    ("TMS_LOGIN_FAILURES", "10.5"),
    ("TMS_MAIL_HOLD_SECONDS", "3601"),
    ("TMS_LOGIN_FAILURES", "9" * 5000),
    ("TMS_ORGANISATION", "two\nlines"),
    ("TMS_ORGANISATION", "x" * 201),
    ("TMS_PAPER", "A5"),
    ("TMS_MAX_REPORTS", "0"),
    ("TMS_MAX_REPORTS", "65"),
]


@pytest.mark.parametrize(("name", "text"), SENSELESS, ids=[f"{name}={text[:60]}" for name, text in SENSELESS])
def test_an_invalid_setting_is_refused_in_one_sentence_that_names_it(name: str, text: str) -> None:
    sentence = refusal(**{name: text})
    assert sentence.startswith(f"{name} must ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200
    assert "hidden-pw" not in sentence


def test_an_invalid_host_address_is_explained() -> None:
    url = "mysql+asyncmy://u:p@{}/tms"
    assert "ports from 1 to 65535, not '65536'" in refusal(TMS_DATABASE_URL=url.format("db:65536"))
    assert "ports from 1 to 65535, not '0'" in refusal(TMS_DATABASE_URL=url.format("[::1]:0"))
    assert "IPv6 addresses in brackets" in refusal(TMS_DATABASE_URL=url.format("::1"))


def test_a_stray_percent_sign_is_explained() -> None:
    for account in ("u:sec%zz", "u:100%", "u%x:p"):
        sentence = refusal(TMS_DATABASE_URL=f"mysql+asyncmy://{account}@db/tms")
        assert "must write any % in the user name or password as %25" in sentence


def test_hosts_may_be_names_and_addresses_of_both_kinds() -> None:
    where = DatabaseUrl.parse("mysql+asyncmy://u:p@[::1]:3307,db,10.0.0.1:3308,[fe80::1]/tms?unix_socket=/x")
    assert where.hosts == [("::1", 3307), ("db", 3306), ("10.0.0.1", 3308), ("fe80::1", 3306)]
    assert (where.url.host, where.url.port, where.url.username, where.url.database) == (
        "::1",
        3307,
        "u",
        "tms",
    )


def test_the_repr_of_settings_shows_no_secret() -> None:
    settings = Settings.from_environment(
        {
            "TMS_DATABASE_URL": "mysql+asyncmy://root:hidden-pw@db1:3307,db2/tms?charset=utf8mb4",
            "TMS_SECRET_KEY": "hidden-pw" * 4,
            "TMS_BUS_URL": "redis://:hidden-pw@bus",
        }
    )
    assert "hidden-pw" not in repr(settings)
    assert settings.shown_database == "tms on db1:3307, db2"
