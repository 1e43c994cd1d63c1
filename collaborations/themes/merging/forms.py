from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme


class MergeForm(forms.Form):
    """With which theme, and why. Shown are those ``likely``; whatever ``person`` can see is understood."""

    into = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("With which theme does it go on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a theme."), "invalid_choice": _("Choose one of the themes.")},
    )
    text = forms.CharField(
        label=_("Why do they belong together?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who look after it and all who back it read this."),
    )

    def __init__(self, *args, person, likely, **kwargs):
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Theme.objects.visible_to(person)
        into.widget.choices = [(theme.pk, _named(theme)) for theme in likely]


def _named(theme):
    return format_html('<span><span lang="{}">{}</span> ({})</span>', theme.language, theme, theme.organisation)
