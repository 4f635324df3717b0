"""Settings: where they come from, in which order, and what is said when one is wrong."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import Settings, describe, load
from bot.settings.template import settings_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, so that no wenzheng.toml of the developer is read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    """Write a settings file."""
    path.write_text(text, "utf-8")
    return path


def test_nothing_given_yields_the_defaults(folder: Path) -> None:
    """The whole service starts without a file or a variable."""
    assert load(environ={}) == Settings(public_url="http://127.0.0.1:8080")


def test_the_file_gives_way_to_the_environment_and_that_to_options(folder: Path) -> None:
    """Defaults < file < environment < command line."""
    write(
        folder / "wenzheng.toml", 'city = "甲市"\nport = 1\nhost = "h1"\n[desk]\nlink_minutes = 3'
    )
    settings = load(environ={"WENZHENG_PORT": "2", "WENZHENG_HOST": "h2"}, overrides={"port": 3})
    assert (settings.city, settings.host, settings.port) == ("甲市", "h2", 3)
    assert settings.desk.link_minutes == 3


def test_a_named_file_is_read_instead_of_the_one_in_the_folder(folder: Path) -> None:
    """--config wins over WENZHENG_CONFIG, which wins over ./wenzheng.toml."""
    write(folder / "wenzheng.toml", "port = 1")
    second = write(folder / "b.toml", "port = 2")
    third = write(folder / "c.toml", "port = 3")
    environ = {"WENZHENG_CONFIG": str(second)}
    assert load(environ=environ).port == 2
    assert load(third, environ=environ).port == 3


def test_every_setting_has_a_variable_that_is_read(folder: Path) -> None:
    """No setting can be reached from the file alone."""
    environ = {
        setting.variable: sample_value(setting.name, setting.default) for setting in describe()
    }
    settings = load(environ=environ)
    for setting in describe():
        owner = getattr(settings, setting.section) if setting.section else settings
        assert getattr(owner, setting.key) != setting.default, setting.name


def sample_value(name: str, default: object) -> str:
    """An allowed value that is not the default, as a variable holds it."""
    given = {
        "timezone": "Asia/Urumqi",
        "language": "en",
        "database": "postgresql://h/d",
        "public_url": "https://wz.example",
        "embed_origins": "https://a.example, https://b.example:8443/",
        "trusted_proxies": "10.0.0.0/8,::1",
        "secret": "x" * 40,
        "sample": "false",
        "conversation.longest_message": "600",
        "conversation.beside": "off",
        "promises.mode": "city",
        "promises.working_hours": "9:00-12:00, 13:00-17:00",
        "promises.quiet_from": "21:00",
        "promises.quiet_until": "07:00",
        "promises.duty_message": "08:00",
        "promises.hotline": "0571-12345",
        "telegram.token": "123456:ABC-DEF",
        "telegram.mode": "webhook",
        "telegram.base_url": "http://127.0.0.1:8081",
        "telegram.webhook_secret": "x" * 20,
        "wechat.token": "token",
        "wechat.app_id": "wx0123456789abcdef",
        "wechat.encoding_key": "x" * 43,
        "wechat.previous_key": "x" * 43,
        "wechat.mode": "plain",
        "wechat.account": "unverified",
        "matching.beside": "off",
        "matching.encoder": "onnx:models/bge",
        "encoder.pooling": "first",
        "wechat.base_url": "http://127.0.0.1:8081",
        "wecom.corp_id": "ww0123456789abcdef",
        "wecom.token": "token",
        "wecom.encoding_key": "x" * 43,
        "wecom.previous_key": "x" * 43,
        "wecom.base_url": "http://127.0.0.1:8081",
        "wecom.authorize_url": "http://127.0.0.1:8081",
        "wecom_robot.mode": "callback",
        "wecom_robot.url": "ws://127.0.0.1:8081/ws",
        "wecom_robot.token": "token",
        "wecom_robot.encoding_key": "x" * 43,
        "wecom_robot.previous_key": "x" * 43,
        "wecom_group.webhooks": "duty=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "wecom_group.mode": "strict",
        "wechat.notice_fields": "thing1, phrase2, time3",
        "wechat.guide_url": "https://wz.example/guide",
        "wechat.subscription_long_term": "false",
        "webhook.secret": "x" * 40,
        "transcription.url": "http://127.0.0.1:9000",
        "webhook.url": "https://front.example/messages",
    }
    if name in given:
        return given[name]
    return "0.5" if default is None else str(2 if isinstance(default, int) and default != 2 else 3)


def test_lists_in_variables_are_separated_by_commas(folder: Path) -> None:
    """Origins lose their closing slash, networks take their usual form."""
    settings = load(
        environ={
            "WENZHENG_EMBED_ORIGINS": "https://A.example/, https://b.example:8443",
            "WENZHENG_TRUSTED_PROXIES": "10.1.2.3/8,",
        }
    )
    assert settings.embed_origins == ("https://a.example", "https://b.example:8443")
    assert settings.trusted_proxies == ("10.0.0.0/8",)


def test_an_empty_variable_sets_nothing(folder: Path) -> None:
    """Compose files pass variables on that nobody has set."""
    assert load(environ={"WENZHENG_PORT": "", "WENZHENG_SECRET_FILE": ""}).port == 8080


def test_a_secret_is_read_from_a_file_without_its_last_line_break(folder: Path) -> None:
    """As container platforms hand secrets over, from the variable and from the settings file."""
    secret = write(folder / "secret", "s" * 40 + "\n")
    config = write(folder / "x.toml", 'secret_file = "secret"')
    assert load(environ={"WENZHENG_SECRET_FILE": str(secret)}).secret == "s" * 40
    assert load(config, environ={}).secret == "s" * 40


def test_a_relative_data_folder_belongs_to_the_file_that_names_it(folder: Path) -> None:
    """A service started from elsewhere finds the same data."""
    (folder / "etc").mkdir()
    config = write(folder / "etc" / "w.toml", 'data = "kept"\ndatabase = "a.db"')
    settings = load(config, environ={})
    assert settings.data_folder == folder / "etc" / "kept"
    assert settings.database == str(folder / "etc" / "a.db")


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("0.0.0.0", 80, "http://127.0.0.1:80"),  # noqa: S104
        ("::", 81, "http://[::1]:81"),
        ("wz.example", 82, "http://wz.example:82"),
        ("127.0.0.1", 0, ""),
    ],
)
def test_the_public_address_follows_host_and_port(
    folder: Path, host: str, port: int, url: str
) -> None:
    """An address that a browser on this machine can open; none while the port is open."""
    assert load(environ={}, overrides={"host": host, "port": port}).public_url == url


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("WENZHENG_PORT", "abc", ["WENZHENG_PORT", "0 to 65535", "'abc'"]),
        ("WENZHENG_PORT", "65536", ["whole number from 0 to 65535"]),
        ("WENZHENG_SAMPLE", "maybe", ["true or false"]),
        ("WENZHENG_MATCHING_ANSWER", "1.5", ["a number from 0 to 1"]),
        ("WENZHENG_CITY", "市" * 41, ["1 to 40 characters"]),
        ("WENZHENG_WECHAT_NOTICE_FIELDS", '["thing1"]', ["keywords", "thing1, phrase2, time3"]),
        ("WENZHENG_TIMEZONE", "Asia/Peking", ["Asia/Shanghai"]),
        ("WENZHENG_TIMEZONE", "../etc/passwd", ["Asia/Shanghai"]),
        ("WENZHENG_LANGUAGE", "zh-CN", ["zh-Hans", "en"]),
        ("WENZHENG_PUBLIC_URL", "wz.example.gov.cn", ["https://"]),
        ("WENZHENG_PUBLIC_URL", "https://wz.example/desk", ["without a path"]),
        ("WENZHENG_EMBED_ORIGINS", "*", ["origins such as"]),
        ("WENZHENG_EMBED_ORIGINS", "https://u:p@a.example", ["origins such as"]),
        ("WENZHENG_TRUSTED_PROXIES", "10.0.0.0/64", ["10.0.0.0/8"]),
        ("WENZHENG_DATABASE", "mysql://h/d", ["postgresql://"]),
        ("WENZHENG_HOST", "127.0.0.1:80", ["without a port"]),
        ("WENZHENG_PROT", "1", ["WENZHENG_PROT", "did you mean WENZHENG_PORT?"]),
        ("WENZHENG_PORT_FILE", "/x", ["no setting", "WENZHENG_PORT_FILE"]),
        ("WENZHENG_SECRET_FILE", "/no/such", ["WENZHENG_SECRET_FILE", "/no/such"]),
        ("WENZHENG_CONFIG", "/no/such", ["/no/such", "cannot be read"]),
    ],
)
def test_a_wrong_variable_is_named_with_what_is_allowed(
    folder: Path, variable: str, value: str, words: list[str]
) -> None:
    """One sentence: where, what is allowed, what stands there."""
    with pytest.raises(SettingsError) as refusal:
        load(environ={variable: value})
    message = str(refusal.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('port = "80"', ["x.toml, key port", "whole number"]),
        ("prot = 80", ["key prot", "did you mean port?"]),
        ("[desk]\nlink_minute = 1", ["key desk.link_minute", "desk.link_minutes"]),
        ("desk = 1", ["key desk", "no such setting"]),
        ("[port]\nx = 1", ["key port"]),
        ("embed_origins = 'https://a.example'", ["key embed_origins", "list of texts"]),
        ("[uploads]\nmax_files = true", ["key uploads.max_files", "1 to 20"]),
        ("secret_file = 3", ["key secret_file", "path"]),
        ("port = = 3", ["x.toml", "not valid TOML"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file(folder: Path, text: str, words: list[str]) -> None:
    """The file and the key, so that an operator finds the line."""
    with pytest.raises(SettingsError) as refusal:
        load(write(folder / "x.toml", text), environ={})
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    """A line for each fault, of the file and of the environment, in the order of reading."""
    text = 'port = "x"\nprot = 1\ncity = "甲市"\n[uploads]\nmax_files = 99\nmax_megabyte = 1'
    config = write(folder / "x.toml", text)
    with pytest.raises(SettingsError) as refusal:
        load(config, {"WENZHENG_LANGUAGE": "fr", "WENZHENG_X": "1"}, overrides={"host": "a/b"})
    places = ("port", "prot", "uploads.max_files", "uploads.max_megabyte", "LANGUAGE", "X", "host")
    told = str(refusal.value).splitlines()
    assert [place for place, line in zip(places, told, strict=True) if place in line] == [*places]


def test_a_file_that_cannot_be_read_hides_no_other_fault(folder: Path) -> None:
    """Nobody finds the second one only after mending the first."""
    config = write(folder / "x.toml", "port = = 3")
    with pytest.raises(SettingsError) as refusal:
        load(config, {"WENZHENG_PORT": "x", "WENZHENG_SECRET_FILE": "/no/such"})
    first, second, third = str(refusal.value).splitlines()
    assert ("not valid TOML" in first, "PORT" in second, "/no/such" in third) == (True, True, True)


def test_secrets_are_never_shown(folder: Path) -> None:
    """Neither in the settings' own text nor in a complaint about one of them."""
    settings = load(
        environ={"WENZHENG_SECRET": "s3cret" * 9, "WENZHENG_DATABASE": "postgresql://u:pw@h/d"}
    )
    assert "s3cret" not in repr(settings)
    assert "pw" not in repr(settings)
    with pytest.raises(SettingsError) as refusal:
        load(environ={"WENZHENG_SECRET": "short"})
    assert "short" not in str(refusal.value)


@given(
    st.dictionaries(
        st.sampled_from([setting.variable for setting in describe()]),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")),
    )
)
def test_any_text_is_taken_or_refused_in_one_sentence(environ: dict[str, str]) -> None:
    """No variable, whatever it holds, ends in anything but settings or a SettingsError."""
    with suppress(SettingsError):
        assert isinstance(load(Path("/dev/null"), environ), Settings)


def test_the_written_file_changes_nothing_until_it_is_edited(folder: Path) -> None:
    """`wenzheng init` writes every setting, commented out, in its section."""
    text = settings_file({})
    config = write(folder / "wenzheng.toml", text)
    assert load(config, environ={}) == load(Path("/dev/null"), environ={})
    for setting in describe():
        assert setting.meaning in text
        assert setting.meaning_zh in text
        assert setting.variable in text


def test_the_written_file_is_valid_once_its_comments_are_taken_away(folder: Path) -> None:
    """Every commented line is a setting with an allowed value."""
    uncommented = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in settings_file({}).splitlines()
    )
    assert len(tomllib.loads(uncommented)) > 10
    config = write(folder / "all.toml", uncommented)
    assert load(config, environ={}).data_folder == folder / "wenzheng-data"


def test_given_values_stand_uncommented_in_the_written_file(folder: Path) -> None:
    """What was asked for on the command line is kept."""
    config = write(folder / "w.toml", settings_file({"data": 'a"b', "port": 9000}))
    settings = load(config, environ={})
    assert settings.port == 9000
    assert settings.data.endswith('a"b')


def test_the_citys_name_is_told_in_the_readers_language_and_script() -> None:
    """As the settings say; else the city's own name, and the sample's in each."""
    assert Settings(city="杭州市", city_en="Hangzhou").city_in("en") == "Hangzhou"
    assert Settings(city="杭州市", city_en="Hangzhou").city_in("zh-Hant") == "杭州市"
    assert Settings(city="杭州市").city_in("en") == "杭州市"
    assert Settings(city="范县", city_hant="范縣").city_in("zh-Hant") == "范縣"
    assert Settings(city="范县", city_hant="范縣").city_in("zh-Hans") == "范县"
    told = [Settings().city_in(each) for each in ("zh-Hans", "zh-Hant", "en")]
    assert told == ["样例市", "樣例市", "Sample City"]
