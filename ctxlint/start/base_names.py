"""What the name of a base image says about its content."""

from __future__ import annotations

import re

from ctxlint.shell.words import names

_COMMON_IMAGE = re.compile(
    r"(?:^|/)library/|\b(?:debian|ubuntu|alpine|centos|fedora|rockylinux|almalinux|amazonlinux|ubi\d|busybox|distroless"
    r"|chainguard|wolfi|cuda|rocm|node|golang|rust|lambda|playwright|selenium|cypress|nginx|azure-functions)"
)
_PYTHON_IMAGE = re.compile(r"python|conda|mamba|/uv\b|jupyter|django|flask|fastapi|pytorch|tensorflow|airflow")
_INTERPRETER = re.compile(r"python|pypy|uv\b|(?:mini|micro)?(?:conda|mamba|forge)|anaconda|mambaforge|lambda")
_AT_ROOT = re.compile(r"/uv\b|conda|mamba")
_OFFICIAL = names(
    """
    alt amazoncorretto bash buildpack-deps caddy clearlinux clojure composer couchdb docker eclipse-temurin elixir
    elasticsearch erlang fluentd gcc ghost gradle groovy haproxy haskell httpd hylang influxdb java jetty jruby julia
    mageia mariadb maven memcached mongo mysql neo4j odoo openjdk opensuse oraclelinux perl photon php postgres pypy
    r-base rabbitmq rakudo-star redis redmine ruby scratch sl solr swift tomcat traefik varnish wordpress zookeeper
    """
)
"""Docker's official images that services are built from, besides those above."""


def is_own_image(reference: str) -> bool:
    """Whether an image is no common one, so that it may bring a part of the application; a variable may be any."""
    if reference.startswith("$"):
        return True
    name = reference if "/" in reference else re.split("[:@]", reference)[0]
    return bool(name) and name not in _OFFICIAL and not _PYTHON_IMAGE.search(name) and not _COMMON_IMAGE.search(name)


def may_have_program(reference: str) -> bool:
    """Whether an image is more than an interpreter, so that all of a program may be in it."""
    *above, name = reference.split("/")
    return bool(above) and not _INTERPRETER.match(name)


def may_have_workdir(reference: str) -> bool:
    """Whether an image may set a working directory; official and other common ones leave it at ``/``."""
    return "/" in reference and not _COMMON_IMAGE.search(reference) and not _AT_ROOT.search(reference)


def has_python(reference: str) -> bool:
    """Whether an image is made for Python."""
    return _PYTHON_IMAGE.search(reference) is not None
