"""The e-mail domains that an organisation says are its own. They suggest and warn (members/joining), and grant nothing.

Coordinators enter any; contacts those at which they have proved an address of their own. Free mail is nobody's.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.joining.domains import is_free
from members.organisations.models import Organisation
from members.people.addresses import domain_of, proved_domains
from members.seats.models import SeatTerm

MOST = 20
BETWEEN = re.compile(r"[\s,;|]+")
IS_DOMAIN = DomainNameValidator(accept_idna=False)


def read(text: str, *, but: Iterable[str] = ()) -> list[str]:
    """Each domain in ``text`` once, as mail servers know it.

    Raises ValidationError for what is none and for free mail, ``but`` not for those that stand there already.
    """
    words = [word for word in BETWEEN.split(text.lower()) if word]
    domains = list(dict.fromkeys(domain_of(f"@{word.rpartition('@')[2]}") or word for word in words))
    if wrong := [domain for domain in domains if not _is_domain(domain)]:
        raise ValidationError(_("No domain: %(domains)s. Write them like example.org.") % {"domains": ", ".join(wrong)})
    if free := [domain for domain in domains if domain not in but and is_free(domain)]:
        raise ValidationError(
            _("Anybody gets an address at %(domains)s. Name only domains whose mail your organisation runs.")
            % {"domains": ", ".join(free)}
        )
    if len(domains) > MOST:
        raise ValidationError(_("Twenty domains are the most. Name those at which people have an address."))
    return domains


def check_new(domains: Iterable[str], organisation: Organisation, *, by: Any) -> None:
    """Raise ValidationError for new ones that ``by``, a contact, may not say; coordinators may say any."""
    new = [domain for domain in domains if domain not in organisation.domains]
    if by.is_coordinator or not new:
        return
    proved = proved_domains(by)
    if foreign := [domain for domain in new if domain not in proved]:
        raise ValidationError(
            _(
                "You have proved no address at %(domains)s. Add yours to your account first, "
                "or ask the coordinator of the network to enter it."
            )
            % {"domains": ", ".join(foreign)}
        )
    if taken := {domain for other in _holders(organisation, new) for domain in other.domains if domain in new}:
        raise ValidationError(
            _("Another organisation has %(domains)s already. If you share it, ask the coordinator of the network.")
            % {"domains": ", ".join(sorted(taken))}
        )


def warning(organisation: Organisation, domains: Iterable[str]) -> str:
    """For a coordinator, which other organisations have one of ``domains``, too; empty when none has."""
    names = [str(other) for other in _holders(organisation, domains)]
    return ngettext(
        "%(names)s has one of these e-mail domains, too. People with an address there are pointed to both.",
        "%(names)s have one of these e-mail domains, too. People with an address there are pointed to all.",
        len(names),
    ) % {"names": ", ".join(names)} if names else ""  # fmt: skip


def told_by(organisation: Organisation) -> list[str]:
    """Those of the website and of the address from which somebody applied; no query."""
    website = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    found = [domain_of(organisation.applicant_email), domain_of(website)]
    return [domain for domain in dict.fromkeys(found) if _is_domain(domain) and not is_free(domain)]


def suggested(organisation: Organisation, person: Any) -> list[str]:
    """What ``person`` could add: as a contact what they have proved, as a coordinator what it or its contacts told."""
    found = told_by(organisation) if person.is_coordinator else []
    seats = SeatTerm.objects.not_ended().contacts().filter(organisation=organisation)
    people = [seat.person for seat in seats] if person.is_coordinator else [person]
    found += [domain for domain in proved_domains(*people) if not is_free(domain)]
    new = [domain for domain in dict.fromkeys(found) if domain not in organisation.domains]
    taken = {domain for other in _holders(organisation, new) for domain in other.domains}
    return [domain for domain in new if domain not in taken]


def _holders(organisation: Organisation, domains: Iterable[str]) -> list[Organisation]:
    wanted = list(domains)
    found = Organisation.objects.filter(domains__overlap=wanted).exclude(pk=organisation.pk).order_by("pk")
    return list(found) if wanted else []


def _is_domain(domain: str) -> bool:
    try:
        IS_DOMAIN(domain)
    except ValidationError:
        return False
    return "." in domain
