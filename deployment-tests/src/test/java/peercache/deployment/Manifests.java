package peercache.deployment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that an overlay brings to a cluster. */
record Manifests(String overlay, List<HasMetadata> objects) {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Stream.of(
              ConfigMap.class,
              DaemonSet.class,
              Deployment.class,
              HorizontalPodAutoscaler.class,
              Ingress.class,
              Job.class,
              Namespace.class,
              NetworkPolicy.class,
              PersistentVolumeClaim.class,
              PodDisruptionBudget.class,
              Role.class,
              RoleBinding.class,
              Secret.class,
              Service.class,
              ServiceAccount.class,
              ServiceMonitor.class,
              StatefulSet.class)
          .collect(Collectors.toMap(Manifests::kind, type -> type));

  /** Knows the fields of each kind and no others, where the models themselves take any. */
  private static final YAMLMapper STRICT =
      YAMLMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

  private static String kind(Class<? extends HasMetadata> type) {
    return HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type);
  }

  /** As {@code kubectl apply -k} would send it. */
  static Manifests of(String overlay) throws IOException, InterruptedException {
    var known = RENDERED.get(overlay);
    if (known == null) {
      known = render(overlay);
      RENDERED.put(overlay, known);
    }
    return known;
  }

  private static Manifests render(String overlay) throws IOException, InterruptedException {
    var directory = "k8s/overlays/" + overlay;
    var rendered =
        Program.isThere("kustomize") && !Program.isThere("kubectl")
            ? Program.run(List.of("kustomize", "build", directory))
            : Program.run(List.of("kubectl", "kustomize", directory));
    return new Manifests(overlay, parse(rendered));
  }

  static List<HasMetadata> parse(String yaml) throws IOException {
    var objects = new ArrayList<HasMetadata>();
    try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      while (documents.hasNext()) {
        var document = documents.next();
        var kind = document.at("/apiVersion").asText() + " " + document.at("/kind").asText();
        var type = KINDS.get(kind);
        if (type == null) {
          throw new IllegalArgumentException("no model of " + kind);
        }
        objects.add(STRICT.treeToValue(document, type));
      }
    }
    return objects;
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  /** The one of that name; fails if there is none. */
  <T extends HasMetadata> T one(Class<T> type, String name) {
    return all(type)
        .filter(object -> name(object).equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(overlay + " has no " + type.getSimpleName() + " " + name));
  }

  static String name(HasMetadata object) {
    return Objects.requireNonNull(object.getMetadata().getName());
  }

  /** All that runs pods. */
  List<Workload> workloads() {
    return objects.stream().flatMap(object -> Workload.of(object).stream()).toList();
  }
}
