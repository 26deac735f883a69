"""The WSGI application that gunicorn serves; without Redis its process also works off recalculations."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocplan.settings")
application = get_wsgi_application()

if not settings.REDIS_URL:
    # The models can be imported only now that the application is set up.
    from reports.progress import runner

    runner.start()
