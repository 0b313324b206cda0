package peercache.edge;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may use a controller method. A method that does not say is for services of the network only.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OpenTo {
  /**
   * The least that a caller must have shown: {@code ANYONE}, {@code PUBLISHER} or {@code MEMBER}.
   */
  Role value();
}
