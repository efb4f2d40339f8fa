import type { View } from '../../app/view';
import type { Who } from '../../call/gestures';
import type { InCall } from '../../call/inCall';
import type { Remote } from '../../call/state';
import { arrange, floating, type Rect, type Size } from './arrange';

type Place = Remote['place'];

/** A tile is named by the place of its person, and a shared screen by this. */
export function screenOf(place: Place): string {
  return `screen-${place}`;
}

export const OWN = 'me';

export interface Scene {
  /** In the order of their number keys. */
  pinnable: readonly string[];
  large: readonly string[];
  small: readonly string[];
  screensLarge: boolean;
  /** The own picture floats over the others. */
  floats: boolean;
}

/**
 * Who is large and who is small.
 *
 * @param screens the places of those whose screen is to be seen
 */
export function sceneOf(
  { remotes }: InCall,
  screens: readonly Place[],
  { layout, pinned, ownHidden }: Pick<View, 'layout' | 'pinned' | 'ownHidden'>,
  speaker: Who | undefined,
): Scene {
  const people = remotes.map(({ place }) => place);
  const shown = screens.map(screenOf);
  const pinnable = [...people, ...shown];
  const floats = people.length <= 1 && shown.length === 0;
  const large = largeOf();
  const all = [...shown, ...people, ...(ownHidden || floats ? [] : [OWN])];
  return {
    pinnable,
    large,
    small: all.filter((tile) => !large.includes(tile)),
    screensLarge: large.every((tile) => shown.includes(tile)),
    floats: floats && !ownHidden,
  };

  function largeOf(): readonly string[] {
    if (pinned !== undefined && pinnable.includes(pinned)) return [pinned];
    if (shown.length > 0) return shown;
    if (layout === 'tiles' || people.length < 2) return [];
    return [people.find((place) => place === speaker) ?? people[0] ?? OWN];
  }
}

/** Where each tile of the scene is on a stage of this size. */
export function place(
  stage: Size,
  { large, small, screensLarge, floats }: Scene,
  corner: View['corner'],
): ReadonlyMap<string, Rect> {
  const rects = arrange(stage, { large: large.length, screens: screensLarge, small: small.length });
  const placed = new Map([...zip(large, rects.large), ...zip(small, rects.small)]);
  const over = rects.large[0] ?? rects.small[0] ?? { left: 0, top: 0, ...stage };
  if (floats) placed.set(OWN, floating(over, { left: corner.endsWith('left'), top: corner.startsWith('top') }));
  return placed;
}

function zip(tiles: readonly string[], rects: readonly Rect[]): [string, Rect][] {
  return tiles.flatMap((tile, index): [string, Rect][] => {
    const rect = rects[index];
    return rect === undefined ? [] : [[tile, rect]];
  });
}
