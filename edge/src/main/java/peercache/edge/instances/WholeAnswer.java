package peercache.edge.instances;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether all is there that a record does not mark as {@link Nullable}, in it and in the
 * records and lists in it; pure. What reads JSON leaves a record of nulls of an empty object, and
 * whoever works with it finds out too late to ask somebody else.
 */
final class WholeAnswer {
  /** The components of a class that have to be there, or are to be looked into. */
  private static final ClassValue<List<RecordComponent>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .filter(component -> !component.getType().isPrimitive())
              .toList();
        }
      };

  private WholeAnswer() {}

  /** The name of something that is missing. */
  static Optional<String> missing(@Nullable Object value) {
    return switch (value) {
      case Collection<?> all ->
          all.stream()
              .map(one -> one == null ? Optional.of("an element") : missing(one))
              .flatMap(Optional::stream)
              .findFirst();
      case Record all ->
          COMPONENTS.get(all.getClass()).stream()
              .map(component -> missing(component, all))
              .flatMap(Optional::stream)
              .findFirst();
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> missing(RecordComponent component, Record of) {
    var value = value(component, of);
    return value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        ? Optional.of(component.getName())
        : missing(value);
  }

  private static @Nullable Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
