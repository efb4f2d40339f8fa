package dev.tincan.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.CallLimits;
import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.PortRange;
import dev.tincan.server.config.Secret;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.TlsConfig;
import dev.tincan.server.testing.Link;
import dev.tincan.server.testing.TurnClient;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.turn.policy.PeerPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One TCP port for page, signaling and TURN over TLS, in the whole server on real sockets.
class TlsPortIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String SECRET = "a secret of these tests alone";

  /// The last one is what coturn's client says.
  private static final String[][] PROTOCOLS = {
    {}, {"stun.turn"}, {"http/1.1", "stun.turn", "stun.nat-discovery"}
  };

  @TempDir private Path dataDir;
  private TincanServer server;
  private SSLContext trusting;

  @BeforeEach
  void start() throws GeneralSecurityException, IOException {
    server =
        TincanServer.start(
            new ServerConfig(
                0,
                0,
                new TlsConfig.SelfSigned(Set.of("tincan.test")),
                0,
                Optional.empty(),
                new PortRange(49_152, 65_535),
                dataDir,
                Optional.of(new Secret(SECRET)),
                "tincan",
                List.of(),
                PeerPolicy.Mode.CALL,
                Duration.ofMinutes(10),
                6,
                CallLimits.ChosenNames.ON,
                Duration.ofMinutes(5),
                Optional.empty(),
                Duration.ZERO));
    trusting = trusting(dataDir.resolve("tls/ca.pem"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void thePageIsServedToWhoeverTrustsTheLocalAuthority() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      for (String host : List.of("localhost", "127.0.0.1")) {
        var answer =
            client.send(
                HttpRequest.newBuilder(URI.create("https://" + host + ":" + port() + "/")).build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<title>");
      }
    }
  }

  @Test
  void aPageOpenedByPlainHttpIsSentToHttpsUnlessOnThisMachineOrThroughAProxy() throws Exception {
    String page = "/c/abc?name=Ana%20B";
    assertThat(plainHttp("Host: call.test:8080", page))
        .startsWith("HTTP/1.1 307")
        .contains("Location: https://call.test:" + port() + page);
    assertThat(plainHttp("Host: localhost:8080", page)).startsWith("HTTP/1.1 200");
    assertThat(plainHttp("Host: call.test\r\nX-Forwarded-Proto: https", page))
        .startsWith("HTTP/1.1 200");
    assertThat(plainHttp("Host: call.test", "/healthz")).startsWith("HTTP/1.1 200");
    assertThat(plainHttp("Host: call.test", "/ca.crt")).contains("BEGIN CERTIFICATE");
  }

  private String plainHttp(String headers, String path) throws IOException {
    try (var socket = new Socket(LOOPBACK, server.httpPort())) {
      String request = "GET " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void turnIsServedOnTheSamePortWithAndWithoutItsProtocolName() throws Exception {
    for (String[] protocols : PROTOCOLS) {
      try (var client = client(protocols)) {
        assertThat(client.binding().first(XorMappedAddress.class)).isPresent();
        assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      }
    }
  }

  @Test
  void turnIsToldFromHttpsThoughItsBytesComeOneByOne() throws Exception {
    for (String[] protocols : PROTOCOLS) {
      try (Link link = Link.stream(connect(protocols))) {
        for (byte b : StunEncoder.encode(TurnClient.message(StunMethod.BINDING))) {
          link.send(new byte[] {b});
        }

        assertThat(link.receive()).startsWith(1, 1);
      }
    }
  }

  @Test
  void httpIsToldFromTurnThoughItsBytesComeOneByOne() throws Exception {
    try (SSLSocket socket = connect()) {
      for (byte b : "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8)) {
        socket.getOutputStream().write(b);
      }

      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void aChangedCertificateIsShownToNewConnectionsAndBreaksNoOldOne() throws Exception {
    try (var old = client()) {
      assertThat(old.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      var before = serial();

      LocalAuthority.in(dataDir)
          .ensureServerCertificate(Set.of("other.test"), Set.of(LOOPBACK), Instant.now());

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(serial()).isNotEqualTo(before));
      assertThat(old.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
    }
  }

  @Test
  void point11_aHandshakeThatNeverEndsIsEnded() throws Exception {
    try (var silent = new Socket(LOOPBACK, port());
        var trickling = new Socket(LOOPBACK, port());
        var stalling = new Socket(LOOPBACK, port())) {
      stalling.getOutputStream().write(clientHello());
      long start = System.nanoTime();
      byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
      for (int i = 0; i < hello.length; i++) {
        trickling.getOutputStream().write(hello[i]);
        Thread.sleep(200);
      }

      for (Socket socket : List.of(silent, trickling, stalling)) {
        socket.setSoTimeout(20_000);
        assertThat(isEnded(socket)).isTrue();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(
              TlsServerSocket.HANDSHAKE_MAX.minusSeconds(1),
              TlsServerSocket.HANDSHAKE_MAX.plusSeconds(5));
    }
  }

  @Test
  void point11_oneClientHasOnlySoManyConnections() throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < TlsServerSocket.CONNECTIONS_PER_CLIENT_MAX; i++) {
        open.add(new Socket(LOOPBACK, port()));
      }
      try (var oneTooMany = new Socket(LOOPBACK, port())) {
        oneTooMany.setSoTimeout(5_000);
        assertThat(isEnded(oneTooMany)).isTrue();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> {
          try (var client = client()) {
            assertThat(client.binding().stunClass()).isEqualTo(StunClass.SUCCESS);
          }
        });
  }

  /// The end of the stream, whatever came before it, or a reset.
  private static boolean isEnded(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  /// What a client of the JDK says first.
  private byte[] clientHello() throws IOException {
    var engine = trusting.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return bytes;
  }

  @Test
  void signalingIsServedByTlsToo() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      var socket =
          client
              .newWebSocketBuilder()
              .subprotocols("tincan.v1")
              .buildAsync(
                  URI.create("wss://localhost:" + port() + "/signal"), new WebSocket.Listener() {})
              .get(5, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("tincan.v1");
      socket.abort();
    }
  }

  private int port() {
    return server.httpsPort().orElseThrow();
  }

  private TurnClient client(String... protocols) throws IOException {
    var credentials = new RestCredentials(SECRET.getBytes(UTF_8), "tincan");
    return new TurnClient(
        Link.stream(connect(protocols)), credentials.mint("ana", Instant.now().plusSeconds(60)));
  }

  private SSLSocket connect(String... protocols) throws IOException {
    var socket = (SSLSocket) trusting.getSocketFactory().createSocket(LOOPBACK, port());
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private Object serial() throws IOException {
    try (SSLSocket socket = connect()) {
      return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSerialNumber();
    }
  }

  private static SSLContext trusting(Path authority) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", Identity.certificates(authority).getFirst());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
