"""HTTP: every page, under Granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
application = get_wsgi_application()
warm = get_resolver().url_patterns  # every view is loaded now, and not while somebody waits for the first page
gc.collect()
gc.freeze()  # what is loaded by now stays for good, so collecting garbage need not walk over it again and comes sooner
