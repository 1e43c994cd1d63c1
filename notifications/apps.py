from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Keep the log that every slice tells to, hear whose standing changed, and let every slice declare its kinds of
        events and its links.
        """
        from django.utils.module_loading import autodiscover_modules

        from network import kinds, standing
        from notifications.live.standing import look_again
        from notifications.log import actions as log

        kinds.keep_with(log)
        standing.listen(look_again)
        autodiscover_modules("notices", "links")
