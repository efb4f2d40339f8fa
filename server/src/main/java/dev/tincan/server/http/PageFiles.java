package dev.tincan.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// The web client, read from the class path once and kept in memory, plain and compressed.
///
/// Files under `/assets/` carry a hash in their name and are cached for ever; the rest is asked for
/// again each time and answered 304 when unchanged.
final class PageFiles {
  private static final String ROOT = "web";
  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, PageFile> files;
  private final PageFile page;

  /// Not among the files: it is shown under an address of its own, where there is somebody for it.
  private final PageFile adminPage;

  private record PageFile(
      String mediaType, byte[] plain, byte[] gzip, String etag, boolean immutable) {}

  private PageFiles(Map<String, PageFile> files) {
    this.files = files;
    this.adminPage = Objects.requireNonNull(files.remove("/admin.html"), "admin.html");
    this.page = Objects.requireNonNull(files.get("/index.html"), "index.html");
  }

  /// @throws IllegalStateException when the program was packaged without its page
  static PageFiles load() {
    URL root = PageFiles.class.getClassLoader().getResource(ROOT + "/index.html");
    if (root == null) {
      throw new IllegalStateException("the web client is not on the class path");
    }
    try {
      URI uri = root.toURI();
      if (!uri.getScheme().equals("jar")) {
        return new PageFiles(read(Path.of(uri).resolveSibling(".")));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return new PageFiles(read(jar.getPath(ROOT)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("the class loader gave no URI: " + root, impossible);
    }
  }

  private static Map<String, PageFile> read(Path root) throws IOException {
    Map<String, PageFile> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = "/" + root.relativize(path).toString().replace('\\', '/');
        files.put(name, file(name, Files.readAllBytes(path)));
      }
    }
    return files;
  }

  private static PageFile file(String name, byte[] plain) throws IOException {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    String mediaType = MEDIA_TYPES.getOrDefault(extension, "application/octet-stream");
    return new PageFile(mediaType, plain, gzip(plain), etag(plain), name.startsWith("/assets/"));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return compressed.toByteArray();
  }

  private static String etag(byte[] content) {
    return '"' + HexFormat.of().formatHex(sha256(content), 0, 12) + '"';
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// Answers with the file of this path, or passes the request on.
  void serve(ServerRequest request, ServerResponse response) {
    PageFile file = files.get(request.path().path());
    if (file == null) {
      response.next();
    } else {
      send(file, request, response);
    }
  }

  /// Answers with the page itself, which reads the address and shows what belongs there.
  void servePage(ServerRequest request, ServerResponse response) {
    send(page, request, response);
  }

  /// The page for whoever looks after the server.
  void serveAdminPage(ServerRequest request, ServerResponse response) {
    send(adminPage, request, response);
  }

  /// The page, which says that nothing belongs to this address.
  void serveNotFound(ServerResponse response) {
    response.headers().set(HeaderNames.CONTENT_TYPE, page.mediaType());
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(Status.NOT_FOUND_404).send(page.plain());
  }

  private static void send(PageFile file, ServerRequest request, ServerResponse response) {
    var headers = response.headers();
    headers.set(
        HeaderNames.CACHE_CONTROL,
        file.immutable() ? "public, max-age=31536000, immutable" : "no-cache");
    headers.set(HeaderNames.ETAG, file.etag());
    headers.set(HeaderNames.VARY, "Accept-Encoding");
    if (request
        .headers()
        .value(HeaderNames.IF_NONE_MATCH)
        .filter(file.etag()::equals)
        .isPresent()) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    headers.set(HeaderNames.CONTENT_TYPE, file.mediaType());
    boolean compressed =
        file.gzip().length < file.plain().length
            && request
                .headers()
                .value(HeaderNames.ACCEPT_ENCODING)
                .filter(v -> v.contains("gzip"))
                .isPresent();
    if (compressed) {
      headers.set(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    response.send(compressed ? file.gzip() : file.plain());
  }
}
