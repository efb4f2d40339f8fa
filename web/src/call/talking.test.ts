import { describe, expect, it } from 'vitest';
import { listen, SILENCE, type Talking } from './talking';

/** Looks every 100 ms at who is loud, as in a score: one line a person, `x` is loud. */
function score(lines: Record<string, string>): Talking[] {
  const looks = Math.max(...Object.values(lines).map((line) => line.length));
  const heard: Talking[] = [];
  for (let look = 0; look < looks; look += 1) {
    const loud = new Set(Object.keys(lines).filter((who) => lines[who]?.[look] === 'x'));
    heard.push(listen(heard.at(-1) ?? SILENCE, loud, 1000 + 100 * look));
  }
  return heard;
}

const speakers = (heard: Talking[]) => heard.map(({ speaker }) => speaker ?? '-').join('');

describe('who talks', () => {
  it('is known at once, and through the pauses between words', () => {
    const heard = score({ b: '.x...x.......' });
    expect(heard.map(({ talks }) => (talks.has('b') ? 'x' : '.')).join('')).toBe('.xxxxxxxxx...');
  });

  it('takes the stage after a while, so that a cough does not', () => {
    expect(speakers(score({ b: 'x..........' }))).toBe('-----------');
    expect(speakers(score({ b: 'xxxxxxxxxx' }))).toBe('-------bbb');
  });

  it('keeps it from whoever talks at the same time, and for a while after', () => {
    const heard = score({
      b: 'xxxxxxxxxxxxxx............',
      c: '........xxxxxxxxxxxxxxxxxx',
    });
    expect(speakers(heard)).toBe('-------bbbbbbbbbbbbbbbbbbc');
  });

  it('goes back and forth only with the turns, not with the words', () => {
    const heard = score({ b: 'x'.repeat(10) + 'x.x..x.'.repeat(6), c: `..........${'.x.x..x'.repeat(6)}` });
    expect(new Set(heard.slice(8).map(({ speaker }) => speaker))).toEqual(new Set(['b']));
  });

  it('stays with the last one while nobody talks, and is never oneself', () => {
    const heard = score({ b: 'xxxxxxxxxx', me: '..........xxxxxxxxxxxxxxxxxxxxxx' });
    expect(heard.at(-1)?.speaker).toBe('b');
  });
});
