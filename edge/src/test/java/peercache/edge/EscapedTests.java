package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapedTests {
  @Test
  void leavesTextAsItIs() {
    assertThat(Escaped.of("größe/数据/🚀 \"a\".bin")).isEqualTo("größe/数据/🚀 \"a\".bin");
    assertThat(Escaped.of(null)).isEqualTo("null");
  }

  @Test
  void keepsEverythingInOneLineAndAwayFromTheTerminal() {
    assertThat(Escaped.of("new\nline\r\t")).isEqualTo("new\\nline\\r\\t");
    assertThat(Escaped.of("\u001b[2J\u009b\u007f\u0085"))
        .isEqualTo("\\u001b[2J\\u009b\\u007f\\u0085");
    assertThat(Escaped.of("a\u2028b\u2029\u202e")).isEqualTo("a\\u2028b\\u2029\\u202e");
    assertThat(Escaped.of("\ud800")).isEqualTo("\\ud800");
    assertThat(Escaped.of("\udb40\udc01")).isEqualTo("\\udb40\\udc01");
  }

  @Test
  void whatLooksEscapedIsTold() {
    assertThat(Escaped.of("a\\nb")).isEqualTo("a\\\\nb");
  }
}
