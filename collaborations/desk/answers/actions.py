"""Words that the desk keeps for next time."""

from django.db import transaction

from collaborations.desk.models import AnswerTemplate
from members.people.models import Person
from network import journal


@transaction.atomic
def keep_answer(answer: AnswerTemplate, *, by: Person) -> AnswerTemplate:
    """A new answer, or new words for one; everybody at the desk finds it."""
    is_new = answer.pk is None
    answer.save()
    journal.record("keep_answer", answer, by=by, is_new=is_new)
    return answer


@transaction.atomic
def throw_away(answer: AnswerTemplate, *, by: Person) -> None:
    """Nobody is offered it any more; what was said with it stays said. Twice is once."""
    journal.record("throw_away_answer", answer, by=by)
    AnswerTemplate.objects.filter(pk=answer.pk).delete()
