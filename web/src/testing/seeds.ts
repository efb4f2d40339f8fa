/** Runs a simulation with many seeds; the one that fails is named, and can be run alone with `SEED=42`. */
export async function forEachSeed(count: number, run: (random: () => number) => Promise<void>): Promise<void> {
  const alone = process.env.SEED || undefined;
  const seeds = alone === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(alone)];
  for (const seed of seeds) {
    try {
      await run(randomFrom(seed));
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
