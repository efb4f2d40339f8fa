import { expect, it } from 'vitest';
import { settle } from '../testing/serverEnd';
import { Later } from './later';

it('loads once, with the first use, and does everything in order', async () => {
  let loads = 0;
  const done: string[] = [];
  const later = new Later(async () => {
    loads += 1;
    return done;
  });
  later.ifUsed((part) => part.push('before anybody wanted it'));
  later.use((part) => part.push('one'));
  later.ifUsed((part) => part.push('two'));
  later.use((part) => part.push('three'));
  await settle();
  expect([loads, done]).toEqual([1, ['one', 'two', 'three']]);
});

it('is loaded again after it was out of reach', async () => {
  let reachable = false;
  const done: string[] = [];
  const later = new Later(async () => {
    if (!reachable) throw new Error('out of reach');
    return done;
  });
  later.use((part) => part.push('lost'));
  await settle();
  reachable = true;
  later.use((part) => part.push('again'));
  await settle();
  expect(done).toEqual(['again']);
});
