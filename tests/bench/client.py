"""A browser that costs next to nothing: prepared bytes out on one kept connection, the whole answer in."""

import gzip
import re
import socket
import threading
import time

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Connection:
    """One keep-alive connection. Answers must carry a Content-Length, as all of ours do."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, request):
        """The head and the body, as they came."""
        self.socket.sendall(request)
        got = bytearray()
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head = bytes(got[:end])
        size = end + 4 + int(LENGTH.search(head)[1])
        while len(got) < size:
            got += self._more()
        return head, bytes(got[end + 4 :])

    def _more(self):
        data = self.socket.recv(262144)
        if not data:
            raise ConnectionError("The server closed the connection.")
        return data

    def close(self):
        self.socket.close()


def request(port, path, *, session="", is_packed=True):
    """The bytes of one GET, with the headers that every browser sends."""
    headers = [
        f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html", "Accept-Language: en",
        "User-Agent: bench", *(["Accept-Encoding: gzip"] if is_packed else []),
        *([f"Cookie: sessionid={session}"] if session else []),
    ]  # fmt: skip
    return "\r\n".join([*headers, "", ""]).encode()


def body_of(head, body):
    """The page as text; fails when it is not a page at all."""
    assert head.startswith(b"HTTP/1.1 200"), head[:200]
    return (gzip.decompress(body) if b"\r\ncontent-encoding: gzip" in head.lower() else body).decode()


def time_rounds(port, wanted, *, rounds, count, connections):
    """Seconds a request for each of ``wanted``, once a round, the pages taking turns: {name: [seconds, ...]}."""
    open_ones = [Connection(port) for _ in range(connections)]
    try:
        times = {name: [] for name in wanted}
        for number in range(-1, rounds):  # the first round only warms up
            names = list(wanted) if number % 2 else list(reversed(wanted))
            for name in names:
                seconds = _time(open_ones, wanted[name], count)
                if number >= 0:
                    times[name].append(seconds)
        return times
    finally:
        for connection in open_ones:
            connection.close()


def _time(connections, page, count):
    share = count // len(connections)
    failures = []

    def work(connection):
        for _ in range(share):
            head, _body = connection.get(page)
            if not head.startswith(b"HTTP/1.1 200"):
                failures.append(head)

    begun = time.perf_counter()
    if len(connections) == 1:
        work(connections[0])
    else:
        threads = [threading.Thread(target=work, args=(connection,)) for connection in connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seconds = (time.perf_counter() - begun) / (share * len(connections))
    assert not failures, failures[0][:300]
    return seconds
