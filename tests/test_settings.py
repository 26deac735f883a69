"""Settings: they run with no environment at all, and refuse to start unsafely."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
STRONG = secrets.token_urlsafe(64)
PRODUCTION = {"DEBUG": "false", "SECRET_KEY": STRONG, "ALLOWED_HOSTS": "vocplan.example"}


@pytest.fixture
def boot(tmp_path):
    """A function that loads a copy of the settings in an empty folder and prints one expression over them."""
    (tmp_path / "vocplan").mkdir()
    shutil.copy(ROOT / "vocplan" / "settings.py", tmp_path / "vocplan" / "settings.py")

    def run(expression: str, **environment: str) -> subprocess.CompletedProcess:
        code = f"from vocplan import settings; print({expression})"
        kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=kept | environment, capture_output=True, text=True
        )

    return run


def test_they_run_with_no_environment_at_all(boot, tmp_path):
    first = boot("settings.DEBUG, settings.DATABASES['default']['NAME'], repr(settings.REDIS_URL)")
    assert first.returncode == 0, first.stderr
    assert first.stdout.strip() == f"True {tmp_path / 'data' / 'vocplan.sqlite3'} ''"


@pytest.mark.slow
def test_the_secret_of_a_trial_is_made_once_and_kept_private(boot, tmp_path):
    first, second = boot("settings.SECRET_KEY"), boot("settings.SECRET_KEY")
    assert len(first.stdout.strip()) >= 50
    assert first.stdout == second.stdout
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
    ],
)
def test_outside_debug_an_unsafe_start_is_refused(boot, change, complaint):
    refused = boot("0", **(PRODUCTION | change))
    assert refused.returncode != 0
    assert complaint in refused.stderr


@pytest.mark.slow
def test_a_given_secret_turns_debug_off(boot):
    assert boot("settings.DEBUG", SECRET_KEY=STRONG).stdout.strip() == "False"


@pytest.mark.slow
def test_forms_may_lead_to_the_provider_of_single_sign_on_and_nowhere_else(boot):
    expression = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    assert boot(expression).stdout.strip() == """["'self'"]"""
    led = boot(expression, OIDC_URL="https://sso.example/realms/a").stdout.strip()
    assert led == """["'self'", 'https://sso.example']"""


@pytest.mark.slow
def test_two_installations_on_one_host_share_no_cookie(boot):
    names = "*(value for name, value in sorted(vars(settings).items()) if name.endswith('_COOKIE_NAME'))"
    first, second = boot(names).stdout, boot(names, COOKIE_SUFFIX="_second_day").stdout
    assert first.strip() == "csrftoken device messages sessionid"
    assert set(first.split()).isdisjoint(second.split())


@pytest.mark.slow
def test_what_a_page_says_once_travels_in_the_installations_own_cookie():
    program = (
        "import django; django.setup(); from django.contrib.messages.storage import default_storage;"
        "from django.test import RequestFactory; from django.http import HttpResponse;"
        "request, response = RequestFactory().get('/'), HttpResponse(); request.session = {};"
        "said = default_storage(request); said.add(20, 'Đã lưu.'); said.update(response); print(*response.cookies)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "vocplan.settings", "COOKIE_SUFFIX": "_second_day"}
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert said.stdout.strip() == "messages_second_day", said.stderr


def test_pages_tell_their_scripts_the_name_of_the_cookie_with_the_form_secret(client, db, settings):
    assert f'data-csrf="{settings.CSRF_COOKIE_NAME}"' in client.get("/accounts/login/").content.decode()
    scripts = {script: script.read_text(encoding="utf-8") for script in (ROOT / "static" / "js").rglob("*.js")}
    assert [script for script, text in scripts.items() if "csrftoken=" in text] == []
    assert [script.name for script, text in scripts.items() if "document.cookie" in text] == ["form_secret.js"]


@pytest.mark.slow
def test_a_role_that_does_not_exist_stops_the_start(boot):
    refused = boot("0", SECOND_FACTOR="staff,boss")
    assert refused.returncode != 0
    assert "SECOND_FACTOR names roles that do not exist: boss." in refused.stderr


@pytest.mark.slow
def test_django_finds_nothing_to_warn_of_in_production():
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite://:memory:"} | PRODUCTION,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.slow
def test_sqlite_takes_its_lock_before_it_reads(boot):
    options = boot("settings.DATABASES['default']['OPTIONS']").stdout
    assert "'transaction_mode': 'IMMEDIATE'" in options
    assert "journal_mode=WAL" in options


def test_postgresql_connections_are_kept_and_checked(boot):
    answer = boot(
        "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['CONN_HEALTH_CHECKS']",
        DATABASE_URL="postgres://vocplan@db/vocplan",
    )
    assert answer.stdout.strip() == "vocplan.postgresql True"


@pytest.mark.parametrize(
    ("given", "cache"),
    [
        ({"REDIS_URL": "redis://redis:6379/0"}, "redis://redis:6379/1"),
        ({"REDIS_URL": "redis://redis:6379"}, "redis://redis:6379/1"),
        ({"REDIS_URL": "redis://redis:6379/0", "CACHE_URL": "redis://other:6379/0"}, "redis://other:6379/0"),
    ],
)
def test_redis_serves_queue_and_cache_from_two_databases_when_it_is_named(boot, given, cache):
    answer = boot("settings.CELERY_BROKER_URL, settings.CACHES['default']['LOCATION']", **given)
    assert answer.stdout.strip() == f"{given['REDIS_URL']} {cache}"


def test_a_cache_in_the_queues_own_database_is_refused(boot):
    refused = boot("0", REDIS_URL="redis://redis:6379/0", CACHE_URL="redis://redis:6379/0")
    assert "CACHE_URL must name another Redis database" in refused.stderr


def test_no_job_is_lost_by_a_worker_that_dies():
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    redelivered_after = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert redelivered_after > settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.slow
def test_the_operations_page_lists_every_setting():
    read = set()
    for path in [*ROOT.glob("*/*.py"), *ROOT.glob("*/*/**/*.py"), ROOT / "deploy" / "gunicorn.py"]:
        if path.relative_to(ROOT).parts[0] in ("agencies", "targets", "reports", "vocplan", "deploy"):
            read |= set(re.findall(r"""env(?:iron)?(?:\.\w+)?[\[(]\s*["']([A-Z_]+)["']""", path.read_text()))
    read -= {"DJANGO_SETTINGS_MODULE"}
    assert {"DATABASE_URL", "SECRET_KEY", "REDIS_URL"} <= read
    operations = (ROOT / "docs" / "operations.md").read_text()
    assert sorted(name for name in read if f"| `{name}` |" not in operations) == []
