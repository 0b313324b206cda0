package peercache.localnetwork;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** On which host each service of a network runs. */
public sealed interface Placement {
  Host registry();

  Host origin();

  /**
   * @param number of the node, from 1
   */
  Host node(int number);

  /**
   * A host as this program sees it.
   *
   * @param address under which callers and the other services reach it
   * @param enter the beginning of a command that runs the rest of it there; empty for this host
   */
  record Host(String address, List<String> enter) {
    public Host {
      enter = List.copyOf(enter);
    }

    /**
     * The same host, where what runs is begun by another command.
     *
     * @param command that becomes what follows it
     */
    Host running(List<String> command) {
      return new Host(address, Stream.concat(enter.stream(), command.stream()).toList());
    }
  }

  /** Everything on this host, under one name. */
  record Together(String name) implements Placement {
    @Override
    public Host registry() {
      return new Host(name, List.of());
    }

    @Override
    public Host origin() {
      return registry();
    }

    @Override
    public Host node(int number) {
      return registry();
    }
  }

  /**
   * The origin and each node in a network namespace of its own, as {@code benchmarks/hosts} makes
   * them: the origin in the one with number 0, each node in the one with its own number, and the
   * last part of an address is one more than that. The registry and its database stay outside, at
   * 254, so that no link carries what others say to them.
   *
   * @param prefix of the names of the namespaces
   * @param network the first three numbers of their addresses
   */
  record Apart(String prefix, String network) implements Placement {
    private static final Pattern SPECIFICATION =
        Pattern.compile("([a-z][a-z0-9]{0,7})@((?:[0-9]{1,3}\\.){2}[0-9]{1,3})");

    /**
     * @param specification {@code prefix@network}
     */
    static Apart parse(String specification) {
      var match = SPECIFICATION.matcher(specification);
      if (!match.matches()) {
        throw new LocalNetworkException("--hosts must be PREFIX@A.B.C, but is " + specification);
      }
      return new Apart(match.group(1), match.group(2));
    }

    @Override
    public Host registry() {
      return new Host(network + ".254", List.of());
    }

    @Override
    public Host origin() {
      return namespace(0);
    }

    @Override
    public Host node(int number) {
      return namespace(number);
    }

    private Host namespace(int number) {
      return new Host(
          network + "." + (number + 1), List.of("ip", "netns", "exec", prefix + number));
    }
  }
}
