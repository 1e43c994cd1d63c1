"""allauth's OpenID Connect, with one row of ours for each organisation and our own rules about whom to believe.

allauth keeps the state, proves that the browser is the same and fetches the tokens. A provider proves an address in its
own domains and nothing else: whoever runs a domain can read its mail, so this opens what a mailed code opens.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from requests import RequestException

from members.people.models import Person
from members.people.providers import SignInProvider
from members.people.sealing import unseal
from members.providers import actions, answers
from members.providers.claims import NotAdmitted, merge, verified_address
from network.outside import OutsideSession

Answer = TypeVar("Answer")
# What an answer of the wrong shape ends in; the last is allauth's word for a subject longer than it can keep.
RUBBISH = (AttributeError, KeyError, TypeError, ValueError, ImproperlyConfigured)


class Conversation(OpenIDConnectOAuth2Adapter):
    """What we ask a provider; an answer of any wrong shape is its error, never ours."""

    def get_provider(self) -> "OrganisationProvider":
        if not hasattr(self, "_provider"):
            self._provider = super().get_provider()
        return self._provider

    @property
    def openid_config(self) -> dict[str, Any]:
        return _asked(self._discover)

    @property
    def row(self) -> SignInProvider:
        return self.get_provider().app.row

    def _discover(self) -> dict[str, Any]:
        config = super().openid_config
        if config["issuer"].rstrip("/") != self.row.issuer.rstrip("/"):
            raise OAuth2Error("The provider calls itself by another name than its settings do.")
        return config

    def get_access_token_data(self, *args: Any, **options: Any) -> dict[str, Any]:
        ask = super().get_access_token_data
        return _asked(lambda: dict(ask(*args, **options)))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **facts: Any) -> SocialLogin:
        """The claims, judged before anything is looked up or written."""
        claims = _asked(lambda: self._claims(app, token, facts["response"]))
        try:
            claims["email"] = verified_address(claims, app.row)
        except NotAdmitted as refused:
            raise ImmediateHttpResponse(answers.refused(request, str(refused))) from refused
        return _asked(lambda: self.get_provider().sociallogin_from_response(request, claims))

    def _claims(self, app: SocialApp, token: SocialToken, response: dict[str, Any]) -> dict[str, Any]:
        id_token = self._decode_id_token(app, response["id_token"])
        user = self._fetch_user_info(token.token) if self.openid_config.get("userinfo_endpoint") else {}
        return merge(id_token, user)


class OrganisationProvider(OpenIDConnectProvider):
    """One organisation's provider; of what it tells we keep the subject only."""

    oauth2_adapter_class = Conversation

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return [EmailAddress(email=data["email"], verified=True, primary=True)]


class SocialAdapter(DefaultSocialAccountAdapter):
    """Finds the rows, and decides who somebody is."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        rows = SignInProvider.objects.in_use()
        return [_app(row) for row in (rows.filter(slug=provider) if provider else rows)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OrganisationProvider:
        return OrganisationProvider(request, app=self.get_app(request, provider))

    def get_requests_session(self) -> OutsideSession:
        return OutsideSession()

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        """Whose own address it is; one that somebody only asked to change to is nobody's yet."""
        email = sociallogin.user.email
        person = Person.objects.filter(email__iexact=email).first()
        return (person, email) if person else None

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        person = sociallogin.user
        person.email = data["email"]
        person.name = str(data.get("name") or "").replace("\x00", "").strip()[:120]
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A known subject is its person while they have an address there, a new one the person with its address.

        A new one of somebody who had another subject is refused.
        """
        person, account = sociallogin.user, sociallogin.account
        if person.pk and not person.is_active:
            return
        provider = SignInProvider.objects.in_use().get(slug=account.provider)
        if account.pk:
            _must_be_there_still(request, person, provider)
        elif not person.pk:
            sociallogin.user, sociallogin.account = actions.welcome(
                person.email, name=person.name, provider=provider, subject=account.uid, by=None
            )
        elif SocialAccount.objects.filter(provider=account.provider, user=person).exclude(uid=account.uid).exists():
            why = "The provider names another subject for this address than the one that is connected."
            actions.refuse(person, provider=provider, why=why, by=None)
            raise ImmediateHttpResponse(answers.other_subject(request, provider))
        else:
            sociallogin.account = actions.connect(person, provider=provider, subject=account.uid, by=None)
            told = {"organisation": provider.organisation}
            get_account_adapter().send_notification_mail("account/email/sign_in_connected", person, told)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Turned back, begun elsewhere, or the provider in trouble: each has its sentence."""
        if "state_id" in (extra_context or {}) and exception is None:
            raise ImmediateHttpResponse(answers.not_begun_here(request))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(answers.turned_back(request, provider.app.row))
        raise ImmediateHttpResponse(answers.in_trouble(request, provider.app.row, exception))


def _must_be_there_still(request: HttpRequest, person: Person, provider: SignInProvider) -> None:
    """Whoever left takes their account along: what a former organisation's provider says about it counts no longer."""
    if not provider.holds_an_address_of(person):
        actions.refuse(person, provider=provider, why="No proved address of the account lies in its domains.", by=None)
        raise ImmediateHttpResponse(answers.elsewhere_by_now(request, provider))


def _app(row: SignInProvider) -> SocialApp:
    """The row as allauth wants it; never saved."""
    app = SocialApp(
        provider="openid_connect", provider_id=row.slug, name=str(row.organisation), client_id=row.client_id,
        secret=unseal(row.client_secret_sealed) or "",
        settings={"server_url": row.issuer.rstrip("/"), "oauth_pkce_enabled": True},
    )  # fmt: skip
    app.row = row
    return app


def _asked(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except (OAuth2Error, RequestException):
        raise
    except RUBBISH as reason:
        raise OAuth2Error(f"The provider's answer is of no use: {type(reason).__name__}") from reason
