"""allauth's forms in our words. Apart from forms.py, which allauth reads before its own forms are there."""

from typing import Any

from allauth.account.forms import (
    BaseConfirmCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from members.people.addresses import normal

YOUR_ADDRESS = _("Your e-mail address")  # the same words on every page that asks for it


class SignUpForm(SignupForm):
    """A new account: allauth's address and our own question of forms.py."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = YOUR_ADDRESS


class RequestCodeForm(RequestLoginCodeForm):
    """The address to which a code is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = YOUR_ADDRESS

    def clean_email(self) -> str:
        self.cleaned_data["email"] = normal(self.cleaned_data["email"])
        return super().clean_email()


class PasswordSignInForm(LoginForm):
    """Address and password, for those who chose one; allauth leaves it out, because signing up asks none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = YOUR_ADDRESS

    def clean_login(self) -> str:
        return normal(super().clean_login())

    def _setup_password_field(self) -> None:
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(ResetPasswordForm):
    """The address to which the code for a new password is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = YOUR_ADDRESS


class ProvePasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey always signs in by itself, so it must have seen its owner: by finger, face or PIN."""

    passwordless = None
    name = forms.CharField(
        label=_("What do you call it?"), max_length=60, required=False, help_text=_("So that you know it again.")
    )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return super().clean()


class ProofCodeForm(BaseConfirmCodeForm):
    """The code that was mailed to prove who is there."""

    def clean_code(self) -> str:
        if not self.expected_code:
            raise forms.ValidationError(_("This code is no longer good. Ask for a new one."))
        return super().clean_code()
