from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Let every slice declare its kinds of events and its links."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("notices", "links")
