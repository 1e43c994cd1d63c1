"""Below /repair/; Django's admin knows its own pages as "admin"."""

from network.repair.site import site

urlpatterns, app_name, _namespace = site.urls
