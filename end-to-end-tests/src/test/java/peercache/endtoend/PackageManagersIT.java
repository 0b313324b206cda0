package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever keeps a repository in plain files can keep it at an origin: its clients need no setting
 * and no plugin. The large files are redirected to nodes, and it is these that are looked at.
 */
@ExtendWith(SharedNetwork.class)
class PackageManagersIT {
  private static final int SIZE = 300_000;

  @TempDir Path directory;

  private final TestNetwork network;
  private final byte[] payload = new byte[SIZE];
  private Tool tool = Tool.in(Path.of("."));

  PackageManagersIT(TestNetwork network) {
    this.network = network;
  }

  @BeforeEach
  void payload() {
    ThreadLocalRandom.current().nextBytes(payload); // cannot be made smaller by any package
    tool = Tool.in(directory);
  }

  @Test
  void aptUpdatesFromAFlatRepositoryAndDownloadsAPackage() throws Exception {
    var control = Files.createDirectories(directory.resolve("deb/DEBIAN")).resolve("control");
    Files.writeString(
        control,
        """
        Package: sample
        Version: 1.0
        Architecture: all
        Maintainer: nobody <nobody@example.org>
        Description: a sample
        """);
    Files.write(directory.resolve("deb/payload"), payload);
    tool.run("dpkg-deb", "--build", "--root-owner-group", "deb", "sample.deb").requireSuccess();
    byte[] deb = Files.readAllBytes(directory.resolve("sample.deb"));
    Files.delete(directory.resolve("sample.deb"));
    redirected("apt/sample_1.0_all.deb", deb);
    network.put(
        "apt/Packages",
        utf8(
            Files.readString(control)
                + "Filename: ./sample_1.0_all.deb\nSize: %d\nSHA256: %s\n"
                    .formatted(deb.length, Web.sha256(deb))));
    for (var state :
        List.of(
            "etc/sources.list.d",
            "etc/preferences.d",
            "state/lists/partial",
            "cache/archives/partial")) {
      Files.createDirectories(directory.resolve(state));
    }
    Files.writeString(
        directory.resolve("etc/sources.list"),
        "deb [trusted=yes] " + network.fileUri("apt/") + " ./\n");
    Files.createFile(directory.resolve("state/status"));

    apt("update").requireSuccess();
    apt("download", "sample").requireSuccess();

    assertThat(directory.resolve("sample_1.0_all.deb")).hasBinaryContent(deb);
  }

  private Tool.Result apt(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-o",
                "Dir=" + directory,
                "-o",
                "Dir::Etc=" + directory.resolve("etc"),
                "-o",
                "Dir::State=" + directory.resolve("state"),
                "-o",
                "Dir::State::status=" + directory.resolve("state/status"),
                "-o",
                "Dir::Cache=" + directory.resolve("cache"),
                "-o",
                "APT::Sandbox::User=",
                "-o",
                "Acquire::AllowInsecureRepositories=true",
                "-o",
                "Acquire::Languages=none"));
    command.addAll(List.of(arguments));
    return tool.run(command);
  }

  @Test
  void mavenResolvesAnArtifact() throws Exception {
    redirected("maven/org/example/sample/1.0/sample-1.0.jar", payload);
    network.put(
        "maven/org/example/sample/1.0/sample-1.0.pom",
        utf8(
            """
            <project><modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId><artifactId>sample</artifactId><version>1.0</version>
            </project>
            """));
    Files.writeString(
        directory.resolve("pom.xml"),
        """
        <project><modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>org.springframework.boot</groupId>
            <artifactId>spring-boot-starter-parent</artifactId>
            <version>4.1.1</version>
            <relativePath/>
          </parent>
          <groupId>org.example</groupId><artifactId>user</artifactId><version>1</version>
          <repositories>
            <repository><id>peercache</id><url>%s</url></repository>
          </repositories>
          <dependencies>
            <dependency>
              <groupId>org.example</groupId><artifactId>sample</artifactId><version>1.0</version>
            </dependency>
          </dependencies>
        </project>
        """
            .formatted(network.fileUri("maven")));

    // A repository of its own for what is fetched; the build's for Maven's own plugins.
    tool.run(
            "env",
            "MAVEN_USER_HOME=" + Path.of(System.getProperty("user.home"), ".m2"),
            network.network().plan().home().toAbsolutePath().resolve("mvnw").toString(),
            "-B",
            "-q",
            "-Dmaven.repo.local=" + directory.resolve("repository"),
            "-Dmaven.repo.local.tail=" + System.getProperty("peercache.maven.repository"),
            "compiler:compile")
        .requireSuccess();

    assertThat(directory.resolve("repository/org/example/sample/1.0/sample-1.0.jar"))
        .hasBinaryContent(payload);
  }

  @Test
  void npmInstallsATarball() throws Exception {
    var packed = Files.createDirectories(directory.resolve("package"));
    Files.writeString(
        packed.resolve("package.json"), "{\"name\":\"sample\",\"version\":\"1.0.0\"}");
    Files.write(packed.resolve("payload"), payload);
    tool.run("tar", "-czf", "sample.tgz", "package").requireSuccess();
    redirected("npm/sample-1.0.0.tgz", Files.readAllBytes(directory.resolve("sample.tgz")));
    var user = Files.createDirectories(directory.resolve("user"));
    Files.writeString(
        user.resolve("package.json"),
        "{\"dependencies\":{\"sample\":\"" + network.fileUri("npm/sample-1.0.0.tgz") + "\"}}");

    tool.run("npm", "install", "--prefix", user.toString(), "--no-audit", "--no-fund")
        .requireSuccess();

    assertThat(user.resolve("node_modules/sample/payload")).hasBinaryContent(payload);
  }

  @Test
  void rcloneListsAndCopiesADirectoryWithSizesAndDates() throws Exception {
    var contents =
        Map.of(
            "a b.bin", SIZE, "größe.bin", 200_000, "small & 100%.txt", 10, "deep/er/x.bin", 90_000);
    for (var entry : contents.entrySet()) {
      network.put("rclone/" + entry.getKey(), Arrays.copyOf(payload, entry.getValue()));
    }
    network.awaitRedirect("rclone/a%20b.bin");
    network.awaitRedirect("rclone/deep/er/x.bin");
    network.awaitRedirect("rclone/gr%C3%B6%C3%9Fe.bin");
    network.awaitPublished("rclone/small%20&%20100%25.txt");

    var listing = rclone("lsf", "-R", "--files-only", "--format", "sp", ":http:").requireSuccess();
    rclone("copy", ":http:", "copied").requireSuccess();

    assertThat(listing.output().lines())
        .containsExactlyInAnyOrderElementsOf(
            contents.entrySet().stream()
                .map(entry -> entry.getValue() + ";" + entry.getKey())
                .toList());
    for (var entry : contents.entrySet()) {
      var copied = directory.resolve("copied").resolve(entry.getKey());
      assertThat(copied).hasBinaryContent(Arrays.copyOf(payload, entry.getValue()));
    }
    assertThat(Files.getLastModifiedTime(directory.resolve("copied/a b.bin")))
        .isEqualTo(dateAtTheOrigin("rclone/a%20b.bin"));
  }

  private Tool.Result rclone(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("rclone", "--quiet"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--http-url", network.fileUri("rclone/").toString()));
    return tool.run(command);
  }

  private FileTime dateAtTheOrigin(String encodedPath) throws IOException {
    String date = Web.head(network.fileUri(encodedPath + "?direct")).header("Last-Modified");
    return FileTime.from(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
  }

  @Test
  void zsyncFetchesOnlyWhatChanged() throws Exception {
    Files.write(directory.resolve("image.bin"), payload);
    tool.run("zsyncmake", "-u", "image.bin", "image.bin").requireSuccess();
    network.put("zsync/image.bin.zsync", Files.readAllBytes(directory.resolve("image.bin.zsync")));
    redirected("zsync/image.bin", payload);
    byte[] old = payload.clone();
    for (int changed : new int[] {5_000, 100_000, 250_000}) {
      old[changed] ^= 1;
    }
    Files.write(directory.resolve("image.bin"), old);
    Files.delete(directory.resolve("image.bin.zsync"));
    double before = network.bytesServedToCallers();

    tool.run("zsync", network.fileUri("zsync/image.bin.zsync").toString()).requireSuccess();

    assertThat(directory.resolve("image.bin")).hasBinaryContent(payload);
    assertThat(network.bytesServedToCallers() - before).isBetween(1.0, SIZE / 4.0);
  }

  private void redirected(String path, byte[] content) throws IOException {
    network.put(path, content);
    network.awaitRedirect(path);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
