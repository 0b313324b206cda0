package peercache.origin.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedFormTests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | JSON",
        "application/json, */*;q=0.1 | JSON",
        "Application/JSON;q=0.5 | JSON",
        "text/html, application/json;q=0.9 | HTML",
        "text/html;q=0.3, application/json;q=0.9 | JSON",
        "*/* | HTML",
        "'' | HTML",
        "application/json;q=0 | HTML",
        "application/json;q=x | HTML"
      })
  void ofAccept(String accept, AcceptedForm expected) {
    assertThat(AcceptedForm.of(List.of(accept))).isEqualTo(expected);
  }
}
