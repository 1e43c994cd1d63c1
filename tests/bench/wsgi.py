"""Kring, and beside it one bare Django page, both in the same worker process.

/bare/ goes to a second handler with the middleware and context processors that `django-admin startproject` writes, and
nothing of ours: the session, the user, and three queries for a table of 50 rows. Everything else goes to Kring.
"""

from network.wsgi import application as _kring  # isort: skip  it loads the settings, which must be there first

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test.utils import override_settings
from django.urls import path

from collaborations.models import Support, Theme
from members.models import Organisation

STARTPROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PROCESSORS = [
    f"django.{name}"
    for name in (
        "template.context_processors.request",
        "contrib.auth.context_processors.auth",
        "contrib.messages.context_processors.messages",
    )
]
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Themes</title></head>
<body>
<p>Signed in as {{ user.name }}. {{ organisations }} organisations, {{ supports }} voices.</p>
<table>
{% for theme in themes %}<tr><td><a href="/themes/{{ theme.pk }}/">{{ theme.title }}</a></td><td>{{ theme.organisation.name }}</td><td>{{ theme.opened_at|date:"Y-m-d" }}</td></tr>
{% endfor %}</table>
</body>
</html>
"""
_templates = DjangoTemplates(
    {"NAME": "bare", "DIRS": [], "APP_DIRS": False, "OPTIONS": {"context_processors": PROCESSORS}}
)
_page = _templates.from_string(PAGE)


def bare(request):
    context = {
        "organisations": Organisation.objects.count(),
        "supports": Support.objects.count(),
        "themes": Theme.objects.filter(state="open").select_related("organisation").order_by("-pk")[:50],
    }
    return HttpResponse(_page.render(context, request))


urlpatterns = [path("bare/", bare)]


class BareRequest(WSGIRequest):
    urlconf = __name__


class BareHandler(WSGIHandler):
    request_class = BareRequest


with override_settings(MIDDLEWARE=STARTPROJECT):
    _bare = BareHandler()


def application(environ, start_response):
    handler = _bare if environ["PATH_INFO"] == "/bare/" else _kring
    return handler(environ, start_response)
