import sys
import types

import pytest
from django.urls import clear_url_caches, include, path
from zeal import zeal_ignore

from network import urls
from network.demo.people import load_people


@pytest.fixture
def demo(settings, tmp_path):
    """The settings and addresses that only the demo has, with an empty Maildir."""
    module = types.ModuleType("tests_demo_urls")
    module.urlpatterns = [*urls.urlpatterns, path("demo/", include("network.demo.urls"))]
    sys.modules[module.__name__] = module
    settings.DEMO, settings.DEMO_MAILDIR = True, str(tmp_path / "mail")
    settings.ROOT_URLCONF = module.__name__
    clear_url_caches()
    yield settings
    del sys.modules[module.__name__]


@pytest.fixture
def place(demo, tmp_path):
    """Where the demo's mails lie."""
    return tmp_path / "mail"


@pytest.fixture
def people(demo, db):
    with zeal_ignore():
        load_people()
