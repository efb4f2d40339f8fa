import type { Clock } from '../time/clock';
import { type Rows, selectedPair } from './path';
import {
  CARRIES_ALL,
  type CameraEncoding,
  cameraEncoding,
  NO_STRAIN,
  nextCarriage,
  nextStrain,
  type Picture,
  type View,
} from './sending';
import { ownTransceiver, shareTransceivers } from './transceivers';

/** Where a camera does not say what it gives. */
const USUAL: Picture = { width: 1280, height: 720, framesPerSecond: 30 };

/** Of the packets of the picture: with more, the path is not tried with a larger one, for some reports of the other side. */
const LOST_SHARE_MAX = 0.02;
const LOSING_FOR_MILLIS = 2500;

/** Of WebRTC Extensions; the types of the DOM do not know it yet, nor do all browsers. */
const KEEP_BOTH = 'maintain-framerate-and-resolution' as RTCDegradationPreference;

type WithKeyFrame = (
  parameters: RTCRtpSendParameters,
  options: { encodingOptions: { keyFrame: boolean }[] },
) => Promise<void>;

/** The one owner of what is encoded of the camera for one other participant. */
export class CameraSender {
  readonly #clock: Clock;
  #connection: RTCPeerConnection | undefined;
  #view: View | undefined;
  #others = 1;
  #beginning = true;
  #carriage = CARRIES_ALL;
  #lostAt = Number.NEGATIVE_INFINITY;
  #preference: RTCDegradationPreference | undefined;
  #keepsBoth = true;
  #strain = NO_STRAIN;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins anew, with a connection of which nothing is known. */
  use(connection: RTCPeerConnection): void {
    this.#connection = connection;
    this.#beginning = true;
    this.#carriage = CARRIES_ALL;
  }

  encoding(track: MediaStreamTrack | null): CameraEncoding {
    return cameraEncoding({
      picture: pictureOf(track),
      view: this.#view,
      others: this.#others,
      beginning: this.#beginning,
      carried: this.#carriage.carried,
      ease: this.#strain.ease,
    });
  }

  /** How large the other side shows it. */
  see(view: View): void {
    this.#view = view;
    this.apply();
  }

  setOthers(others: number): void {
    this.#others = others;
    this.apply();
  }

  /** Media comes again after it did not: pictures begin anew, small. */
  recovered(): void {
    this.#beginning = true;
    this.apply(true);
    // Text of a screen that is made smaller cannot be read.
    if (this.#connection !== undefined)
      for (const { sender } of shareTransceivers(this.#connection, 'video')) set(sender, sender.getParameters(), true);
  }

  /** The path has been well for a while. */
  settled(): void {
    this.#beginning = false;
    this.apply();
  }

  /** What a sender refused before, because it was being renegotiated, is asked of it again. */
  look(rows: Rows): void {
    const sent = [...rows.values()].filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
    const strained = sent.some(({ qualityLimitationReason }) => qualityLimitationReason === 'cpu');
    const now = this.#clock.now();
    this.#strain = nextStrain(this.#strain, strained, now);
    const available = selectedPair(rows)?.availableOutgoingBitrate;
    const bits = typeof available === 'number' ? available : undefined;
    if (isLosing(rows)) this.#lostAt = now;
    // At the beginning nobody knows.
    if (!this.#beginning)
      this.#carriage = nextCarriage(this.#carriage, bits, now - this.#lostAt < LOSING_FOR_MILLIS, now);
    this.apply();
  }

  apply(keyFrame = false): void {
    const sender = this.#connection && ownTransceiver(this.#connection, 'video')?.sender;
    if (!sender?.track) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (encoding === undefined) return;
    const wanted = this.encoding(sender.track);
    const same = Object.entries(wanted).every(([name, value]) => encoding[name as keyof CameraEncoding] === value);
    const preference = this.#whatToKeep();
    if (same && preference === this.#preference && !keyFrame) return;
    // Who looks again has nothing that the next pictures could build on.
    const again = encoding.active === false && wanted.active;
    parameters.degradationPreference = preference;
    this.#preference = preference;
    Object.assign(encoding, wanted);
    set(sender, parameters, keyFrame || again, () => {
      this.#keepsBoth = false;
    });
  }

  /** Where the path is what limits, the size is chosen here; a browser that chose too would take long to let it grow again. */
  #whatToKeep(): RTCDegradationPreference {
    const { carried, tried } = this.#carriage;
    return this.#keepsBoth && (carried < CARRIES_ALL.carried || tried !== undefined) ? KEEP_BOTH : 'maintain-framerate';
  }
}

/**
 * A whole picture is asked for where the others miss what the next ones build on; they themselves ask for a new
 * beginning only every three seconds. Browsers that do not know this option (WebRTC Extensions, section 4.2) ignore it.
 */
function set(
  sender: RTCRtpSender,
  parameters: RTCRtpSendParameters,
  keyFrame: boolean,
  onUnknown: () => void = () => undefined,
): void {
  if (parameters.encodings.length === 0) return;
  const set = sender.setParameters.bind(sender) as WithKeyFrame;
  // A sender that is being renegotiated refuses; one that does not know a value throws a TypeError.
  void set(parameters, { encodingOptions: [{ keyFrame }] }).catch((reason: unknown) => {
    if (reason instanceof TypeError) onUnknown();
  });
}

/** By what the other side reports. */
function isLosing(rows: Rows): boolean {
  return [...rows.values()].some(
    ({ type, kind, fractionLost }) =>
      type === 'remote-inbound-rtp' && kind === 'video' && Number(fractionLost) > LOST_SHARE_MAX,
  );
}

function pictureOf(track: MediaStreamTrack | null): Picture {
  const { width, height, frameRate } = track?.getSettings() ?? {};
  if (width === undefined && height === undefined) return USUAL;
  return {
    width: width ?? height ?? USUAL.width,
    height: height ?? width ?? USUAL.height,
    framesPerSecond: frameRate ?? USUAL.framesPerSecond,
  };
}
