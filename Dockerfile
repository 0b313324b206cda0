# The image of one service: registry-service, origin-service or cache-node-service.
#   docker build --build-arg SERVICE=cache-node-service -t peercache/node:dev .
# Plain enough for the classic builder. What changes seldom comes first: only the layers behind a change are made anew, and
# what the services share is built once for all three. docs/operations.md#containers says how the images are run.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY registry-api/pom.xml registry-api/
COPY content-http/pom.xml content-http/
COPY edge/pom.xml edge/
COPY registry-service/pom.xml registry-service/
COPY origin-service/pom.xml origin-service/
COPY cache-node-service/pom.xml cache-node-service/
# All that the build takes from elsewhere; from here on it is offline.
COPY docker/fetch docker/
RUN docker/fetch
COPY docker/build docker/
COPY registry-api/src registry-api/src
COPY content-http/src content-http/src
COPY edge/src edge/src
RUN docker/build edge
ARG SERVICE=cache-node-service
COPY ${SERVICE}/src ${SERVICE}/src
RUN docker/build ${SERVICE}

# The JVM's cache fits the JVM that made it and the files that it was made of: those of the last stage, in the same places.
# The registry cannot be started without a database.
FROM postgres:18 AS trained
COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
ENV PATH=/opt/java/openjdk/bin:$PATH
COPY --from=build /src/unpacked/dependencies /app
COPY --from=build /src/unpacked/application /app
COPY docker/java.options docker/train /app/
ARG SERVICE=cache-node-service
RUN /app/train ${SERVICE}

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 peercache \
 && useradd --uid 10001 --gid peercache --no-create-home --home-dir /data --shell /usr/sbin/nologin peercache \
 && mkdir -p /files /data /keys/network /keys/publisher /keys/database /keys/grafana \
 && chown peercache:peercache /data /keys/*
# The C library's own heaps: two instead of eight for each processor, none of which it gives back.
ENV LC_ALL=C.UTF-8 \
    MALLOC_ARENA_MAX=2 \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    PEERCACHE_NODE_DATADIRECTORY=/data \
    PEERCACHE_ORIGIN_DATADIRECTORY=/data \
    PEERCACHE_ORIGIN_DIRECTORY=/files
COPY --from=build /src/unpacked/dependencies /app
COPY --from=build /src/unpacked/application /app
COPY docker/java.options docker/healthy docker/make-keys /app/
COPY --from=trained /app/start.aot /app/
USER 10001:10001
# A cache that did not fit would be passed over without a word, and the service would start slowly.
RUN ["java", "@/app/java.options", "-XX:AOTMode=on", "-cp", "/app/service.jar", "-version"]
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["/app/healthy"]
ENTRYPOINT ["java", "@/app/java.options", "-jar", "/app/service.jar"]
