package peercache.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each overlay brings to a cluster: known to Kubernetes field by field, and as we want it. */
class ManifestsTests {
  private static final String QUICKSTART = "quickstart";
  private static final String PRODUCTION = "production";
  private static final String NODE_PER_HOST = "node-per-host";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

  @Test
  void aFieldThatKubernetesDoesNotKnowIsRefused() {
    assertThatThrownBy(() ->
            Manifests.parse(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: a}
                spec: {ports: [{port: 1, targetport: 2}]}
                """))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("targetport");
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void everythingIsInOneNamespaceAndKnownToKubernetes(String overlay) throws Exception {
    var manifests = Manifests.of(overlay);

    assertThat(manifests.objects()).hasSizeGreaterThan(20);
    assertThat(manifests.objects())
        .filteredOn(object -> !(object instanceof Namespace))
        .allSatisfy(object ->
            assertThat(object.getMetadata().getNamespace())
                .as(Manifests.name(object))
                .isEqualTo("peercache"));
    assertThat(manifests.workloads().stream().filter(Workload::isService).map(Workload::name))
        .contains("registry", "origin", "node");
  }

  @Test
  void theTopOfTheDirectoryIsTheQuickstart() throws Exception {
    assertThat(Files.readString(Program.HOME.resolve("k8s/kustomization.yaml")))
        .contains("- overlays/" + QUICKSTART);
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachContainerIsWatchedAndBounded(String overlay) throws Exception {
    for (var workload : Manifests.of(overlay).workloads()) {
      for (var container : workload.containers()) {
        var name = workload.name() + "/" + container.getName();
        assertThat(container.getResources().getRequests()).as(name).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).as(name).containsKeys("cpu", "memory");
        if (workload.isService()) {
          assertThat(container.getStartupProbe()).as(name).isNotNull();
          assertThat(container.getReadinessProbe()).as(name).isNotNull();
          assertThat(container.getLivenessProbe()).as(name).isNotNull();
        }
      }
      assertThat(workload.pod().getVolumes())
          .filteredOn(volume -> volume.getEmptyDir() != null)
          .allSatisfy(volume ->
              assertThat(volume.getEmptyDir().getSizeLimit()).as(volume.getName()).isNotNull());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachPodKeepsToTheRestrictedProfile(String overlay) throws Exception {
    var manifests = Manifests.of(overlay);
    boolean hostPorts = false;
    for (var workload : manifests.workloads()) {
      var pod = workload.pod();
      assertThat(pod.getHostNetwork()).as(workload.name()).isNull();
      assertThat(pod.getHostPID()).as(workload.name()).isNull();
      assertThat(pod.getHostIPC()).as(workload.name()).isNull();
      assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(workload.name()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).as(workload.name()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .as(workload.name())
          .isEqualTo("RuntimeDefault");
      for (var container : workload.containers()) {
        var security = container.getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).as(container.getName()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).as(container.getName()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(security.getPrivileged()).isNull();
        hostPorts |= container.getPorts().stream().anyMatch(port -> port.getHostPort() != null);
      }
    }
    // The one thing that the profile does not let, and the namespace must say so.
    assertThat(hostPorts).isEqualTo(overlay.equals(NODE_PER_HOST));
    assertThat(manifests.one(Namespace.class, "peercache").getMetadata().getLabels())
        .containsEntry(
            "pod-security.kubernetes.io/enforce", hostPorts ? "privileged" : "restricted");
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachImageHasAVersion(String overlay) throws Exception {
    assertThat(Manifests.of(overlay).workloads())
        .flatMap(Workload::containers)
        .extracting(Container::getImage)
        .allMatch(image -> image.matches("[a-z0-9./-]+:(?!latest)[a-z0-9.-]+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void onlyPodsThatServeTheApiServerGetAToken(String overlay) throws Exception {
    assertThat(Manifests.of(overlay).workloads())
        .filteredOn(workload -> workload.pod().getServiceAccountName() == null)
        .allSatisfy(
            workload -> assertThat(workload.pod().getAutomountServiceAccountToken()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachSelectorFindsPods(String overlay) throws Exception {
    var manifests = Manifests.of(overlay);
    var workloads = manifests.workloads();
    for (var workload : workloads) {
      if (workload.selector() != null) {
        assertThat(workload.isSelectedBy(workload.selector())).as(workload.name()).isTrue();
      }
      assertThat(workload.pod().getTopologySpreadConstraints())
          .allMatch(spread -> workload.isSelectedBy(spread.getLabelSelector()));
    }
    manifests
        .all(Service.class)
        .forEach(service -> {
          var selected = selected(manifests, service);
          assertThat(selected).as("pods of Service " + Manifests.name(service)).hasSize(1);
          assertThat(selected.getFirst().namedPorts())
              .containsAll(
                  service.getSpec().getPorts().stream()
                      .map(port -> port.getTargetPort().getStrVal())
                      .toList());
        });
    manifests
        .all(PodDisruptionBudget.class)
        .forEach(budget -> {
          var name = Manifests.name(budget);
          assertThat(workloads)
              .filteredOn(workload -> workload.isSelectedBy(budget.getSpec().getSelector()))
              .extracting(Workload::name)
              .containsExactly(name);
        });
    manifests
        .all(StatefulSet.class)
        .forEach(set ->
            assertThat(
                    manifests
                        .one(Service.class, set.getSpec().getServiceName())
                        .getSpec()
                        .getClusterIP())
                .isEqualTo("None"));
  }

  private static List<Workload> selected(Manifests manifests, Service service) {
    var selector = new HashMap<>(service.getSpec().getSelector());
    var pod = selector.remove("statefulset.kubernetes.io/pod-name");
    return manifests.workloads().stream()
        .filter(workload ->
            pod == null
                ? workload.isSelectedBy(selector)
                : pod.matches(Pattern.quote(workload.name()) + "-\\d+")
                    && manifests
                        .all(StatefulSet.class)
                        .anyMatch(set -> Manifests.name(set).equals(workload.name())))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachReferenceLeadsSomewhere(String overlay) throws Exception {
    var manifests = Manifests.of(overlay);
    var secrets = secrets(manifests);
    for (var workload : manifests.workloads()) {
      var pod = workload.pod();
      var volumes = new HashSet<String>();
      workload.claims().forEach(claim -> volumes.add(Manifests.name(claim)));
      for (var volume : pod.getVolumes()) {
        volumes.add(volume.getName());
        if (volume.getSecret() != null) {
          var keys = secrets.get(volume.getSecret().getSecretName());
          assertThat(keys).as("%s: %s", workload.name(), volume.getSecret()).isNotNull();
          volume.getSecret().getItems().forEach(item -> assertThat(keys).contains(item.getKey()));
        }
        if (volume.getPersistentVolumeClaim() != null) {
          manifests.one(
              PersistentVolumeClaim.class, volume.getPersistentVolumeClaim().getClaimName());
        }
      }
      if (pod.getServiceAccountName() != null) {
        manifests.one(ServiceAccount.class, pod.getServiceAccountName());
      }
      for (var container : workload.containers()) {
        container
            .getEnvFrom()
            .forEach(from -> manifests.one(ConfigMap.class, from.getConfigMapRef().getName()));
        assertThat(volumes)
            .containsAll(
                container.getVolumeMounts().stream().map(mount -> mount.getName()).toList());
        assertThat(workload.namedPorts())
            .containsAll(
                Stream.of(container.getReadinessProbe(), container.getLivenessProbe())
                    .filter(probe -> probe != null && probe.getHttpGet() != null)
                    .map(probe -> probe.getHttpGet().getPort().getStrVal())
                    .toList());
      }
    }
  }

  /** Those that are rendered, and those that a Job makes in the cluster, each with its keys. */
  private static Map<String, Set<String>> secrets(Manifests manifests) {
    var secrets = new HashMap<String, Set<String>>();
    manifests
        .all(Secret.class)
        .forEach(secret -> secrets.put(Manifests.name(secret), secret.getData().keySet()));
    var made = Pattern.compile("name: ([\\w-]+)}\\s+stringData: \\{(.*)}");
    manifests
        .all(Job.class)
        .flatMap(job -> Workload.of(job).orElseThrow().containers().stream())
        .flatMap(container -> container.getCommand().stream())
        .flatMap(command -> made.matcher(command).results())
        .forEach(secret ->
            secrets.put(
                secret.group(1),
                Pattern.compile("([\\w.-]+): \"")
                    .matcher(secret.group(2))
                    .results()
                    .map(key -> key.group(1))
                    .collect(Collectors.toSet())));
    return secrets;
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void variablesAreDefinedBeforeTheyAreUsed(String overlay) throws Exception {
    for (var workload : Manifests.of(overlay).workloads()) {
      for (var container : workload.containers()) {
        var defined = new HashSet<String>();
        for (EnvVar variable : container.getEnv()) {
          if (variable.getValue() != null) {
            assertThat(defined)
                .as("before " + variable)
                .containsAll(
                    REFERENCE
                        .matcher(variable.getValue())
                        .results()
                        .map(it -> it.group(1))
                        .toList());
          }
          assertThat(defined.add(variable.getName())).as("once: " + variable.getName()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void eachPropertyIsOneThatIsDocumented(String overlay) throws Exception {
    var documented =
        Pattern.compile("peercache\\.[a-z.-]+")
            .matcher(Files.readString(Program.HOME.resolve("docs/operations.md")))
            .results()
            .map(property -> property.group().replace("-", "").replace('.', '_'))
            .map(property -> property.toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var manifests = Manifests.of(overlay);
    var used =
        Stream.concat(
                manifests.all(ConfigMap.class).flatMap(map -> map.getData().keySet().stream()),
                manifests.workloads().stream()
                    .flatMap(workload -> workload.containers().stream())
                    .flatMap(container -> container.getEnv().stream())
                    .map(EnvVar::getName))
            .filter(name -> name.startsWith("PEERCACHE_"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).hasSizeGreaterThan(8);
    assertThat(documented).containsAll(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION})
  void whatANodeMayKeepFitsOnItsVolume(String overlay) throws Exception {
    var manifests = Manifests.of(overlay);
    var node = manifests.one(StatefulSet.class, "node");
    var config =
        node.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnvFrom().getFirst();
    var capacity =
        manifests
            .one(ConfigMap.class, config.getConfigMapRef().getName())
            .getData()
            .get("PEERCACHE_NODE_CAPACITY");
    var volume =
        node.getSpec()
            .getVolumeClaimTemplates()
            .getFirst()
            .getSpec()
            .getResources()
            .getRequests()
            .get("storage");

    // Spring's sizes are powers of 1,024.
    assertThat(
            Quantity.getAmountInBytes(Quantity.parse(String.valueOf(capacity).replace("GB", "Gi"))))
        .isLessThan(Quantity.getAmountInBytes(volume));
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICKSTART, PRODUCTION, NODE_PER_HOST})
  void theNetworkLetsThroughTheArrowsOfTheDesignAndNothingElse(String overlay) throws Exception {
    var arrows = new Arrows(Manifests.of(overlay));
    var expected =
        new TreeSet<>(
            Set.of(
                "anyone -> origin:8081",
                "anyone -> node:8082",
                "origin -> registry:8080",
                "origin -> node:8082",
                "registry -> node:8082",
                "registry -> origin:8081",
                "node -> registry:8080",
                "node -> origin:8081",
                "node -> node:8082",
                "registry -> kube-system:53",
                "origin -> kube-system:53",
                "node -> kube-system:53"));
    if (overlay.equals(PRODUCTION)) {
      expected.addAll(
          Set.of(
              "registry -> 192.0.2.10/32:5432",
              "monitoring -> registry:9080",
              "monitoring -> origin:9081",
              "monitoring -> node:9082"));
    } else {
      expected.addAll(
          Set.of(
              "registry -> postgres:5432",
              "postgres -> kube-system:53",
              "first-keys -> kube-system:53",
              "first-keys -> anyone:443",
              "first-keys -> anyone:6443"));
    }

    assertThat(arrows.unguarded()).isEmpty();
    assertThat(arrows.allowed()).containsExactlyInAnyOrderElementsOf(expected);
  }
}
