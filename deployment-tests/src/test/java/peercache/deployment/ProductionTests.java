package peercache.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the overlay for production adds: routes, scalers, metrics, keys that are to be filled in.
 */
class ProductionTests {
  @Test
  void eachNodeThatMayBeStartedHasARouteOfItsOwn() throws Exception {
    var manifests = Manifests.of("production");
    var scaler = manifests.one(HorizontalPodAutoscaler.class, "node");
    var hosts = new TreeSet<String>();
    manifests
        .one(Ingress.class, "nodes")
        .getSpec()
        .getRules()
        .forEach(rule -> {
          var backend = rule.getHttp().getPaths().getFirst().getBackend().getService();
          var service = manifests.one(Service.class, backend.getName());
          assertThat(rule.getHost()).startsWith(backend.getName() + ".");
          assertThat(service.getSpec().getSelector())
              .containsEntry("statefulset.kubernetes.io/pod-name", backend.getName());
          assertThat(service.getSpec().getPorts())
              .extracting(port -> port.getName())
              .contains(backend.getPort().getName());
          hosts.add(rule.getHost());
        });

    assertThat(hosts).hasSize(scaler.getSpec().getMaxReplicas());
    var base =
        manifests
            .one(StatefulSet.class, "node")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv()
            .stream()
            .filter(variable -> variable.getName().equals("PEERCACHE_NODE_BASEURI"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertThat(hosts)
        .allMatch(host ->
            base.replace("$(PEERCACHE_NODE_ID)", host.substring(0, host.indexOf('.')))
                .equals("https://" + host));
  }

  @Test
  void scalersMoveWhatIsThereAndNobodyElseSaysHowMany() throws Exception {
    var manifests = Manifests.of("production");
    assertThat(manifests.all(HorizontalPodAutoscaler.class).map(Manifests::name))
        .containsExactlyInAnyOrder("registry", "node");
    manifests
        .all(HorizontalPodAutoscaler.class)
        .forEach(scaler -> {
          var target = scaler.getSpec().getScaleTargetRef();
          assertThat(manifests.objects())
              .filteredOn(object -> object.getKind().equals(target.getKind()))
              .filteredOn(object -> Manifests.name(object).equals(target.getName()))
              .hasSize(1);
        });
    assertThat(manifests.one(StatefulSet.class, "node").getSpec().getReplicas()).isNull();
  }

  @Test
  void prometheusFindsTheManagementPortsByTheJobNamesOfTheDashboards() throws Exception {
    var manifests = Manifests.of("production");
    var monitor = manifests.one(ServiceMonitor.class, "peercache").getSpec();
    var names = monitor.getSelector().getMatchExpressions().getFirst();

    assertThat(monitor.getJobLabel()).isEqualTo(names.getKey());
    assertThat(names.getValues()).containsExactlyInAnyOrder("registry", "origin", "node");
    for (var name : names.getValues()) {
      var service = manifests.one(Service.class, name);
      assertThat(labels(service)).containsAllEntriesOf(monitor.getSelector().getMatchLabels());
      assertThat(labels(service)).containsEntry(names.getKey(), name);
      assertThat(service.getSpec().getPorts())
          .extracting(port -> port.getName())
          .contains(monitor.getEndpoints().getFirst().getPort());
    }
  }

  private static Map<String, String> labels(HasMetadata object) {
    return object.getMetadata().getLabels();
  }

  @Test
  void theKeysInTheRepositoryOpenNothing() throws Exception {
    var directory = Program.HOME.resolve("k8s/overlays/production/secrets");
    for (var key : List.of("network-key", "publisher-key")) {
      // Less than the 32 characters that each service asks for at its start.
      assertThat(Files.readString(directory.resolve(key)).strip()).isEqualTo("replace me");
    }
  }
}
