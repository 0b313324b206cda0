package peercache.origin.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadSlotsTests {
  private static final Admission ALL_TAKEN = new Admission.AllTaken();
  private static final Admission SHARE_TAKEN = new Admission.ShareTaken();

  private final ReadSlots slots = new ReadSlots(3, 2);

  private Slot admitted(String reader) {
    return switch (slots.admit(reader)) {
      case Admission.Admitted(var slot) -> slot;
      case Admission.AllTaken _, Admission.ShareTaken _ -> throw new AssertionError("refused");
    };
  }

  @Test
  void boundsEachReaderAndAllOfThem() {
    admitted("a");
    admitted("a");
    assertThat(slots.admit("a")).isEqualTo(SHARE_TAKEN);
    admitted("b");
    assertThat(slots.admit("b")).isEqualTo(ALL_TAKEN);
    assertThat(slots.admit("c")).isEqualTo(ALL_TAKEN);
    assertThat(slots.admit("a")).isEqualTo(SHARE_TAKEN);
  }

  @Test
  void whatIsOverMakesRoomOnce() {
    var first = admitted("a");
    admitted("a");
    admitted("b");
    first.close();
    first.close();
    assertThat(slots.taken()).isEqualTo(2);

    admitted("c");
    assertThat(slots.admit("c")).isEqualTo(ALL_TAKEN);
  }

  @Test
  void remembersNobodyWhoReadsNothing() {
    var first = admitted("a");
    var second = admitted("a");
    admitted("b").close();
    first.close();
    assertThat(slots.readers()).isEqualTo(1);
    second.close();
    assertThat(slots.readers()).isZero();
    assertThat(slots.taken()).isZero();
  }
}
