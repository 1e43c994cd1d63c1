"""A page's socket as the live process sees it; channels' own test tools ask for another server."""

import json

from asgiref.testing import ApplicationCommunicator

from network.asgi import application

WAIT = 5


class Socket(ApplicationCommunicator):
    """Speaks the ASGI WebSocket protocol with the whole application."""

    def __init__(self, headers, query=b""):
        scope = {"type": "websocket", "path": "/live/", "query_string": query, "headers": headers, "subprotocols": []}
        super().__init__(application, scope)

    async def connect(self):
        """Whether the server accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(WAIT))["type"] == "websocket.accept"

    async def heard(self):
        return json.loads((await self.receive_output(WAIT))["text"])

    async def say(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})

    async def closed_with(self):
        told = await self.receive_output(WAIT)
        assert told["type"] == "websocket.close"
        return told["code"]

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(WAIT)
