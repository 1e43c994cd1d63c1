from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Shared stones"

    def ready(self) -> None:
        """Let tasks know their broker in every process: without this the web process would nudge nobody.

        And let every app gather what its slices put on the desk.
        """
        from django.utils.module_loading import autodiscover_modules

        from network import celery  # noqa: F401

        autodiscover_modules("desk")
