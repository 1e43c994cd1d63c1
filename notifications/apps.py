from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Keep the log that every slice tells to, and let every slice declare its kinds of events and its links."""
        from django.utils.module_loading import autodiscover_modules

        from network import kinds
        from notifications.log import actions as log

        kinds.keep_with(log)
        autodiscover_modules("notices", "links")
