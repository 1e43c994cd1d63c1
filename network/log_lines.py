"""The shape of a log line: JSON, with the request's id, whoever writes it."""

import traceback
from typing import Any

import structlog


def _where_it_broke(exc_info: Any) -> str:
    """The kind of the error and where it came from, without its words: those may quote an address or a name."""
    kind, _error, trace = exc_info
    return "".join([*traceback.format_tb(trace), kind.__name__])


SHAPE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(_where_it_broke),
]


def log_lines(*, level: str) -> dict[str, Any]:
    """Set structlog up and give Django's LOGGING for the same shape."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHAPE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": structlog.processors.JSONRenderer(),
        "foreign_pre_chain": SHAPE,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": lines},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own lines name the path, and a path can hold a signed link; network.logs tells the same by its route.
        "loggers": {name: {"level": "CRITICAL"} for name in ("django.request", "django.security", "django.server")},
    }
