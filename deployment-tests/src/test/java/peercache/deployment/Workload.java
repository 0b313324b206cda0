package peercache.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What runs pods of one kind.
 *
 * @param selector of its own pods; none if it comes to an end
 * @param claims from which each pod gets volumes of its own
 */
record Workload(
    String name,
    Map<String, String> labels,
    PodSpec pod,
    @Nullable LabelSelector selector,
    List<PersistentVolumeClaim> claims) {

  static Optional<Workload> of(HasMetadata object) {
    return switch (object) {
      case Deployment it ->
          Optional.of(of(it, it.getSpec().getTemplate(), it.getSpec().getSelector(), List.of()));
      case DaemonSet it ->
          Optional.of(of(it, it.getSpec().getTemplate(), it.getSpec().getSelector(), List.of()));
      case StatefulSet it ->
          Optional.of(
              of(
                  it,
                  it.getSpec().getTemplate(),
                  it.getSpec().getSelector(),
                  it.getSpec().getVolumeClaimTemplates()));
      case Job it -> Optional.of(of(it, it.getSpec().getTemplate(), null, List.of()));
      default -> Optional.empty();
    };
  }

  private static Workload of(
      HasMetadata object,
      PodTemplateSpec template,
      @Nullable LabelSelector selector,
      List<PersistentVolumeClaim> claims) {
    return new Workload(
        Manifests.name(object),
        template.getMetadata().getLabels(),
        template.getSpec(),
        selector,
        claims);
  }

  /** Whether it is to run until it is told to end. */
  boolean isService() {
    return selector != null;
  }

  List<Container> containers() {
    return Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream()).toList();
  }

  Set<Integer> ports() {
    return pod.getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .map(port -> port.getContainerPort())
        .collect(Collectors.toSet());
  }

  Set<String> namedPorts() {
    return pod.getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .map(port -> port.getName())
        .collect(Collectors.toSet());
  }

  /** As a Service or a budget selects pods. */
  boolean isSelectedBy(Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  boolean isSelectedBy(@Nullable LabelSelector wanted) {
    if (wanted == null) {
      return false;
    }
    return isSelectedBy(wanted.getMatchLabels() == null ? Map.of() : wanted.getMatchLabels())
        && wanted.getMatchExpressions().stream()
            .allMatch(expression -> {
              if (!expression.getOperator().equals("In")) {
                throw new IllegalArgumentException("not understood: " + expression);
              }
              return expression.getValues().contains(labels.get(expression.getKey()));
            });
  }
}
