# The suite as a command: docker run --rm -v "$PWD:/work" camara-conformance run profile.yaml
# Without network: docker run --rm --network none -v "$PWD:/work" camara-conformance run

# The patch release is pinned so that two builds of one commit run the same interpreter.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY conformance conformance
COPY specs specs
COPY profiles profiles
COPY reports reports
RUN python -m venv /opt/camara-conformance \
    && /opt/camara-conformance/bin/pip install --no-cache-dir --quiet .

FROM python:3.11.13-slim-bookworm
COPY --from=build /opt/camara-conformance /opt/camara-conformance
ENV PATH=/opt/camara-conformance/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# A number, so that Kubernetes can see that it is not root.
RUN groupadd --gid 10001 conformance \
    && useradd --uid 10001 --gid 10001 --home-dir /work --no-create-home conformance \
    && install --directory --owner 10001 --group 10001 /work
USER 10001:10001
WORKDIR /work
# Needs no network: says whether the suite and its data are whole.
HEALTHCHECK --interval=30s --timeout=10s CMD ["camara-conformance", "list", "apis"]
ENTRYPOINT ["camara-conformance"]
CMD ["run"]
