"""One line of JSON a request: id, route, status. No addresses, names, query strings or link tokens."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLog(RequestMiddleware):
    """django-structlog's request log, naming the route instead of the path: a path can hold a signed link."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        return f"{request.method} {match.route if match else '(no route)'}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Not logged: who reads what is nobody's business."""
