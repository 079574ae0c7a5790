"""Every kind of launcher, by the name of the program and by the name of the module."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxlint.start import (
    airflow,
    apache,
    gunicorn,
    make,
    migrations,
    paste,
    servers,
    services,
    supervisor,
    tasks,
    testing,
    uwsgi,
    workers,
    wrappers,
)
from ctxlint.start.environment import settings_of
from ctxlint.start.programs import QUIET_MODULES
from ctxlint.start.python import Python
from ctxlint.start.scripts import run_shell
from ctxlint.start.servers import Server
from ctxlint.start.workers import FileRunner, Opaquely
from ctxlint.start.wrappers import Wrapper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxlint.start.calls import Launcher

_PYTHON_NAME = re.compile(r"(?:python|pypy|micropython|graalpy)[\d.]*(?:t|w|d)?")
_COVERAGE = Wrapper(
    "--source --rcfile --data-file --include --omit --context --concurrency --debug -m --module",
    subcommands="run",
    prefix=("python",),
)
_TESTS = Opaquely("test runners collect their modules themselves")

_ROWS: dict[str, Launcher] = {
    # shells
    "sh bash dash ash zsh ksh": run_shell,
    "eatmydata nohup setsid catchsegv chronic unbuffer with-contenv init-stdout softlimit exec": Wrapper("-o"),
    # init programs, users, limits
    "tini tini-static docker-init": Wrapper("-p -e"),
    "dumb-init": Wrapper("-r --rewrite"),
    "catatonit pid1 go-init docker-entrypoint-init": Wrapper("-pre -post"),
    "su-exec gosu s6-setuidgid setuidgid envdir s6-envdir pysu step": Wrapper(skip=1),
    "setpriv": Wrapper("--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig"),
    "chpst": Wrapper("-u -U -b -/ -n -l -L -m -d -o -p -f -c -r -t -e -P"),
    "capsh": Wrapper(only_after_dashes=True),
    "nice": Wrapper("-n --adjustment"),
    "ionice": Wrapper("-c -n -p --class --classdata"),
    "chrt taskset": Wrapper("-p -T -P -D", skip=1),
    "numactl": Wrapper("-C -m -N -i -p"),
    "stdbuf": Wrapper("-i -o -e --input --output --error"),
    "time": Wrapper("-f -o --format --output"),
    "timeout": Wrapper("-s -k --signal --kill-after", skip=1),
    "flock s6-setlock": Wrapper("-w --timeout --wait -E -t", skip=1),
    "chroot": Wrapper(skip=1),
    "start-stop-daemon": wrappers.run_daemon,
    "env sudo cross-env dotenv-run gosu-env": wrappers.run_env,
    "su runuser": wrappers.run_switch_user,
    "xvfb-run": Wrapper("-e -f -n -p -s --error-file --auth-file --server-num --xauth-protocol --server-args"),
    "wait-for-it wait-for-it.sh wait-for wait-for.sh wait_for_it.sh waitforit wait-for-postgres.sh wait4ports": (
        wrappers.run_waiter
    ),
    "dockerize": Wrapper(
        "-wait -timeout -template -stdout -stderr -wait-http-header -wait-retry-interval -delims -env"
    ),
    # secrets and settings
    "doppler infisical op teller berglas akeyless bws": Wrapper(subcommands="run exec", only_after_dashes=True),
    "chamber aws-vault envconsul vaultenv summon ssm-env aws-env vals dotenvx envchain secrets-init": Wrapper(
        only_after_dashes=True
    ),
    "dotenv": Wrapper("-f --file -q --quote -e --export", subcommands="run"),
    "sops": Wrapper(subcommands="exec-env", skip=1, prefix=("sh", "-c")),
    # environments
    "poetry": Wrapper(subcommands="run", directory="-C --directory -P --project"),
    "uv": wrappers.run_uv,
    "pipenv": tasks.TaskRunner(("scripts",), "Pipfile"),
    "pdm": tasks.TaskRunner(("tool", "pdm", "scripts"), valued="--venv", directory="-p --project"),
    "poe poethepoet": tasks.TaskRunner(("tool", "poe", "tasks"), subcommand="", directory="-C --directory -r --root"),
    "rye": tasks.TaskRunner(("tool", "rye", "scripts")),
    "pixi": tasks.TaskRunner(("tasks",), "pixi.toml", valued="-e --environment --manifest-path"),
    "hatch": tasks.run_hatch,
    "make gmake": make.run_make,
    "just task invoke inv doit paver fab": Opaquely("its file of tasks names the commands"),
    "conda mamba micromamba": Wrapper(
        "-n -p --name --prefix -r --root-prefix -e", subcommands="run", directory="--cwd"
    ),
    # instruments
    "opentelemetry-instrument": Wrapper(
        "--traces_exporter --metrics_exporter --logs_exporter --service_name --exporter_otlp_endpoint "
        "--exporter_otlp_protocol --propagators --sampler"
    ),
    "ddtrace-run splunk-py-trace sl-instrument lumigo_tracer honeycomb-instrument elasticapm-run": Wrapper(),
    "newrelic-admin": wrappers.run_newrelic,
    "coverage": _COVERAGE,
    "debugpy cProfile profile pdb ipdb trace pyinstrument scalene viztracer kernprof": wrappers.run_debugger,
    "memray": Wrapper("-o --output", subcommands="run", prefix=("python",)),
    "py-spy austin": Wrapper("-o --output -r --rate -f --format -d --duration", subcommands="record top"),
    # restarts
    "watchmedo": wrappers.run_watchmedo,
    "watchfiles": wrappers.run_watchfiles,
    "nodemon": wrappers.run_text_option,
    "concurrently": wrappers.run_texts,
    "hupper": wrappers.run_debugger,
    "reflex-entr entr": Wrapper(),
    # many programs
    "honcho foreman goreman hivemind overmind forego": supervisor.run_procfile,
    "supervisord": supervisor.run_supervisor,
    "circusd": supervisor.run_circus,
    "init my_init runsvdir runsvdir-start s6-svscan s6-overlay": services.run_services,
    "execlineb": services.run_execline,
    "run-parts": services.run_parts,
    "cron crond anacron": services.run_cron,
    "supercronic": services.run_supercronic,
    "unitd unitd-debug": Opaquely("its configuration names the modules", python=None),
    # servers
    "uvicorn": Server(
        "--reload --use-colors --no-use-colors --access-log --no-access-log --proxy-headers --no-proxy-headers "
        "--server-header --no-server-header --date-header --no-date-header --factory --ws-per-message-deflate",
        directory="--app-dir",
        variable="UVICORN_APP",
    ),
    "gunicorn": gunicorn.run_gunicorn,
    "hypercorn": servers.run_hypercorn,
    "granian": Server(
        "--reload --http1-keep-alive --http1-buffer --access-log --no-access-log --factory --ws --no-ws --log",
        directory="--working-dir",
    ),
    "daphne": Server("--proxy-headers --no-server-name"),
    "waitress-serve": Server("--call --expose-tracebacks", application="--app"),
    "sanic": Server(
        "--factory -f --simple -s --inspect --repl --debug -d --dev -r --reload --auto-reload --fast --motd "
        "--no-motd --access-logs --no-access-logs --coffee --single-process",
        directory="--reload-dir-x",
    ),
    "litestar": servers.run_litestar,
    "meinheld bjoern tornado-serve cheroot pserve-app": Server(),
    "uwsgi uwsgi-core": uwsgi.run_uwsgi,
    "mod_wsgi-express": apache.run_mod_wsgi,
    "apache2 apache2ctl apachectl apache2-foreground httpd httpd-foreground": apache.run_apache,
    "pserve": paste.run_pserve,
    "bentoml": Server("--reload --development --production --debug", subcommand="serve", directory="--working-dir"),
    "adev": FileRunner("--livereload --no-livereload", subcommands="runserver", with_cwd=True),
    "flask quart": servers.run_flask,
    "fastapi": servers.run_fastapi,
    "functions-framework functions_framework functions-framework-python": workers.run_functions_framework,
    "awslambdaric": workers.run_lambda,
    # files
    "streamlit": FileRunner(subcommands="run", pages=True),
    "chainlit": FileRunner("-w --watch -h --headless -d --debug -c --ci", subcommands="run", with_cwd=True),
    "panel bokeh": FileRunner(
        "--autoreload --show --dev --reuse-sessions --index-x", subcommands="serve", with_cwd=True
    ),
    "gradio mesop robyn nicegui": FileRunner("--reload --dev --prod --create --debug"),
    "marimo": FileRunner("--headless --no-token --include-code --watch", subcommands="run edit"),
    "ipython ipython3": wrappers.run_ipython,
    "voila": Opaquely("a notebook is not looked into"),
    "locust": FileRunner(
        "--headless --master --worker", default="locustfile.py", options="-f --locustfile", with_cwd=True
    ),
    "modal": Opaquely("it runs somewhere else", python=False),
    "torchrun accelerate deepspeed": workers.run_distributed,
    "mpirun mpiexec horovodrun srun": Wrapper("-n -np -H --host --hostfile -x"),
    "django-admin": settings_of,
    # workers and tools
    "celery": workers.run_celery,
    "alembic": migrations.run_alembic,
    "arq": workers.run_arq,
    "saq": Server("--web --quiet --reload"),
    "taskiq nameko": workers.run_modules,
    "faust procrastinate": workers.run_faust,
    "twistd": workers.run_twisted,
    "rq rqworker": workers.run_rq,
    "dramatiq dramatiq-gevent": workers.run_dramatiq,
    "huey_consumer huey_consumer.py": workers.run_huey,
    "scrapy": workers.run_scrapy,
    "dagster dagster-webserver dagit dagster-daemon": workers.run_dagster,
    "airflow": airflow.run_airflow,
    "prefect": Opaquely("its deployments name the modules"),
    "luigi kedro dbt meltano": Opaquely("its project file names the modules"),
    "pytest py.test": testing.run_pytest,
    "nosetests tox nox behave unittest robot": _TESTS,
    "ray dask dask-worker dask-scheduler": Opaquely("its jobs name the modules"),
    "paster": Opaquely("its configuration names the application"),
    "rasa reflex": Opaquely("its project file names the modules"),
}

LAUNCHERS: Mapping[str, Launcher] = MappingProxyType(
    {name: launcher for row, launcher in _ROWS.items() for name in row.split()}
)
"""Program -> launcher, but for Python, which has many names."""

_NOT_MODULES = frozenset({"sh", "bash", "init", "exec", "env", "time", "su", "step", "op", "trace", "profile"})
MODULES: Mapping[str, Launcher] = MappingProxyType(
    {name.replace("-", "_"): launcher for name, launcher in LAUNCHERS.items() if name not in _NOT_MODULES}
    | {
        "django": settings_of,
        "waitress": LAUNCHERS["waitress-serve"],
        "aiohttp.web": Server(),
        "trace": wrappers.run_debugger,
        "profile": wrappers.run_debugger,
        "torch.distributed.run": workers.run_distributed,
        "torch.distributed.launch": workers.run_distributed,
        "accelerate.commands.launch": workers.run_distributed,
        "streamlit.web.cli": LAUNCHERS["streamlit"],
        "memory_profiler": wrappers.run_debugger,
        "line_profiler": wrappers.run_debugger,
        "watchdog.watchmedo": wrappers.run_watchmedo,
        "opentelemetry.instrumentation.auto_instrumentation": LAUNCHERS["opentelemetry-instrument"],
    }
)
"""Module after ``python -m`` -> launcher."""

PYTHON = Python(MODULES, QUIET_MODULES)


def launcher_of(name: str) -> Launcher | None:
    """The launcher of a program, by its name without directories."""
    return PYTHON if _PYTHON_NAME.fullmatch(name) else LAUNCHERS.get(name)
