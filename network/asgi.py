"""Sockets only, under uvicorn: pages stay with WSGI, where they are eight times as fast."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402  models must be loaded first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from notifications.live.consumers import BadgeConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "websocket": OriginValidator(
            AuthMiddlewareStack(URLRouter([path("live/", BadgeConsumer.as_asgi())])),
            settings.LIVE_ORIGINS,
        ),
    }
)
