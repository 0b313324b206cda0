package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamingTests {
  @Test
  void saysOnceWhyNobodyIsSentHereAndOnceThatItIsOver() {
    var naming = new Naming();

    assertThat(naming.heard(null)).as("it was named all the time").isFalse();
    assertThat(naming.heard("nothing answers")).isTrue();
    assertThat(naming.heard("nothing answers")).isFalse();
    assertThat(naming.heard("it answers 500")).isTrue();
    assertThat(naming.heard(null)).isTrue();
    assertThat(naming.heard(null)).isFalse();
  }
}
