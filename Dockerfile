# ctxlint as an image: docker run --rm -v "$PWD:/project:ro" ctxlint
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY rules rules
COPY ctxlint ctxlint
RUN python -m venv /opt/ctxlint && /opt/ctxlint/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM ${PYTHON}
COPY --from=build /opt/ctxlint /opt/ctxlint
ENV PATH=/opt/ctxlint/bin:$PATH
WORKDIR /project
USER 65534:65534
ENTRYPOINT ["ctxlint"]
