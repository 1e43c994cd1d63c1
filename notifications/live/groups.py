def group_of(person_id: int) -> str:
    """The name under which all open pages of one person listen."""
    return f"person-{person_id}"
