"""Raw repair of rows, by superusers with a second factor; for everybody else there is nothing here.

Nobody works here: it goes past every rule of the house. Each change is in the journal as "repair". What is history
cannot be changed, and what others stand on cannot be deleted.
"""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from members.people.second_factor import passed_second_factor
from network import journal

OURS = ("network", "members", "notifications", "collaborations")
HISTORY = {"network.entry", "network.usedlink", "network.publicversion", "notifications.event"}
STAND_ON = {"members.person", "members.organisation", "members.seatterm"}
HIDDEN = {"password", "client_secret_sealed", "session_key", "groups", "user_permissions"}
OWN_DOORS = {"login", "logout", "password_change", "password_change_done"}


class RepairSite(AdminSite):
    site_header = site_title = _("Raw repair")
    index_title = _("Every table. Nothing here asks the rules of the house.")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.is_superuser and passed_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """As Django does it, with a 404 where Django would show a sign-in page of its own."""
        guarded = super().admin_view(view, cacheable)

        def for_few(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return for_few

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Signing in and out, and passwords, have one door each, elsewhere."""
        kept = [address for address in super().get_urls() if getattr(address, "name", None) not in OWN_DOORS]
        for address in kept:
            if isinstance(address, URLPattern):
                address.callback.login_url = None  # type: ignore[attr-defined]  # Django would lead strangers to a door that is not there
        return kept


class Repair(ModelAdmin):
    """One table. Found by number; related rows are given by number, too: lists of thousands help nobody."""

    show_full_result_count = False
    list_per_page = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def __init__(self, model: type[models.Model], site: AdminSite) -> None:
        super().__init__(model, site)
        fields = [field for field in model._meta.fields if field.editable]
        self.raw_id_fields = [field.name for field in fields if field.is_relation]  # type: ignore[misc]
        self.list_select_related = list(self.raw_id_fields)  # type: ignore[misc]
        related = model._meta.many_to_many
        self.exclude = [field.name for field in [*fields, *related] if field.name in HIDDEN]  # type: ignore[misc]
        self.ordering = ["-pk"]  # type: ignore[misc]
        self.search_fields = ["pk"]  # type: ignore[misc]
        self.is_history = model._meta.label_lower in HISTORY
        self.is_stood_on = model._meta.label_lower in STAND_ON

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.is_history

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.is_history

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (self.is_history or self.is_stood_on)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _write_down(request, obj, "add", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _write_down(request, obj, "change", message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        for thing in queryset:
            _write_down(request, thing, "delete", "")
        return super().log_deletions(request, queryset)


def _write_down(request: HttpRequest, thing: models.Model, act: str, message: Any) -> None:
    """In the journal, with the names of the fields and never with what is in them."""
    journal.record("repair", thing, by=request.user, act=act, fields=message or [])  # type: ignore[arg-type]


def make() -> RepairSite:
    """The site with every table of ours."""
    site = RepairSite()
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            site.register(model, Repair)
    return site


site = make()
