"""Every setting, from the environment; secure unless DEBUG or DEMO says otherwise. docs/operations.md lists them."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from members.people import limits, passwords
from network.clockwork import beats
from network.log_lines import log_lines

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Who may run this, and how
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)

NEEDED = {
    "SECRET_KEY": "a long random text that signs sessions and links",
    "SITE_URL": "the public address, which also names the allowed host, such as https://kring.example.org",
    "DATABASE_URL": "the PostgreSQL database, such as postgres://user:password@host/kring",
    "REDIS_URL": "the Valkey or Redis server without a database number, such as redis://host:6379",
    "EMAIL_URL": "the mail server, such as smtp+tls://user:password@host:587",
}
if missing := [f"{name} ({meaning})" for name, meaning in NEEDED.items() if not env.str(name, default="")]:
    raise ImproperlyConfigured("Kring cannot start without " + "; ".join(missing) + ". `make demo` sets all of them.")

SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL").rstrip("/")
SITE = urlsplit(SITE_URL)
IS_HTTPS = SITE.scheme == "https"
if not SITE.hostname or SITE.scheme not in {"http", "https"}:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: give the whole address, beginning with https://.")
if not (DEBUG or DEMO):
    if not IS_HTTPS:
        raise ImproperlyConfigured("SITE_URL must begin with https:// outside the demo: sign-in codes travel over it.")
    if len(SECRET_KEY) < 50:  # noqa: PLR2004  Django's own check asks for 50 characters
        raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 random characters.")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[SITE.hostname, *(["127.0.0.1", "localhost"] if DEMO or DEBUG else [])]
)

# The parts
CONTRIB = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "postgres")
INSTALLED_APPS = [
    "collaborations",
    "notifications",
    "members",
    "network",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
    "django_htmx",
    "django_structlog",
    "csp",
    *(f"django.contrib.{part}" for part in CONTRIB),
    "django.forms",
]
MIDDLEWARE = [
    "network.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "network.freshness.WholePages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.languages.ReaderLocale",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "members.people.second_factor.SecondFactor",
    "members.devices.here.Seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.pages.refusals.TooManyPage",
]
ROOT_URLCONF = "network.urls"
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
                "notifications.context.badge",
                "network.pages.context.place",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Stores
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
REDIS_URL = env.str("REDIS_URL").rstrip("/")
BROKER_URL, LIVE_STORE_URL = f"{REDIS_URL}/0", f"{REDIS_URL}/1"
# redis-py 8 gives up on a silent socket after 5 s by default, which kills idle WebSockets.
IDLE_SECONDS = 60
CACHES = {
    "default": {
        "BACKEND": "network.counting.SharedOrOwn",
        "LOCATION": LIVE_STORE_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    },
    # Finished public pages, one small store in each process; network.freshness tells when they are stale.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
LIVE_STORE = {"address": LIVE_STORE_URL, "socket_timeout": IDLE_SECONDS, "socket_connect_timeout": 1}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [LIVE_STORE], "prefix": "kring-live"},
    },
}

# Celery: a task is a nudge, the row is the truth
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 600, 570
CELERY_WORKER_PREFETCH_MULTIPLIER, CELERY_WORKER_HIJACK_ROOT_LOGGER = 1, False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP, CELERY_BROKER_CONNECTION_MAX_RETRIES = True, None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 4 * CELERY_TASK_TIME_LIMIT,
    "max_retries": 0,  # a page never waits for a broker that is away; the worker has its own patience, see above
    "socket_timeout": IDLE_SECONDS,
    "socket_connect_timeout": 1,
}
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = beats(sweep_seconds=SWEEP_SECONDS)

# Sockets: their own process, on another port or behind the same proxy; {host} is the page's own
LIVE_URL = env.str("LIVE_URL", default=f"wss://{{host}}{f':{SITE.port}' if SITE.port else ''}/live/")
LIVE_ORIGINS = [SITE_URL] + [f"{SITE.scheme}://{host}:{SITE.port or 80}" for host in ALLOWED_HOSTS if DEMO or DEBUG]

# Mail
EMAIL_CONFIG = env.email("EMAIL_URL")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default=f"Kring <kring@{SITE.hostname}>")
DEMO_MAILDIR = env.str("DEMO_MAILDIR", default="")

# People and sign-in
AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",  # first: what it allows asks the database for no permissions
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = passwords.VALIDATORS
BREACHED_PASSWORDS = env.str("BREACHED_PASSWORDS", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
for by_code in ("LOGIN_BY_CODE", "EMAIL_VERIFICATION_BY_CODE", "PASSWORD_RESET_BY_CODE"):
    vars().update(
        {f"ACCOUNT_{by_code}_ENABLED": True, f"ACCOUNT_{by_code}_TIMEOUT": 600, f"ACCOUNT_{by_code}_MAX_ATTEMPTS": 5}
    )
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SIGNUP_FORM_CLASS = "members.people.forms.SignupForm"
OUR_FORMS = {"login": "PasswordSignInForm", "reauthenticate": "ProvePasswordForm", "signup": "SignUpForm"}
OUR_FORMS |= {"request_login_code": "RequestCodeForm", "reset_password": "ForgottenPasswordForm"}
ACCOUNT_FORMS = {name: f"members.people.proof_forms.{form}" for name, form in OUR_FORMS.items()}
MFA_ADAPTER = "members.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody is signed in before their address is proved
ACCOUNT_EMAIL_SUBJECT_PREFIX, ACCOUNT_SESSION_REMEMBER = "", True
ACCOUNT_RATE_LIMITS = limits.ACCOUNT_RATE_LIMITS
SOCIALACCOUNT_ADAPTER = "members.providers.social.SocialAdapter"
LOCAL_PROVIDERS = DEBUG or DEMO  # whether an organisation's sign-in may be on this machine, without https
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)  # so many proxies stand before us

# Security
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "network.pages.refusals.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "img", "font", "manifest")},
        "connect-src": [
            SELF,
            *(LIVE_URL.removesuffix("/live/").format(host=host) for host in ALLOWED_HOSTS if host != "*"),
        ],
        "form-action": [SELF],
        **{directive: [NONE] for directive in ("frame-ancestors", "base-uri", "object-src")},
    }
}

# Words, times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch")), ("fr", _("French"))]
USE_I18N = USE_TZ = True
LOCALE_PATHS, FORMAT_MODULE_PATH = [BASE_DIR / "locale"], ["network.formats"]
NETWORK_TIME_ZONE = env.str("NETWORK_TIME_ZONE", default="Europe/Amsterdam")
TIME_ZONE = NETWORK_TIME_ZONE  # a day is a day of the network, wherever no reader's own zone is asked for
NETWORK_COUNTRY = env.str("NETWORK_COUNTRY", default="NL")  # whose public holidays are no working days
INTEGRITY_ADDRESS = env.str("INTEGRITY_ADDRESS", default="")  # a page or mailbox outside, for abuse and fraud

# Files
STATIC_URL, STATIC_ROOT = "/static/", BASE_DIR / "var" / "static"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
FILE_UPLOAD_HANDLERS = ["network.uploads.NoFiles"]  # a page that takes some says how large
AS_SERVED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else AS_SERVED},
}
WHITENOISE_USE_FINDERS = DEBUG

# Logs: one line of JSON an event, with request ids and without personal data
LOGGING = log_lines(level=env.str("LOG_LEVEL", default="INFO").upper())
DJANGO_STRUCTLOG_CELERY_ENABLED, DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = True, False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
