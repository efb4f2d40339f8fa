package dev.tincan.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One end of a connection in the code that Chrome has inside: relay-only, with a data channel.
final class LibwebrtcPeer implements PeerConnectionObserver, AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;

  private final RTCPeerConnection connection;
  private final CompletableFuture<Void> gathered = new CompletableFuture<>();
  private final CompletableFuture<RTCDataChannel> channel = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final CompletableFuture<String> heard = new CompletableFuture<>();

  LibwebrtcPeer(PeerConnectionFactory factory, RTCIceServer server) {
    var configuration = new RTCConfiguration();
    configuration.iceServers.add(server);
    configuration.iceTransportPolicy = RTCIceTransportPolicy.RELAY;
    connection = factory.createPeerConnection(configuration, this);
  }

  /// Offers a data channel to the other one, with all candidates inside, and takes its answer.
  void connect(LibwebrtcPeer other) {
    onDataChannel(connection.createDataChannel("words", new RTCDataChannelInit()));
    other.describeRemote(
        describe(description -> connection.createOffer(new RTCOfferOptions(), description)));
    describeRemote(
        other.describe(
            description -> other.connection.createAnswer(new RTCAnswerOptions(), description)));
    await(open);
    await(other.open);
  }

  private RTCSessionDescription describe(Consumer<CreateSessionDescriptionObserver> create) {
    var description = new Description();
    create.accept(description);
    var set = new Done();
    connection.setLocalDescription(await(description.made), set);
    await(set.done);
    await(gathered);
    return connection.getLocalDescription();
  }

  private void describeRemote(RTCSessionDescription description) {
    var set = new Done();
    connection.setRemoteDescription(description, set);
    await(set.done);
  }

  void say(String text) throws Exception {
    await(channel).send(new RTCDataChannelBuffer(ByteBuffer.wrap(text.getBytes(UTF_8)), false));
  }

  /// The first message that came.
  String heard() {
    return await(heard);
  }

  /// Attributes of the local candidate in use, named as in the W3C's identifiers.
  Map<String, Object> path() {
    var report = new CompletableFuture<RTCStatsReport>();
    connection.getStats(report::complete);
    Map<String, RTCStats> stats = await(report).getStats();
    RTCStats transport =
        stats.values().stream()
            .filter(entry -> entry.getType() == RTCStatsType.TRANSPORT)
            .findAny()
            .orElseThrow();
    RTCStats pair = named(stats, transport, "selectedCandidatePairId");
    return named(stats, pair, "localCandidateId").getAttributes();
  }

  private static RTCStats named(Map<String, RTCStats> stats, RTCStats by, String attribute) {
    return requireNonNull(stats.get(by.getAttributes().get(attribute)), by::toString);
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    // The description carries it.
  }

  @Override
  public void onIceGatheringChange(RTCIceGatheringState state) {
    if (state == RTCIceGatheringState.COMPLETE) {
      gathered.complete(null);
    }
  }

  @Override
  public void onDataChannel(RTCDataChannel made) {
    made.registerObserver(new Listener(made));
    channel.complete(made);
    if (made.getState() == RTCDataChannelState.OPEN) {
      open.complete(null);
    }
  }

  @Override
  public void close() {
    if (channel.isDone()) {
      channel.join().unregisterObserver();
      channel.join().dispose();
    }
    connection.close();
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private final class Listener implements RTCDataChannelObserver {
    private final RTCDataChannel observed;

    Listener(RTCDataChannel observed) {
      this.observed = observed;
    }

    @Override
    public void onBufferedAmountChange(long before) {}

    @Override
    public void onStateChange() {
      if (observed.getState() == RTCDataChannelState.OPEN) {
        open.complete(null);
      }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer message) {
      heard.complete(UTF_8.decode(message.data).toString());
    }
  }

  private static final class Description implements CreateSessionDescriptionObserver {
    final CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();

    @Override
    public void onSuccess(RTCSessionDescription description) {
      made.complete(description);
    }

    @Override
    public void onFailure(String error) {
      made.completeExceptionally(new IllegalStateException(error));
    }
  }

  private static final class Done implements SetSessionDescriptionObserver {
    final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      done.complete(null);
    }

    @Override
    public void onFailure(String error) {
      done.completeExceptionally(new IllegalStateException(error));
    }
  }
}
