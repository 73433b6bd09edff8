"""All settings, read from the environment once. Variables start with TONGBAN_, but DATABASE_URL.

Without any variable this is the demo on SQLite in `var/`; production is the same file with
`DATABASE_URL`, `TONGBAN_HOSTS` and `TONGBAN_SECRET_KEY_FILE` set (see docs/operating.md).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tongban.config.areas import INSTALLED
from tongban.core.devices.rules import loopback_address
from tongban.lib.secretfile import read_or_make

ROOT = Path(__file__).resolve().parent.parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"TONGBAN_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


VAR = Path(env("VAR", str(ROOT / "var"))).resolve()
DEMO = flag("DEMO", default=True)
DEBUG = flag("DEBUG")
TESTING = flag("TESTING")
SITE_URL = env("SITE_URL", "http://localhost:8000").rstrip("/")
CITY = env("CITY", "421200")
CITY_NAME = env("CITY_NAME", "咸宁市")
HELP_PHONE = env("HELP_PHONE", "12345")
CATALOGUE_MODE = env("CATALOGUE_MODE", "mirror")  # own or mirror, see tongban.catalogue.rules.modes
# The bridge to the counter's devices, on the computer of each window; empty where there are none.
BRIDGE_URL = loopback_address(env("BRIDGE", "http://127.0.0.1:8137"))
FACES = tuple(env("FACES", "portal,desk,api").split(","))

SECRET_KEY = read_or_make(Path(env("SECRET_KEY_FILE", str(VAR / "keys" / "django.key"))))
ALLOWED_HOSTS = env("HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")

# --- applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "heroicons",
    "tongban.config",
    *INSTALLED,
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "tongban.core.shell.middleware.CorrelationMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tongban.core.files.middleware.UploadLimitMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.core.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tongban.core.shell.middleware.CleanInputMiddleware",
    "tongban.core.shell.middleware.RefusalMiddleware",
]

CSRF_FAILURE_VIEW = "tongban.core.shell.portal.csrf_failure"
ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tongban.core.shell.context.frame",
            ],
            "builtins": [
                "tongban.core.shell.templatetags.kit",
                "tongban.core.shell.templatetags.blocks",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------


def prepared(options: dict[str, Any]) -> dict[str, Any]:
    """Let the server plan a statement once and not each time; `?prepare_threshold=0` does not.

    A pooler that gives every transaction another connection may need that.
    """
    uses = int(options.get("prepare_threshold", 5))
    return {"server_side_binding": uses > 0, "prepare_threshold": uses or None}


def database(url: str) -> dict[str, Any]:
    """Turn `postgres://user:password@host:port/name?option=value` or `sqlite:///path` around."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or ":memory:",
            "OPTIONS": {
                # A reader never waits for a writer (WAL); a writer takes its lock at once, so that
                # two of them queue instead of failing half-way (IMMEDIATE). Tests do not wait for
                # the disk: a killed process loses nothing by that, only a power cut would.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    f"PRAGMA journal_mode=WAL;PRAGMA synchronous={'OFF' if TESTING else 'FULL'};"
                    "PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
                ),
                **options,
            },
            # On disk, so that tests may use threads; a folder of its own for every test process.
            "TEST": {"NAME": str(VAR / "test.sqlite3")},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL has an unknown scheme: {parts.scheme!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, **prepared(options)},
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'tongban.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    if flag("SHARED_CACHE")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

KEYS = Path(env("KEYS", str(VAR / "keys")))
MEDIA_ROOT = Path(env("FILES", str(VAR / "files")))
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "collected"
STATICFILES_DIRS = [ROOT / "build" / "static"] if (ROOT / "build" / "static").exists() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The longest page of the catalogue's editor: 200 materials, many of them open, 25 inputs each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    # Reading stops at the limit; nothing is held in memory.
    "tongban.core.files.middleware.BoundedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT_BYTES = int(env("UPLOAD_LIMIT_BYTES", str(50 * 1024 * 1024)))
CLAMD_ADDRESS = env("CLAMD")  # host:port of a clamd that looks at every upload; none: no scanner

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = [
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if TESTING else []),
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_ADAPTER = "tongban.core.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
# No password at sign-up (it is set later), and the star would refuse accounts without a phone.
ACCOUNT_SIGNUP_FIELDS = ["phone"]
ACCOUNT_FORMS = {
    "login": "tongban.core.accounts.forms.LoginForm",
    "signup": "tongban.core.accounts.forms.SignupForm",
    "request_login_code": "tongban.core.accounts.forms.RequestCodeForm",
    "confirm_login_code": "tongban.core.accounts.forms.ConfirmCodeForm",
    "verify_phone": "tongban.core.accounts.forms.VerifyPhoneForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A whole service hall shares one address: the limits by address are wide, those by phone narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "request_login_code": "100/m/ip,3/m/key",
    "verify_phone": "1/30s/key,60/m/ip",
    "signup": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "tongban.core.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
STAFF_MFA_REQUIRED = flag("STAFF_MFA_REQUIRED", default=not DEMO)

# Where bills are paid online: "simulator" moves no money (`check --deploy` refuses it), "" means at
# the window alone.
PAYMENT_PROVIDER = env("PAYMENT_PROVIDER", "simulator" if DEMO else "")

# The identity platform of the province or city (统一身份认证), an OpenID Connect provider. The
# demo without one offers its demo persons instead.
OIDC_ISSUER = env("OIDC_ISSUER")
SOCIALACCOUNT_ADAPTER = "tongban.core.accounts.adapter.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "profile", "phone"],
        "APPS": [
            {
                "provider_id": "unified",
                "name": "统一身份认证",
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": Path(env("OIDC_CLIENT_SECRET_FILE")).read_text().strip(),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

# Machines: OAuth 2.0 client credentials; tokens are stored hashed and live for an hour.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600

# --- language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- what a browser is told -----------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "frame-src": ["'self'", "blob:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tongban.core.shell.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
# allauth wants "phone*" with phone logins; see ACCOUNT_SIGNUP_FIELDS.
SILENCED_SYSTEM_CHECKS = ["account.W001"]
