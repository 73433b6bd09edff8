"""All addresses: each area's portal at /, its desk at /desk/, the API at /api/v1/.

A deployment that shows one face only (互联网区, 政务外网) leaves the others out by TONGBAN_FACES.
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from tongban.config.api import api, problems_only, unknown_path
from tongban.config.areas import rooms


def face(name: str) -> list[URLPattern | URLResolver]:
    """Return the patterns that the areas declare for one face, lowest area first."""
    return [pattern for room in rooms("urls") for pattern in getattr(room, name, ())]


urlpatterns: list[URLPattern | URLResolver] = face("plain")
if "portal" in settings.FACES:
    urlpatterns += face("portal")
if "desk" in settings.FACES:
    urlpatterns.append(path("desk/", include(face("desk"))))
if "api" in settings.FACES:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = problems_only(pattern.callback)
    urlpatterns.append(path("api/v1/", (patterns, app, namespace)))
urlpatterns.append(re_path(r"^api/", unknown_path))

handler400 = "tongban.core.shell.portal.error_400"
handler403 = "tongban.core.shell.portal.error_403"
handler404 = "tongban.core.shell.portal.error_404"
handler500 = "tongban.core.shell.portal.error_500"
