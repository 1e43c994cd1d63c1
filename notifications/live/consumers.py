"""The socket of an open page. It carries hints only; what is true is fetched by the page itself."""

import asyncio
import contextlib
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

from notifications.live.groups import group_of, lost_since, seats_of
from notifications.notices.models import Notice

SIGNED_OUT = 4401
RESTARTING = 1012
HEARTBEAT_SECONDS = 25


class BadgeConsumer(AsyncJsonWebsocketConsumer):
    """One open page of a signed-in person: hears that there is something new, and when it is signed out.

    A heartbeat goes through the channel layer and back: when two are missing the layer is dead, and the socket
    closes with 1012 so that the page connects anew. At each beat, and when somebody's standing changed, session and
    seats are read again: a page that was opened with a seat that ended since shows what is no longer for its reader,
    so its socket closes as if signed out, also when it was away meanwhile: the address of its socket says
    when the page was made. Whoever never had a seat keeps theirs. Two queries a beat.
    """

    missed = 0
    pulse: asyncio.Task[None] | None = None
    group = ""
    seats: frozenset[int] = frozenset()

    async def connect(self) -> None:
        await self.accept()  # a refusal before accepting reaches the page without its code
        if not await self._is_signed_in() or await self._lost_one():
            await self.close(SIGNED_OUT)
            return
        self.seats = await self._seats()
        self.group = group_of(self.scope["user"].pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        self.pulse = asyncio.create_task(self._beat())
        await self.hint({})

    async def disconnect(self, code: int) -> None:
        if self.pulse:
            self.pulse.cancel()
        if self.group:
            with contextlib.suppress(Exception):  # the layer may be the very thing that died
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Pages have nothing to say here, so nothing they say is read."""

    async def hint(self, event: dict[str, Any]) -> None:
        """Say up to where the notices go; the page asks for the rest."""
        await self.send_json({"max": await self._newest()})

    async def heartbeat(self, event: dict[str, Any]) -> None:
        self.missed = 0

    async def standing(self, event: dict[str, Any]) -> None:
        """A seat or an account may have ended: look at once."""
        if not await self._may_stay():
            await self.close(SIGNED_OUT)

    async def _beat(self) -> None:
        while True:
            self.missed += 1
            with contextlib.suppress(Exception):
                await self.channel_layer.send(self.channel_name, {"type": "heartbeat"})
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not await self._may_stay():
                await self.close(SIGNED_OUT)
                return
            if self.missed >= 2:  # noqa: PLR2004
                await self.close(RESTARTING)
                return

    async def _may_stay(self) -> bool:
        """Still signed in, and holding every seat that the page was opened with."""
        return await self._is_signed_in() and self.seats <= await self._seats()

    async def _is_signed_in(self) -> bool:
        """Ask the session itself, because it may have ended since the socket opened."""
        fresh = import_module(settings.SESSION_ENGINE).SessionStore(self.scope["session"].session_key)
        user = await get_user({**self.scope, "session": fresh})
        return bool(user.is_authenticated and user.is_active)

    @database_sync_to_async
    def _lost_one(self) -> bool:
        return lost_since(self.scope["query_string"], self.scope["user"].pk)

    @database_sync_to_async
    def _seats(self) -> frozenset[int]:
        """The seats held at this moment; asked anew each time."""
        return seats_of(self.scope["user"].pk)

    @database_sync_to_async
    def _newest(self) -> int:
        newest = Notice.objects.unread_of(self.scope["user"]).order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0
