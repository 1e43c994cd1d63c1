from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "collaborations"

    def ready(self) -> None:
        """Gather what the slices declare to each other."""
        from collaborations import findables, piles, places, reportables  # noqa: F401
