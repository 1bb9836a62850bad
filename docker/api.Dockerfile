# syntax=docker/dockerfile:1
# The API: one program, no shell script, no root. Build it from the project's folder:
#   docker build --file docker/api.Dockerfile --tag crmgen-api .

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY backend backend
COPY tests tests
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package crmgen-server \
    && install -m 755 target/release/crmgen /usr/local/bin/crmgen

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin crmgen
COPY --from=build /usr/local/bin/crmgen /usr/local/bin/crmgen
USER 10001:10001
ENV CRMGEN_HOST=0.0.0.0 CRMGEN_PORT=8080
EXPOSE 8080
# bash opens the connection by itself, so the image needs no curl. HTTP/1.0: the answer ends with the connection.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["crmgen"]
CMD ["serve"]
