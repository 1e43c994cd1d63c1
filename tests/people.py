"""The cast: a small story that every test can lean on.

Ada is staff and Cleo the contact of Voorbeeld A; Ben is staff of Voorbeeld B and also of Voorbeeld C; Dora coordinates the
network; Eli once had a seat at Voorbeeld B; Otto has an account and no seat. All of them are invented.
"""

from dataclasses import dataclass

from django.utils import timezone

from members.models import Organisation, Person, SeatTerm


@dataclass(frozen=True)
class Cast:
    member: Person
    contact: Person
    other: Person
    coordinator: Person
    ended: Person
    outsider: Person
    organisation: Organisation
    other_organisation: Organisation
    third_organisation: Organisation

    def everybody(self):
        return {
            "member": self.member,
            "contact": self.contact,
            "other": self.other,
            "coordinator": self.coordinator,
            "ended": self.ended,
            "outsider": self.outsider,
        }


def make_cast():
    first, second, third = (
        Organisation.objects.create(name=f"Voorbeeld Lidorganisatie {letter}", size=size)
        for letter, size in (("A", "small"), ("B", "large"), ("C", "medium"))
    )
    ada, cleo, ben, dora, eli, otto = (
        Person.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Voorbeeld")
        for name in ("Ada", "Cleo", "Ben", "Dora", "Eli", "Otto")
    )
    dora.is_coordinator = True
    dora.save()
    SeatTerm.objects.create(organisation=first, person=ada, role="staff")
    SeatTerm.objects.create(organisation=first, person=cleo, role="contact")
    SeatTerm.objects.create(organisation=second, person=ben, role="staff")
    SeatTerm.objects.create(organisation=third, person=ben, role="staff")
    past = SeatTerm.objects.create(organisation=second, person=eli, role="staff")
    SeatTerm.objects.filter(pk=past.pk).update(ended_at=timezone.now(), state="ended")
    return Cast(ada, cleo, ben, dora, eli, otto, first, second, third)
