from django.apps import AppConfig
from django.core.validators import MaxLengthValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BooleanField, ChoiceField, Field, ModelChoiceField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# What every form says of something left empty or too long; here, because it must be said before the first form is made.
Field.default_error_messages["required"] = _("Please fill this in.")
BooleanField.default_error_messages = {"required": _("Please tick this.")}
for choosing in (ChoiceField, ModelChoiceField):
    choosing.default_error_messages["required"] = _("Please choose.")
BLANK_CHOICE_DASH[:] = [("", _("Choose"))]  # type: ignore[list-item]  # lazy words
MaxLengthValidator.message = ngettext_lazy(
    "This is too long: at most %(limit_value)d character. It has %(show_value)d now.",
    "This is too long: at most %(limit_value)d characters. It has %(show_value)d now.",
    "limit_value",
)


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Shared stones"

    def ready(self) -> None:
        """Let tasks know their broker in every process: without this the web process would nudge nobody.

        And let every app gather what its slices put on the desk.
        """
        from django.utils.module_loading import autodiscover_modules

        from network import celery  # noqa: F401

        autodiscover_modules("desk")
