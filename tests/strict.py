"""What is wrong but silent in production fails here: names that templates do not know, and order that nobody asked for."""

import sys
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models.query import QuerySet
from django.template import engines
from django.template.base import Node

ROOT = Path(__file__).parents[1]
OURS = {"network", "members", "notifications", "collaborations"}


class UnknownNameError(Exception):
    """A template of ours shows a name that its context does not hold."""


class Unknown(str):
    """Django's ``string_if_invalid``: asked for a name that is not there, it fails and tells which and where.

    Templates of Django and allauth are let pass: they show names that may be absent, and are tested by their makers.
    """

    __slots__ = ()

    def __contains__(self, part):
        return part == "%s" or super().__contains__(part)

    def __mod__(self, name):
        page = _template_being_rendered()
        if page.is_relative_to(ROOT / "templates"):
            raise UnknownNameError(f"{page.relative_to(ROOT)} shows {name}, which is not in its context")
        return ""


def _template_being_rendered():
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return Path(node.origin.name)
        frame = frame.f_back
    return ROOT / "templates" / "(unknown)"


def fail_on_unknown_names():
    """In the settings themselves, because tests that change DEBUG have the engines made anew."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Unknown("%s")
    engines["django"].engine.string_if_invalid = Unknown("%s")


def unsettle_unordered_querysets():
    """Rows that come in no order come in the wrong one: the last first; a page cut from them fails outright."""
    fetch_all = QuerySet._fetch_all

    def unsettled(queryset):
        is_first_time = queryset._result_cache is None
        fetch_all(queryset)
        if (
            is_first_time
            and len(queryset._result_cache) > 1
            and queryset.model._meta.app_label in OURS
            and not _has_order(queryset)
        ):
            if queryset.query.is_sliced:
                raise AssertionError(
                    f"a slice of {queryset.model.__name__} rows in no order is a different one each time"
                )
            rows = queryset._result_cache
            queryset._result_cache = [rows[-1], *islice(rows, len(rows) - 1)]

    QuerySet._fetch_all = unsettled


def _has_order(queryset):
    return queryset.ordered or queryset.query.combinator
