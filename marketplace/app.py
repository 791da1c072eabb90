"""Building the app: configuration in, a Flask app out. Rooms are handed what they need, once."""

from __future__ import annotations

import atexit
import gc
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from pythonjsonlogger.json import JsonFormatter
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import cli, wiring
from marketplace.competences.queries import make_ready
from marketplace.config import Config
from marketplace.foundation import db, errands, links
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import end_reading
from marketplace.notices import gateway as notices_gateway
from marketplace.search import gateway as search_gateway
from marketplace.search import service as search_service
from marketplace.web.account.urls import door as account
from marketplace.web.employee.urls import door as employee
from marketplace.web.hr.urls import door as hr
from marketplace.web.institution.urls import door as institution
from marketplace.web.operator.urls import door as operator
from marketplace.web.public.urls import door as public
from marketplace.web.shell import errors, filters, noting, requests

MAX_REQUEST = 1024 * 1024


def create_app(config: Config) -> Flask:
    """The whole market as one Flask app on the database the configuration names."""
    _log_as_json(config.log_level)
    db.use(db.connect(config.database_url))
    links.use(config.secret_key)
    wiring.wire()
    search_gateway.use(config.instance_dir / "search", config.search_engine)
    notices_gateway.use(
        notices_gateway.Smtp(config.smtp_url, config.mail_from)
        if config.smtp_url
        else notices_gateway.FileOutbox(config.instance_dir / "outbox", config.mail_from),
        site_url=config.site_url,
    )

    app = Flask("marketplace")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SITE_URL=config.site_url,
        DEMO=config.demo,
        OPERATOR_NAME=config.operator_name,
        OPERATOR_CVR=config.operator_cvr,
        INSTANCE_DIR=config.instance_dir,
        TESTING=config.testing,
        PROPAGATE_FAULTS=config.testing,
        KEEP_PAGES=not config.testing,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="kompetencetorvet",
        REMEMBER_COOKIE_NAME="kompetencetorvet_remember",
        REMEMBER_COOKIE_DURATION=timedelta(days=30),
        REMEMBER_COOKIE_SECURE=config.secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=config.secure,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
    )
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies, x_host=config.trusted_proxies
        )
    Bootstrap5(app)
    CSRFProtect(app)
    people = LoginManager(app)
    people.user_loader(requests.load_person)
    filters.install(app)
    errors.install(app)
    requests.install(app)
    for door in (public, account, hr, institution, employee, operator):
        app.register_blueprint(door)
    cli.install(app)
    if config.worker_thread:
        beside(app, "errands", _work)
    if not config.testing:
        beside(app, "vocabulary", _make_ready)
        atexit.register(noting.flush)
        # What stands now, stands until the process ends: the collector need not walk it while pages are made.
        gc.collect()
        gc.freeze()
    return app


def beside(app: Flask, name: str, work: Callable[[], None]) -> None:
    """Do some work in a thread of the web process, from its first request on: a command starts none."""
    started = threading.Lock()

    @app.before_request
    def _start() -> None:
        if started.acquire(blocking=False):
            threading.Thread(target=work, name=name, daemon=True).start()


def _work() -> None:
    """Work the errands (demo and development)."""
    errands.work_forever(threading.Event(), also=_follow_and_flush)


def _make_ready() -> None:
    """Make the vocabulary ready, so that the first search of a process does not wait for it."""
    try:
        make_ready()
    except SQLAlchemyError as fault:  # a database that is away for a moment: the first search makes it ready
        logging.getLogger(__name__).warning("the vocabulary waits", extra={"fault": type(fault).__name__})
    finally:
        end_reading()


def _follow_and_flush() -> None:
    search_service.follow(now())
    noting.flush()  # the searches this process has counted


def _log_as_json(level: str) -> None:
    stream = logging.StreamHandler()
    stream.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{"))
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
