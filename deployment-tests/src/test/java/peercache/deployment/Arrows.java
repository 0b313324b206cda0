package peercache.deployment;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who may open a connection to whom: between pods what both ends let through; to and from others
 * what the one end does. Written as {@code from -> to:port}.
 */
final class Arrows {
  private final List<NetworkPolicy> policies;
  private final List<Workload> workloads;

  Arrows(Manifests manifests) {
    policies = manifests.all(NetworkPolicy.class).toList();
    workloads = manifests.workloads();
  }

  /** Pods that some connection could reach, or leave, without any policy. */
  List<String> unguarded() {
    return workloads.stream()
        .filter(workload ->
            Stream.of("Ingress", "Egress")
                .anyMatch(direction ->
                    of(workload)
                        .noneMatch(
                            policy -> policy.getSpec().getPolicyTypes().contains(direction))))
        .map(Workload::name)
        .toList();
  }

  Set<String> allowed() {
    var arrows = new TreeSet<String>();
    for (var to : workloads) {
      for (var from : workloads) {
        to.ports().stream()
            .filter(port -> leaves(from, to, port) && enters(from, to, port))
            .forEach(port -> arrows.add(from.name() + " -> " + to.name() + ":" + port));
      }
      arrows.addAll(fromOthers(to));
      arrows.addAll(toOthers(to));
    }
    return arrows;
  }

  private Stream<NetworkPolicy> of(Workload workload) {
    return policies.stream()
        .filter(policy -> workload.isSelectedBy(policy.getSpec().getPodSelector()));
  }

  private boolean leaves(Workload from, Workload to, int port) {
    return of(from)
        .flatMap(policy -> policy.getSpec().getEgress().stream())
        .anyMatch(rule -> isPort(rule.getPorts(), port) && isPeer(rule.getTo(), to));
  }

  private boolean enters(Workload from, Workload to, int port) {
    return of(to)
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .anyMatch(rule -> isPort(rule.getPorts(), port) && isPeer(rule.getFrom(), from));
  }

  private static boolean isPort(List<NetworkPolicyPort> ports, int port) {
    return ports.isEmpty() || ports.stream().anyMatch(one -> one.getPort().getIntVal() == port);
  }

  /** Whether it is a pod of this namespace that a peer of the rule stands for. */
  private static boolean isPeer(List<NetworkPolicyPeer> peers, Workload workload) {
    return peers.isEmpty()
        || peers.stream()
            .filter(peer -> peer.getNamespaceSelector() == null && peer.getIpBlock() == null)
            .anyMatch(peer -> workload.isSelectedBy(peer.getPodSelector()));
  }

  private List<String> fromOthers(Workload to) {
    return of(to)
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .flatMap(rule ->
            others(rule.getFrom())
                .flatMap(other ->
                    ports(rule.getPorts()).map(port -> other + " -> " + to.name() + ":" + port)))
        .toList();
  }

  private List<String> toOthers(Workload from) {
    return of(from)
        .flatMap(policy -> policy.getSpec().getEgress().stream())
        .flatMap(rule ->
            others(rule.getTo())
                .flatMap(other ->
                    ports(rule.getPorts()).map(port -> from.name() + " -> " + other + ":" + port)))
        .toList();
  }

  private static Stream<String> ports(List<NetworkPolicyPort> ports) {
    return ports.isEmpty()
        ? Stream.of("any")
        : ports.stream().map(port -> String.valueOf(port.getPort().getIntVal())).distinct();
  }

  private static Stream<String> others(List<NetworkPolicyPeer> peers) {
    Predicate<NetworkPolicyPeer> isOther =
        peer -> peer.getNamespaceSelector() != null || peer.getIpBlock() != null;
    return peers.isEmpty() ? Stream.of("anyone") : peers.stream().filter(isOther).map(Arrows::name);
  }

  private static String name(NetworkPolicyPeer peer) {
    return peer.getIpBlock() != null
        ? peer.getIpBlock().getCidr()
        : String.valueOf(
            peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name"));
  }
}
