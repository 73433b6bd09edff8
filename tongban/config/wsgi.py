"""The WSGI entry point; granian serves it (`tongban serve`)."""

import os

from django.core.wsgi import get_wsgi_application

from tongban.config.serving import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
if os.environ.get("TONGBAN_SUPERVISED") == "1":
    die_with_parent()
application = get_wsgi_application()
