package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;

class FileQueryTests {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  @Test
  void readsWhatItKnowsAndIgnoresTheRest() {
    assertThat(FileQuery.parse(null)).isEqualTo(new FileQuery(false, false, Set.of()));
    assertThat(FileQuery.parse("x=1&direct&y")).isEqualTo(new FileQuery(true, false, Set.of()));
    assertThat(FileQuery.parse("metalink&metalinks"))
        .isEqualTo(new FileQuery(false, true, Set.of()));
    assertThat(FileQuery.parse("exclude=a&exclude=b,a"))
        .isEqualTo(new FileQuery(false, false, Set.of(A, B)));
    assertThat(FileQuery.parse("exclude=a%2Cb"))
        .isEqualTo(new FileQuery(false, false, Set.of(A, B)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exclude=", "exclude=A", "exclude=a,,b", "exclude=a%20b"})
  void refusesWhatIsNoNode(String query) {
    assertThatThrownBy(() -> FileQuery.parse(query)).isInstanceOf(IllegalArgumentException.class);
  }
}
