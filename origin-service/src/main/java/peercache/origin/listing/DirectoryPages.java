package peercache.origin.listing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.catalog.OwnNames;

/** Reads directories as they are on disk, in pages, with memory for one page. */
final class DirectoryPages {
  private final Catalog catalog;
  private final int maxEntries;

  DirectoryPages(Catalog catalog, int maxEntries) {
    this.catalog = catalog;
    this.maxEntries = maxEntries;
  }

  /**
   * @param after lists what comes after this name; empty for the beginning
   */
  Page read(Path directory, String after) throws IOException {
    var first = new TreeSet<String>();
    boolean more = false;
    try (var names = Files.newDirectoryStream(directory)) {
      for (Path location : names) {
        String name = String.valueOf(location.getFileName());
        if (name.compareTo(after) > 0 && isShown(location)) {
          first.add(name);
          if (first.size() > maxEntries) {
            first.pollLast();
            more = true;
          }
        }
      }
    }
    var entries = new ArrayList<Entry>(first.size());
    for (String name : first) {
      var entry = entry(directory.resolve(name), name);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return new Page(entries, more ? first.last() : null);
  }

  private boolean isShown(Path location) {
    var path = catalog.pathOf(location);
    return path != null && !OwnNames.hide(path);
  }

  private @Nullable Entry entry(Path location, String name) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(location, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
    var modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
    if (attributes.isDirectory()) {
      return new Entry(name, Entry.Kind.directory, null, modified, null);
    }
    if (!attributes.isRegularFile()) {
      return null; // symbolic links are not followed, so they lead nowhere
    }
    var known = settled(location, attributes);
    return new Entry(
        name,
        Entry.Kind.file,
        attributes.size(),
        known == null || known.published() == null ? modified : known.published().lastModified(),
        known == null || known.version() == null ? null : known.version().id());
  }

  private @Nullable CatalogFile settled(Path location, BasicFileAttributes attributes) {
    FilePath path = catalog.pathOf(location);
    var known = path == null ? null : catalog.remembered(path).orElse(null);
    return known != null
            && known.isSettled()
            && known.stat().size() == attributes.size()
            && known.stat().modified().equals(attributes.lastModifiedTime())
        ? known
        : null;
  }
}
