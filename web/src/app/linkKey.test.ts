import { beforeEach, expect, it } from 'vitest';
import { takeLinkKey } from './linkKey';
import { PreferenceStore } from './preferences';

const KEY = 'cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk';

let preferences: PreferenceStore;
let shown: string;

beforeEach(() => {
  localStorage.clear();
  preferences = new PreferenceStore(localStorage);
});

function open(pathname: string, hash: string): void {
  shown = pathname + hash;
  const replaceState = (_data: unknown, _unused: string, url?: string | URL | null) => {
    shown = String(url);
  };
  takeLinkKey({ pathname, hash }, { replaceState }, preferences);
}

it('makes a host of who opens the host link, and takes the key out of the address', () => {
  open('/c/abcd-efghij-klmn', `#host=${KEY}`);
  expect(preferences.read().hostKeys).toEqual({ 'abcd-efghij-klmn': KEY });
  expect(shown).toBe('/c/abcd-efghij-klmn');
});

it('keeps what other links give, and the last one opened counts', () => {
  open('/c/abcd-efghij-klmn', `#view=${KEY}`);
  expect(preferences.read().viewKeys).toEqual({ 'abcd-efghij-klmn': KEY });
  expect(shown).toBe('/c/abcd-efghij-klmn');
  open('/c/abcd-efghij-klmn', `#guest=${KEY}`);
  expect(preferences.read()).toMatchObject({ viewKeys: {}, guestKeys: { 'abcd-efghij-klmn': KEY } });
});

it.each([
  ['/c/abcd-efghij-klmn', '#host=short'],
  ['/c/abcd-efghij-klmn', ''],
  ['/direct', `#host=${KEY}`],
])('leaves %s%s alone', (pathname, hash) => {
  open(pathname, hash);
  expect(preferences.read().hostKeys).toEqual({});
  expect(shown).toBe(pathname + hash);
});
