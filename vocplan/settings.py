"""Settings of vocplan: one file that runs with no environment at all.

Every value that an office may change comes from the environment and is optional; docs/operations.md lists them.
"""

import secrets
import sys
from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "data"
env = environ.Env()

# Without any environment this is a machine of one person trying vocplan out: DEBUG follows from that.
DEBUG = env.bool("DEBUG", default="SECRET_KEY" not in env.ENVIRON)


def secret_key() -> str:
    """The secret of the installation; outside DEBUG a missing or weak one stops the boot."""
    given = env.str("SECRET_KEY", default="")
    if given:
        if not DEBUG and (len(given) < 50 or len(set(given)) < 5):
            raise ImproperlyConfigured("SECRET_KEY is too weak: give at least 50 random characters.")
        return given
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is missing: outside DEBUG vocplan does not start without one.")
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        DATA_DIR.mkdir(exist_ok=True)
        kept.write_text(secrets.token_urlsafe(64))
        kept.chmod(0o600)
    return kept.read_text().strip()


SECRET_KEY = secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: '*' is refused outside DEBUG.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "agencies",
    "targets",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "vocplan.middleware.shed",
    "django.middleware.gzip.GZipMiddleware",
    "vocplan.middleware.refuse_unreadable",
    "vocplan.middleware.instance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vocplan.middleware.first_things_first",
    "vocplan.middleware.session_goes_on",
    "vocplan.middleware.private_pages",
    "vocplan.middleware.refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "vocplan.urls"
WSGI_APPLICATION = "vocplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vocplan.context.page",
            ],
            "builtins": ["vocplan.addresses"],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'vocplan.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # Deferred transactions fail with "database is locked" as soon as two of them read and then write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # A page that takes so long has given up its reader: the web server sets it, the worker has no such limit.
    statement_seconds = env.int("STATEMENT_SECONDS", default=0)
    limits = f"-c statement_timeout={statement_seconds}s -c idle_in_transaction_session_timeout={statement_seconds}s"
    DATABASES["default"] |= {
        # Waits for no server that is dead, frozen or cut off.
        "ENGINE": "vocplan.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASES["default"].get("OPTIONS", {}),
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "options": limits,
        },
    }
# Opening SQLite's file again for each request would cost as much as the rest of a small answer.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "agencies.accounts.password_rules.LengthRule", "OPTIONS": {"min_length": 12}},
    {"NAME": "agencies.accounts.password_rules.KnownWordRule"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "agencies.accounts.sessions"
# A working day at most; and three hours of doing nothing outlast a lunch and a meeting, not a night at a shared desk.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE = timedelta(hours=3)
# A browser keeps cookies by host, whatever the port: of two installations there (a demo's two days) one has a suffix.
suffix = env.str("COOKIE_SUFFIX", default="")
COOKIE_NAMES = [name + suffix for name in ("sessionid", "device", "csrftoken", "messages")]
SESSION_COOKIE_NAME, DEVICE_COOKIE_NAME, CSRF_COOKIE_NAME, MESSAGES_COOKIE_NAME = COOKIE_NAMES
MESSAGE_STORAGE = "agencies.web.messages.MessageStorage"
OTHER_DAY_PORT = env.int("OTHER_DAY_PORT", default=0)
CSRF_FAILURE_VIEW = "vocplan.views.csrf_failure"

# django-allauth brings the second factor and single sign-on. Its sign-up, limits and letters are off: administrators
# enter people, and agencies/accounts/limits.py counts every try (docs/adr).
ACCOUNT_ADAPTER = "vocplan.signing_in.flow.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "vocplan.signing_in.flow.SecretsAdapter"
MFA_FORMS = {
    "authenticate": "vocplan.signing_in.flow.CodeForm",
    "reauthenticate": "vocplan.signing_in.flow.CodeAgainForm",
}
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "vocplan"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or not env.bool("HTTPS", default=True)
# Roles whose people sign in with a second factor; the founder counts as an administrator.
SECOND_FACTOR_ROLES = frozenset(env.list("SECOND_FACTOR", default=[]))
if unknown_roles := SECOND_FACTOR_ROLES - {"reporter", "staff", "leader", "administrator"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR names roles that do not exist: {', '.join(sorted(unknown_roles))}.")
SECOND_FACTOR_REMEMBERED = timedelta(days=30)
# Single sign-on: the address of an OpenID Connect provider; the claim that holds the user name in vocplan.
OIDC_URL = env.str("OIDC_URL", default="")
OIDC_ORIGIN = "/".join(OIDC_URL.split("/")[:3])
OIDC_NAME = env.str("OIDC_NAME", default="tài khoản chung của cơ quan")
OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", default="preferred_username")
SOCIALACCOUNT_ADAPTER = "vocplan.signing_in.flow.SingleSignOnAdapter"
OIDC_APP = {
    "provider_id": "office",
    "name": OIDC_NAME,
    "client_id": env.str("OIDC_CLIENT_ID", default="vocplan"),
    "secret": env.str("OIDC_CLIENT_SECRET", default=""),
    "settings": {"server_url": OIDC_URL},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [OIDC_APP] if OIDC_URL else []}}

# Proxies in front of the web process: the entry of X-Forwarded-For that the outermost of them wrote is the client.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Limits on signing in; agencies/accounts/limits.py says what each does.
SIGN_IN_TRIES = 5
SIGN_IN_LOCK = timedelta(minutes=15)
SIGN_IN_NAMES_PER_ADDRESS = 20
SIGN_IN_SPAN = timedelta(minutes=5)

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
# Numbers are formatted in reports/wording/formats.py alone: ids and years in templates stay as they are.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["vocplan.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
# An image has its static files collected, with names that change with them; `make run` serves them from where they lie.
COLLECTED_STATIC = env.bool("COLLECTED_STATIC", default=not DEBUG)
WHITENOISE_USE_FINDERS, WHITENOISE_MAX_AGE = not COLLECTED_STATIC, 31536000 if COLLECTED_STATIC else 0
if COLLECTED_STATIC:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "vocplan.static_files.RememberedNames"},
    }

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Browsers hold this against the redirect that answers a form, too.
        "form-action": [SELF, *([OIDC_ORIGIN] if OIDC_URL else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not DEBUG:
    HTTPS = env.bool("HTTPS", default=True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
    SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Files are counted by no limit of Django's own: the first of these refuses a body by the size that it declares.
FILE_UPLOAD_HANDLERS = [
    "agencies.web.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# A scanner for uploads that speaks clamd's language, as "host:port" or "/path/of/its/socket"; none by default. A wrong
# address stops the boot: while the scanner does not answer, no file is taken.
SCANNER = env.str("SCANNER", default="")
SCANNER_SECONDS = 20
if SCANNER and not (SCANNER.startswith("/") or (SCANNER.rpartition(":")[0] and SCANNER.rpartition(":")[2].isdecimal())):
    raise ImproperlyConfigured("SCANNER must be host:port or the path of a socket.")

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# A mail server that does not answer costs a round of sending this many seconds, never a page.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="vocplan@localhost")

# Who gets the last hash of the audit trail each morning, to keep it outside of the house; it is logged in any case.
AUDIT_HEAD_TO = env.list("AUDIT_HEAD_TO", default=[])

# Prints reports as PDF: the path of its program; without one the soffice or libreoffice of the PATH.
LIBREOFFICE = env.str("LIBREOFFICE", default="")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["targets.assess.parser.ExactJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "vocplan.rest.errors.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["vocplan.rest.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "token": "20/min", "assess": "60/min"},
    "EXCEPTION_HANDLER": "vocplan.rest.errors.error_response",
    "COERCE_DECIMAL_TO_STRING": False,
}
REST_KNOX = {"TOKEN_TTL": timedelta(hours=12), "TOKEN_LIMIT_PER_USER": 10}
SPECTACULAR_SETTINGS = {
    "TITLE": "vocplan",
    "DESCRIPTION": "Kế hoạch, chỉ tiêu, số liệu và tiến độ giáo dục nghề nghiệp.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {  # One name per set of words, whichever fields use it.
        "ActualSourceEnum": "reports.models.ActualSource",
        "AgencyKindEnum": "agencies.models.AgencyKind",
        "BoardStateEnum": "reports.collection.board.api.BOARD_STATES",
        "CellStatusEnum": "reports.collection.entry.api.STATUSES",
        "ContradictionRuleEnum": "reports.dashboards.contradictions.api.RULES",
        "DutyStateEnum": "reports.models.DutyState",
        "EntryEnum": "reports.models.Entry",
        "FigureKindEnum": "reports.models.FigureKind",
        "LocalityKindEnum": "agencies.models.LocalityKind",
        "MeasureKindEnum": "targets.models.MeasureKind",
        "ObstacleStateEnum": "reports.models.ObstacleState",
        "PeriodStateEnum": "reports.models.PeriodState",
        "ProgressStatusEnum": "reports.models.progress.STANDINGS",
        "RequestKindEnum": "targets.assess.requests.REQUEST_KINDS",
        "PlanRowComparatorEnum": "reports.plans.shapes.ROW_COMPARATORS",
        "PlanRowStateEnum": "reports.plans.shapes.ROW_STATES",
        "ReportBuildEnum": "reports.models.BuildState",
        "ReportFormatEnum": "reports.models.ReportFormat",
        "ReportKindEnum": "reports.models.ReportKind",
        "ReportStateEnum": "reports.models.ReportState",
        "SubmissionStateEnum": "reports.models.State",
    },
    # PATCH of a form needs its version, so no field of it is optional.
    "COMPONENT_SPLIT_PATCH": False,
}

# Without Redis the jobs are worked off by a thread of the web process (reports/runner.py).
REDIS_URL = env.str("REDIS_URL", default="")


def next_redis_database(url: str) -> str:
    """redis://host:6379/0 -> redis://host:6379/1: what empties the cache must not take the queue with it."""
    place, _, number = url.rstrip("/").rpartition("/")
    return f"{place}/{int(number) + 1}" if number.isdecimal() else f"{url.rstrip('/')}/1"


CACHE_URL = env.str("CACHE_URL", default=next_redis_database(REDIS_URL) if REDIS_URL else "")
if CACHE_URL and CACHE_URL == REDIS_URL:
    raise ImproperlyConfigured("CACHE_URL must name another Redis database than REDIS_URL.")
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
# What a worker has taken into its hand stands before everything more urgent.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A queue that does not answer costs whoever rings seconds, not minutes.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 1, "socket_timeout": 2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "recalculate-stale": {"task": "reports.tasks.recalculate_stale", "schedule": 60},
    "open-due-periods": {"task": "reports.tasks.open_due_periods", "schedule": 3600},
    "write-due-notices": {"task": "reports.tasks.write_due_notices", "schedule": 3600},
    "send-notices": {"task": "reports.tasks.send_notices", "schedule": 60},
    "send-resets": {"task": "reports.tasks.send_resets", "schedule": 60},
    "build-reports": {"task": "reports.tasks.build_reports", "schedule": 15},
    "sweep-endings": {"task": "reports.tasks.sweep_endings", "schedule": 60},
    "seal-events": {"task": "reports.tasks.seal_events", "schedule": 60},
    "give-away-head": {"task": "reports.tasks.give_away_head", "schedule": crontab(hour=5, minute=30)},
    "prune": {"task": "reports.tasks.prune", "schedule": crontab(hour=2, minute=30)},
}
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": (
        {
            "BACKEND": "vocplan.cache.RedisOrOwnCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
        if CACHE_URL
        else {"BACKEND": LOCMEM}
    ),
    # Drawn pages (reports/dashboards/overview/cache.py): about 60 KB each, in every web process, for an hour at most.
    "pages": {"BACKEND": LOCMEM, "LOCATION": "pages", "TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 64}},
}

# The choices of the method that are this installation's own; the method page shows them to the reader.
ABOUT_TOLERANCE = env.str("ABOUT_TOLERANCE", default="0.05")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message!r}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

if "pytest" in sys.modules:
    # A test signs in hundreds of times; the strength of the hash is not what it tests.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
