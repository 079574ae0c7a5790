"""Logs as people paste them."""

from __future__ import annotations

UVICORN = """\
INFO:     Started server process [1]
Traceback (most recent call last):
  File "/usr/local/bin/uvicorn", line 8, in <module>
    sys.exit(main())
             ^^^^^^
  File "/usr/local/lib/python3.12/site-packages/uvicorn/importer.py", line 19, in import_from_string
    module = importlib.import_module(module_str)
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "<frozen importlib._bootstrap>", line 1387, in _gcd_import
  File "/srv/api/main.py", line 2, in <module>
    from shared.auth import login
ModuleNotFoundError: No module named 'shared'
"""

GUNICORN = """\
[2026-03-01 10:00:00 +0000] [1] [INFO] Starting gunicorn 22.0.0
[2026-03-01 10:00:00 +0000] [7] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/gunicorn/arbiter.py", line 609, in spawn_worker
    worker.init_process()
  File "/srv/api/wsgi.py", line 3, in <module>
    import shared.auth
ModuleNotFoundError: No module named 'shared.auth'; 'shared' is not a package
[2026-03-01 10:00:00 +0000] [7] [INFO] Worker exiting (pid: 7)
[2026-03-01 10:00:00 +0000] [1] [ERROR] Worker (pid:7) exited with code 3
[2026-03-01 10:00:00 +0000] [1] [ERROR] Shutting down: Master
[2026-03-01 10:00:00 +0000] [1] [ERROR] Reason: Worker failed to boot.
"""

CELERY = """\
Usage: celery [OPTIONS] COMMAND [ARGS]...
Try 'celery --help' for help.

Error: Invalid value for '-A' / '--app':
Unable to load celery application.
While trying to load the module shop.worker the following error occurred:
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/celery/bin/celery.py", line 58, in convert
    return find_app(value)
  File "/srv/shop/worker.py", line 4, in <module>
    from shop.tasks import orders
ImportError: cannot import name 'orders' from 'shop.tasks' (/srv/shop/tasks/__init__.py)
"""

CELERY_WITHOUT = """\
Error: Invalid value for '-A' / '--app':
Unable to load celery application.
The module shop.worker was not found.
"""

DJANGO = """\
Traceback (most recent call last):
  File "/app/manage.py", line 11, in main
    from django.core.management import execute_from_command_line
ModuleNotFoundError: No module named 'django'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/manage.py", line 22, in <module>
    main()
  File "/app/manage.py", line 13, in main
    raise ImportError(
ImportError: Couldn't import Django. Are you sure it's installed and available on your PYTHONPATH environment variable?
"""

FALLBACK = """\
Traceback (most recent call last):
  File "/srv/settings.py", line 2, in <module>
    from conf.local import *
ModuleNotFoundError: No module named 'conf.local'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/settings.py", line 4, in <module>
    from conf.production import *
ModuleNotFoundError: No module named 'conf.production'
"""

BUILDKIT_SOURCE = """\
#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 312B done
#8 [3/5] COPY requirements.txt ./
#8 ERROR: failed to calculate checksum of ref 6f2c::x9: "/requirements.txt": not found
------
 > [3/5] COPY requirements.txt ./:
------
Dockerfile:3
--------------------
   1 |     FROM python:3.12
   2 |     WORKDIR /srv
   3 | >>> COPY requirements.txt ./
--------------------
ERROR: failed to solve: failed to compute cache key: "/requirements.txt" not found: not found
"""

BUILDKIT_RUN = """\
#12 [7/8] RUN python manage.py collectstatic --noinput
#12 0.412 Traceback (most recent call last):
#12 0.413   File "/app/manage.py", line 5, in <module>
#12 0.413     import shop.settings
#12 0.413 ModuleNotFoundError: No module named 'shop.settings'
#12 ERROR: process "/bin/sh -c python manage.py collectstatic --noinput" did not complete successfully: exit code: 1
------
 > [7/8] RUN python manage.py collectstatic --noinput:
0.412 Traceback (most recent call last):
0.413   File "/app/manage.py", line 5, in <module>
0.413     import shop.settings
0.413 ModuleNotFoundError: No module named 'shop.settings'
------
ERROR: failed to solve: process "/bin/sh -c python manage.py collectstatic --noinput" did not complete successfully
"""

COMPOSE = """\
Attaching to api-1, db-1, worker-1
\x1b[33mdb-1      |\x1b[0m 2026-03-01 10:00:00.000 UTC [1] LOG:  database system is ready to accept connections
\x1b[36mapi-1     |\x1b[0m Traceback (most recent call last):
\x1b[32mworker-1  |\x1b[0m Traceback (most recent call last):
\x1b[36mapi-1     |\x1b[0m   File "/srv/api/main.py", line 1, in <module>
\x1b[32mworker-1  |\x1b[0m   File "/srv/worker/main.py", line 1, in <module>
\x1b[36mapi-1     |\x1b[0m     import shared.auth
\x1b[32mworker-1  |\x1b[0m     import shared.jobs
\x1b[36mapi-1     |\x1b[0m ModuleNotFoundError: No module named 'shared.auth'
\x1b[32mworker-1  |\x1b[0m ModuleNotFoundError: No module named 'shared.jobs'
\x1b[36mapi-1 exited with code 1\x1b[0m
"""

RICH = """\
╭─────────────────────────────── Traceback (most recent call last) ────────────────────────────────╮
│ /srv/tool/cli.py:3 in <module>                                                                   │
│                                                                                                  │
│   1 import typer                                                                                 │
│ ❱ 3 from tool import commands                                                                    │
╰──────────────────────────────────────────────────────────────────────────────────────────────────╯
ModuleNotFoundError: No module named 'tool.commands'
"""

JSON_FILE = (
    '{"log":"Traceback (most recent call last):\\n","stream":"stderr","time":"2026-03-01T10:00:00.1Z"}\n'
    '{"log":"  File \\"/srv/main.py\\", line 1, in \\u003cmodule\\u003e\\n","stream":"stderr"}\n'
    '{"log":"    import shared\\n","stream":"stderr","time":"2026-03-01T10:00:00.1Z"}\n'
    '{"log":"ModuleNotFoundError: No module named \'shared\'\\n","stream":"stderr","time":"2026-03-01T10:00:00.1Z"}\n'
)

STRUCTURED = (
    '{"level": "error", "event": "startup failed", "exception": "Traceback (most recent call last):\\n'
    '  File \\"/srv/main.py\\", line 1, in <module>\\n    import shared\\n'
    "ModuleNotFoundError: No module named 'shared'\"}\n"
)

QUIET = """\
INFO:     Started server process [1]
INFO:     Application startup complete.
INFO:     127.0.0.1:40000 - "GET /health HTTP/1.1" 200 OK
"""
