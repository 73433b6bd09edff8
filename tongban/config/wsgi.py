"""The WSGI entry point; granian serves it (`tongban serve`)."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tongban.config.serving import die_with_parent

die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()
# The areas' faces load with their addresses: now, so that whoever is answered at all is answered
# at once, and a fault in one is seen at the start.
import_module(settings.ROOT_URLCONF)
