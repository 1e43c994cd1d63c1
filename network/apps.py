from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Shared stones"

    def ready(self) -> None:
        """Let tasks know their broker in every process: without this the web process would nudge nobody."""
        from network import celery  # noqa: F401
