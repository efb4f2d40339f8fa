import type { Clock } from '../time/clock';
import { type Rows, selectedPair } from './path';
import {
  CARRIED_BEST,
  type CameraEncoding,
  cameraEncoding,
  NO_STRAIN,
  nextCarried,
  nextStrain,
  type Picture,
  type View,
} from './sending';
import { ownTransceiver, shareTransceivers } from './transceivers';

/** Where a camera does not say what it gives. */
const USUAL: Picture = { width: 1280, height: 720, framesPerSecond: 30 };

/** How often a path that carries little is asked whether it carries more. */
const ASK_EVERY_MILLIS = 2000;

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
  #carried: number = CARRIED_BEST;
  #asking = false;
  #askedAt = 0;
  #strain = NO_STRAIN;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins anew, with a connection of which nothing is known. */
  use(connection: RTCPeerConnection): void {
    this.#connection = connection;
    this.#beginning = true;
    this.#carried = CARRIED_BEST;
  }

  encoding(track: MediaStreamTrack | null): CameraEncoding {
    return cameraEncoding({
      picture: pictureOf(track),
      view: this.#view,
      others: this.#others,
      beginning: this.#beginning,
      carried: this.#carried,
      asking: this.#asking,
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
    // At the beginning nobody knows.
    if (!this.#beginning)
      this.#carried = nextCarried(this.#carried, typeof available === 'number' ? available : undefined);
    if (now - this.#askedAt >= ASK_EVERY_MILLIS) {
      this.#askedAt = now;
      this.#asking = !this.#asking;
    }
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
    if (same && !keyFrame) return;
    // Who looks again has nothing that the next pictures could build on.
    const again = encoding.active === false && wanted.active;
    parameters.degradationPreference = 'maintain-framerate';
    Object.assign(encoding, wanted);
    set(sender, parameters, keyFrame || again);
  }
}

/**
 * A whole picture is asked for where the others miss what the next ones build on; they themselves ask for a new
 * beginning only every three seconds. Browsers that do not know this option (WebRTC Extensions, section 4.2) ignore it.
 */
function set(sender: RTCRtpSender, parameters: RTCRtpSendParameters, keyFrame: boolean): void {
  if (parameters.encodings.length === 0) return;
  const set = sender.setParameters.bind(sender) as WithKeyFrame;
  // A sender that is being renegotiated refuses.
  void set(parameters, { encodingOptions: [{ keyFrame }] }).catch(() => undefined);
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
