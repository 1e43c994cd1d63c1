from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Organisations, people and their seats"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from members.claims import receivers as claiming  # noqa: F401  allauth tells them, too
        from members.invitations import receivers as seating  # noqa: F401  and them
        from members.people import receivers  # noqa: F401  allauth tells them
        from members.reach import receivers as reached  # noqa: F401  Django tells them

        autodiscover_modules("belongings", "sections")
