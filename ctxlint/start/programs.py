"""Names of programs that start no Python of the project."""

from __future__ import annotations

from ctxlint.shell.words import names

FOREIGN = names(
    """
    node nodejs npm npx yarn pnpm bun bunx deno next nuxt vite ng tsx ts-node serve http-server pm2-runtime pm2
    storybook webpack rollup esbuild vue-cli-service react-scripts gatsby astro remix-serve turbo nx lerna corepack
    nginx nginx-debug openresty caddy haproxy traefik
    envoy varnishd squid lighttpd php php-fpm java javac mvn gradle catalina.sh dotnet ruby bundle rails rake puma
    unicorn sidekiq rackup go cargo rustc perl elixir mix iex erl lua luajit Rscript R julia swift dart flutter
    postgres mysqld mariadbd mongod mongo redis-server redis-sentinel memcached rabbitmq-server elasticsearch
    opensearch kafka-server-start.sh zookeeper consul vault etcd nats-server minio clickhouse-server prometheus
    grafana-server loki telegraf fluentd fluent-bit vector otelcol sshd dropbear vsftpd
    dockerd containerd kubectl helm terraform ngrok cloudflared tailscaled openvpn wg-quick iptables rsyslogd syslogd
    postfix dovecot named dnsmasq coredns stunnel pgbouncer pgpool patroni litestream socat ffmpeg Xvfb x11vnc
    vncserver x11vnc fluxbox chromium chrome google-chrome firefox geckodriver chromedriver selenium-standalone
    ollama vllm-server llama-server tritonserver text-generation-launcher
    jupyter jupyter-lab jupyter-notebook jupyterhub jupyterlab start-notebook.sh start-notebook.py mlflow
    tensorboard superset metabase flower pgadmin4 mkdocs sphinx-build sphinx-autobuild buildbot salt-minion
    certbot aws gcloud az gsutil cloud_sql_proxy cloud-sql-proxy s6-svscan svscan systemd busybox
    /init init exe hugo jekyll pandoc pdflatex cmake ninja gcc g++ clang bazel
    """
)
"""Programs in other languages, and in Python those that bring all their modules."""

UTILITIES = names(
    """
    true false : readarray mapfile echo printf test [ [[ sleep cat tail head
    grep egrep sed awk gawk cut tr sort uniq wc tee touch rm mv
    cp ln ls mkdir rmdir chmod chown chgrp find xargs stat du df file which whereis date id whoami hostname uname tty
    stty env-subst envsubst ulimit umask wait trap kill pkill killall ps pgrep free mount umount read let shopt alias
    unalias hash type getopts times jobs disown fg bg dirs eval expr seq basename dirname realpath readlink mktemp
    install tar gzip gunzip unzip zip bunzip2 xz curl wget nc ncat netcat telnet ping dig nslookup host getent openssl
    ssh-keygen ssh scp rsync git apt apt-get apk yum dnf dpkg pip pip3 pip2 poetry-install useradd usermod groupadd
    groupmod adduser addgroup deluser delgroup gpasswd passwd chpasswd setfacl psql pg_isready pg_dump createdb mysql
    mysqladmin mysqldump mongosh mongo-import redis-cli sqlite3 jq yq md5sum sha256sum base64 od xxd diff cmp patch
    locale-gen update-ca-certificates ldconfig service systemctl logger nproc getconf clear reset yes break continue
    return exit local export unset set shift source . exec logger printenv vi vim nano less more virtualenv venv
    black ruff isort flake8 mypy pylint pre-commit compilemessages playwright nltk_downloader spacy safety bandit
    pyclean pip-compile pip-sync cd trap msgfmt pybabel gdb strace inotifywait fc-cache
    docker docker-compose xterm xdpyinfo xset apt-cache crudini mariadb-admin ab websockify s6-svc s6-svwait top htop
    service modprobe sysctl ip ifconfig route arp lsof netstat ss fuser timedatectl ionice renice
    """
)
"""What scripts call in between."""

QUIET_MODULES = names(
    """
    pip ensurepip venv virtualenv uv poetry pipenv build wheel setuptools http ipykernel jupyter notebook jupyterlab
    IPython mlflow tensorboard black ruff isort flake8 mypy pylint pre_commit spacy nltk playwright twine pyftpdlib
    compileall json superset flower mkdocs sphinx certifi vllm bandit
    """
)
"""Modules of tools."""
