"""What the environment may say, and what is said about it at start."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from marketplace import config as config_module
from marketplace.config import Config, ConfigError, database_url

Env = dict[str, str]


@pytest.fixture
def whole(tmp_path: Path) -> Env:
    return {
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "SECRET_KEY": "x" * 32,
        "SITE_URL": "https://torvet.example/",
        "OPERATOR_NAME": "Torvet A/S",
        "OPERATOR_CVR": "10000009",
        "SMTP_URL": "smtp://navn:kode@mail.example:587",
        "MAIL_FROM": "torvet@torvet.example",
    }


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({"INSTANCE_DIR": str(tmp_path)})
    said = str(caught.value)
    for name in ("SECRET_KEY", "SITE_URL", "OPERATOR_NAME", "OPERATOR_CVR", "SMTP_URL"):
        assert said.count(f"{name} is missing") == 1
    assert "MAIL_FROM" not in said  # not before there is a mail server


def test_a_whole_environment_starts(whole: Env) -> None:
    config = Config.from_env(whole)
    assert config.site_url == "https://torvet.example"
    assert config.secure
    assert not config.demo
    assert not config.worker_thread
    assert config.database_url == f"sqlite:///{whole['INSTANCE_DIR']}/market.db"
    assert Path(whole["INSTANCE_DIR"]).is_dir()


def test_the_demo_market_needs_nothing(tmp_path: Path) -> None:
    env = {"DEMO": "1", "INSTANCE_DIR": str(tmp_path / "instance"), "PORT": "8123"}
    config = Config.from_env(env)
    assert config.site_url == "http://127.0.0.1:8123"
    assert not config.secure
    assert config.worker_thread
    assert config.operator_name
    assert config.smtp_url == ""
    assert len(config.secret_key) >= 32
    kept = tmp_path / "instance" / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert Config.from_env(env).secret_key == config.secret_key == kept.read_text()


def _secret(env: Env, answers: multiprocessing.SimpleQueue[str]) -> None:
    answers.put(Config.from_env(env).secret_key)


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[str] = spawn.SimpleQueue()
    env = {"DEMO": "1", "INSTANCE_DIR": str(tmp_path / "instance")}
    workers = [spawn.Process(target=_secret, args=(env, answers)) for _ in range(8)]
    for worker in workers:
        worker.start()
    secrets = {answers.get() for _ in workers}
    for worker in workers:
        worker.join()
    assert len(secrets) == 1
    assert [file.name for file in (tmp_path / "instance").iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "-1"),
        ("PORT", "²"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://x/y"),
        ("SEARCH_ENGINE", "elastic"),
        ("SITE_URL", "torvet.example"),
        ("SITE_URL", "ftp://torvet.example"),
        ("SITE_URL", "https://torvet.example/sti"),
        ("SITE_URL", "https://torvet.example?x=1"),
        ("SECRET_KEY", "kort"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "torvet"),
        ("MAIL_FROM", ""),
        ("OPERATOR_CVR", "12345678"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXIES", "one"),
    ],
)
def test_a_wrong_value_is_said_by_its_name(whole: Env, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({**whole, name: value})
    lines = str(caught.value).splitlines()[1:]
    assert len(lines) == 1
    assert lines[0].strip().startswith(name)


def test_an_engine_that_is_not_installed_is_said(whole: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_module, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="SEARCH_ENGINE is tantivy, but it is not installed"):
        Config.from_env({**whole, "SEARCH_ENGINE": "tantivy"})


def test_both_engines_are_known(whole: Env) -> None:
    for engine in ("whoosh", "tantivy"):
        assert Config.from_env({**whole, "SEARCH_ENGINE": engine}).search_engine == engine


@pytest.mark.parametrize("url", ["sqlite:////tmp/x.db", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_databases_we_know(whole: Env, url: str) -> None:
    assert Config.from_env({**whole, "DATABASE_URL": url}).database_url == url


def test_a_folder_we_cannot_write_in_is_said(whole: Env, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="INSTANCE_DIR"):
        Config.from_env({**whole, "INSTANCE_DIR": str(tmp_path / "file")})


def test_the_default_database_lies_in_the_instance_folder_which_is_made(tmp_path: Path) -> None:
    assert database_url({"INSTANCE_DIR": str(tmp_path / "new")}) == f"sqlite:///{tmp_path}/new/market.db"
    assert (tmp_path / "new").is_dir()
