/** How large a picture is shown, in device pixels. */
export interface View {
  width: number;
  height: number;
}

/** What a camera gives. */
export interface Picture extends View {
  framesPerSecond: number;
}

export interface Conditions {
  picture: Picture;
  /** How large the other side shows it; undefined when it never said. */
  view: View | undefined;
  /** How many people are sent this camera. */
  others: number;
  /** The connection just began, or carries media again after it did not. */
  beginning: boolean;
  /** From `CARRIED` of the path. */
  carried: number;
  /** From `EASE` of this computer. */
  ease: number;
}

export interface CameraEncoding {
  active: boolean;
  scaleResolutionDownBy: number;
  maxFramerate: number;
  maxBitrate: number;
}

/**
 * A connection begins with an estimate of some 300 kbit/s; for a large picture browsers then drop the first frames
 * until they have scaled it down. Beginning small shows people each other at once; two seconds later it is large.
 */
const BEGINNING_LINES = 360;
/** Every other size costs a whole picture, so there are few; frames of them have whole numbers of pixels at 720 lines. */
const SCALES = [1, 1.5, 2, 3, 4, 6, 8] as const;
/** In a picture smaller than this nobody sees that it moves less smoothly. */
const THUMBNAIL_LINES = 180;
const THUMBNAIL_FRAMES_PER_SECOND = 15;
const FRAMES_PER_SECOND_MAX = 30;
/** What one other person is sent at most; enough for 720 lines. */
const BITS_PER_SECOND_MAX = 2_500_000;
/** What all others together are sent at most: homes send less than they receive. */
const SUM_BITS_PER_SECOND_MAX = 4_000_000;
/** With less than browsers want for any video at all, pictures stop. */
const BITS_PER_SECOND_MIN = 100_000;
/** What this computer encodes for all others together: 720 lines twice, at 30 frames a second. */
const SUM_PIXELS_PER_SECOND_MAX = 2 * 1280 * 720 * 30;
/** What a picture is worth in bits per second; more cannot be seen. Where the path is what limits it, all is allowed. */
const BITS_PER_PIXEL_MAX = 3;

/** What is encoded of the camera for one other person. */
export function cameraEncoding(conditions: Conditions): CameraEncoding {
  const { picture, view, others, beginning, carried, ease } = conditions;
  const looked = view === undefined || (view.width > 0 && view.height > 0);
  const lines = Math.min(picture.width, picture.height);
  const { slower, smaller } = EASE[ease] ?? EASE[0];
  const path = CARRIED[carried];
  const framesPerSecond = Math.min(FRAMES_PER_SECOND_MAX, picture.framesPerSecond, slower, path?.framesPerSecond ?? 30);
  const budget = SUM_PIXELS_PER_SECOND_MAX / others / framesPerSecond;
  const limits = [
    smaller,
    beginning ? lines / BEGINNING_LINES : 1,
    path === undefined ? 1 : lines / path.lines,
    Math.sqrt((picture.width * picture.height) / budget),
  ];
  const limit = Math.max(...limits);
  const scale = Math.max(wanted(picture, view), SCALES.find((scale) => scale >= limit) ?? 8);
  const pixels = (picture.width * picture.height) / scale ** 2;
  const small = lines / scale <= THUMBNAIL_LINES;
  const share = Math.min(BITS_PER_SECOND_MAX, SUM_BITS_PER_SECOND_MAX / others);
  return {
    active: looked,
    scaleResolutionDownBy: scale,
    maxFramerate: Math.min(framesPerSecond, small ? THUMBNAIL_FRAMES_PER_SECOND : FRAMES_PER_SECOND_MAX),
    maxBitrate: Math.round(
      path === undefined ? Math.min(share, Math.max(BITS_PER_SECOND_MIN, pixels * BITS_PER_PIXEL_MAX)) : share,
    ),
  };
}

/** The smallest picture that still covers what it is shown in. */
function wanted(picture: Picture, view: View | undefined): number {
  if (view === undefined) return 1;
  const spare = Math.min(picture.width / view.width, picture.height / view.height);
  return SCALES.findLast((scale) => scale <= spare) ?? 1;
}

/** What a path carries, worst first; one that carries more has no place here. */
const CARRIED = [
  { lines: 90, framesPerSecond: 15 },
  { lines: 180, framesPerSecond: 15 },
  { lines: 240, framesPerSecond: 30 },
  { lines: 360, framesPerSecond: 30 },
  { lines: 480, framesPerSecond: 30 },
] as const;
/** The least that each place above the first is worth: what it needs to stay there, and to get there from below. */
const BITS_TO_STAY = [20_000, 70_000, 130_000, 220_000, 420_000] as const;
const BITS_TO_RISE = [40_000, 130_000, 230_000, 360_000, 700_000] as const;
/** For microphone, data and feedback, which go first. */
const AUDIO_BITS_PER_SECOND = 80_000;

/**
 * A browser's estimate is bound to what is sent, and a small picture needs little: without a try it would stay small on
 * the widest path. A larger one fills the path, and either the estimate grows with it or the try is over.
 */
const TRIED_AFTER_MILLIS = 1500;
const TRIED_AFTER_MILLIS_MAX = 12_000;
const TRIED_FOR_MILLIS = 4000;
const GROWTH_OF_A_TRY = 1.1;

/** What a path carries, and what comes of trying whether it carries more. */
export interface Carriage {
  /** A place in `CARRIED`. */
  carried: number;
  /** Since when it has been there and could be tried with more. */
  since: number;
  /** A try that goes on: the most that the path was believed to carry since it began, and when it is over without more. */
  tried: { bits: number; until: number } | undefined;
  /** How long until the next try. */
  patience: number;
}

export const CARRIES_ALL: Carriage = {
  carried: CARRIED.length,
  since: 0,
  tried: undefined,
  patience: TRIED_AFTER_MILLIS,
};

/**
 * @param bitsPerSecond what the browser believes that the path carries; undefined where it does not say
 * @param losing whether so much gets lost that more should not be tried
 */
export function nextCarriage(
  before: Carriage,
  bitsPerSecond: number | undefined,
  losing: boolean,
  now: number,
): Carriage {
  if (bitsPerSecond === undefined) return { ...CARRIES_ALL, since: now };
  const { carried, since } = before;
  const bits = bitsPerSecond - AUDIO_BITS_PER_SECOND;
  const tried = losing ? undefined : goOn(before.tried, bits, now);
  // What failed while packets got lost says nothing of a path that does not lose them any more.
  const patience = losing ? TRIED_AFTER_MILLIS : before.patience;
  const kept = BITS_TO_STAY.slice(0, carried).findIndex((need) => bits < need);
  if (kept !== -1 && tried !== undefined) return { ...before, tried };
  if (kept !== -1) {
    const again = before.tried === undefined || losing ? patience : Math.min(2 * patience, TRIED_AFTER_MILLIS_MAX);
    return { carried: kept, since: now, tried, patience: again };
  }
  if (carried === CARRIED.length) return { ...before, tried };
  if (bits >= (BITS_TO_RISE[carried] ?? 0)) return { ...CARRIES_ALL, carried: carried + 1, since: now, tried };
  if (losing) return { ...before, since: now, tried, patience };
  if (now - since < patience) return { ...before, tried };
  return { ...before, carried: carried + 1, since: now, tried: { bits, until: now + TRIED_FOR_MILLIS } };
}

function goOn(tried: Carriage['tried'], bits: number, now: number): Carriage['tried'] {
  if (tried === undefined) return undefined;
  if (bits >= tried.bits * GROWTH_OF_A_TRY) return { bits, until: now + TRIED_FOR_MILLIS };
  return now < tried.until ? tried : undefined;
}

/** What a computer that is too slow leaves out: frames first, then pixels. */
const EASE = [
  { slower: FRAMES_PER_SECOND_MAX, smaller: 1 },
  { slower: 20, smaller: 1 },
  { slower: 15, smaller: 1 },
  { slower: 15, smaller: 2 },
  { slower: 15, smaller: 3 },
] as const;
const EASE_MAX = EASE.length - 1;
const EASED_AFTER_MILLIS = 2000;
/** A computer that got its breath back is not asked for more at once. */
const RISEN_AFTER_MILLIS = 15_000;

/** How much a computer leaves out, and since when it has been as slow, or as fast, as it is. */
export interface Strain {
  ease: number;
  strained: boolean;
  since: number;
}

export const NO_STRAIN: Strain = { ease: 0, strained: false, since: 0 };

/** @param strained whether the browser says that the computer is too slow for what it encodes */
export function nextStrain(strain: Strain, strained: boolean, now: number): Strain {
  if (strained !== strain.strained) return { ...strain, strained, since: now };
  const patience = strained ? EASED_AFTER_MILLIS : RISEN_AFTER_MILLIS;
  if (now - strain.since < patience) return strain;
  const ease = Math.max(0, Math.min(EASE_MAX, strain.ease + (strained ? 1 : -1)));
  return { ease, strained, since: now };
}
