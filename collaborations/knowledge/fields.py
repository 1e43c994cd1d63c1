"""A column for a partial date, and how the database compares two of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func

from collaborations.knowledge.dates import STORED, BadDate, PartialDate


class PartialDateField(models.CharField):
    """A PartialDate kept as EDTF text; the column refuses any other text and sorts by time in every language."""

    _pyi_private_set_type: PartialDate | str  # type: ignore[assignment]
    _pyi_private_get_type: PartialDate  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 25, "db_collation": "C"}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["db_collation"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} ~ '{STORED}'"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except BadDate as trouble:
            raise ValidationError(str(trouble), code="invalid") from None

    def get_prep_value(self, value: Any) -> str | None:
        known = self.to_python(value)
        return known.edtf if known else None

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        """Nothing is left to check: a PartialDate is a date, and as text never longer than its column."""


class DayNumber(Func):
    """A number that grows with the first (or ``last``) day of an EDTF text: 372 a year, 31 a month."""

    output_field = models.IntegerField()

    def __init__(self, expression: Any, *, last: bool = False) -> None:
        super().__init__(expression)
        self.month, self.day = ("12", "31") if last else ("01", "01")

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        text, params = compiler.compile(self.source_expressions[0])
        year, month, day = f"left({text}, 4)", f"substr({text}, 6, 2)", f"substr({text}, 9, 2)"
        return (
            f"({year}::int * 372 + coalesce(nullif({month}, ''), '{self.month}')::int * 31"
            f" + coalesce(nullif({day}, ''), '{self.day}')::int)"
        ), (*params,) * 3
