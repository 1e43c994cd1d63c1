"""How sign-in mails leave, what happens when they cannot, and what else a sign-in does."""

import zoneinfo
from typing import Any

import qrcode
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from members.devices import here
from members.devices.browsers import in_words, read
from members.people import known_browsers
from members.people.addresses import normal
from members.people.models import Person
from members.people.recent import proved_recently
from members.people.sealing import seal, unseal
from members.people.second_factor import needs_second_factor

log = structlog.get_logger(__name__)

QUIET_ZONE = 4  # modules of white that ISO 18004 asks around a code
FACTORS = {
    "mfa_reauthenticate": _("Use your app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class Adapter(DefaultAccountAdapter):
    """allauth's own behaviour, with one sentence instead of an error page when the mail server is away."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Look again, or get a new one."),
    }
    is_news = False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, self._going_on(context))
        except OSError as reason:  # smtplib's errors are OSErrors, too
            log.error("sign_in_mail_failed", reason=type(reason).__name__)  # noqa: TRY400  a stack would show the address
            raise ImmediateHttpResponse(render(self.request, "account/mail_unavailable.html", status=503)) from reason

    def _going_on(self, context: dict[str, Any]) -> dict[str, Any]:
        """The way to an account or into it leads on to where somebody was going, if that is a place of ours."""
        links = {name: context[name] for name in ("signup_url", "login_url") if name in context}
        return context | {
            name: passthrough_next_redirect_url(self.request, link, REDIRECT_FIELD_NAME) for name, link in links.items()
        }

    def clean_email(self, email: str) -> str:
        """One mailbox is one account, however its owner or somebody else writes it."""
        return normal(email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody signs up with an address that has an account: tell its owner how to sign in, and nobody else."""
        self.send_mail(
            "account/email/account_already_exists", email, {"login_url": settings.SITE_URL + reverse("account_login")}
        )

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what changed, in their words; without a mail server it stands all the same."""
        told = {
            "device": in_words(*read(self.request.headers.get("User-Agent", ""))),
            "security_url": settings.SITE_URL + reverse("account_security"),
            "at": timezone.now(),
            "zone": user.time_zone,
        }
        with translation.override(user.language), timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
            try:
                super().send_notification_mail(template_prefix, user, told | (context or {}), email or user.email)
            except ImmediateHttpResponse:
                return  # send_mail has written the line in the log

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """A second factor where there is one; else a password, or a code by mail."""
        found = super().get_reauthentication_methods(user)
        if factors := [method for method in found if method["id"].startswith("mfa")]:
            named = [method | {"description": FACTORS[method["id"]]} for method in factors]
            return sorted(named, key=lambda method: "webauthn" not in method["id"])
        if not user.is_authenticated:
            return []
        by_code = {
            "id": "by_code",
            "description": _("Get a code by mail"),
            "url": reverse("account_reauthenticate_by_code"),
        }
        return [*found, by_code]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Allauth asks again inside what recently_proved guards already."""
        return not proved_recently(self.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Where somebody who changed their address goes on."""
        if self.request.user.is_authenticated:
            return reverse("account_security")
        return super().get_email_verification_redirect_url(email_address)

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, write down where, and see whether this browser is new to this person; the very first is not news."""
        was_here = user.last_login is not None
        super().login(request, user)
        here.remember(request)
        self.is_news = was_here and not known_browsers.knows(request, user.pk)

    def post_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse:
        response = super().post_login(request, user, **facts)
        known_browsers.remember(request, response, user.pk)
        if self.is_news:
            self.send_notification_mail("account/email/new_sign_in", user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors in our words; whoever must have one keeps at least one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role asks for a second factor, and this is the only one you have. Add another one first."
        ),
        "incorrect_code": _("This code is not right. Wait for the next one in the app and try again."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The code to scan as plain SVG inside the page: the policy of our pages loads no picture out of an address."""
        code = qrcode.QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return format_html(
            '<svg class="scan" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
            '<rect class="scan-light" width="{size}" height="{size}" /><path class="scan-dark" d="{dark}" /></svg>',
            size=len(rows), label=_("A code to scan with the app; the same as the key in letters below"), dark=dark,
        )  # fmt: skip

    def encrypt(self, text: str) -> str:
        """A copy of the database alone makes nobody's codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What cannot be opened, because SECRET_KEY is another one now, is a key that nobody knows: no code fits."""
        return unseal(encrypted_text) or generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator)

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002  allauth's own name
        """What this browser calls itself: people know their devices better than numbers."""
        from allauth.core import context

        return in_words(*read(context.request.headers.get("User-Agent", "")))


def may_remove(authenticator: Authenticator) -> bool:
    """Whether this person would still have a second factor without it, or needs none."""
    if not needs_second_factor(authenticator.user):
        return True
    others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
    return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
