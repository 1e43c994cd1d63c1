from datetime import date

MONTHS_A_QUARTER = 3


def quarter_of(day: date) -> tuple[str, date]:
    """Its name, such as 2026-Q4, and its first day."""
    number = (day.month - 1) // MONTHS_A_QUARTER
    return f"{day.year}-Q{number + 1}", date(day.year, number * MONTHS_A_QUARTER + 1, 1)
