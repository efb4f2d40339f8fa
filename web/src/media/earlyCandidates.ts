import type { Candidate } from '../protocol/messages';

/** More than two generations of a browser with many addresses. */
const KEPT_MAX = 64;

/**
 * Candidates that came before the description they belong to, as happens when two carriers race (rule S37). Those
 * that nothing ever names give way to newer ones.
 */
export class EarlyCandidates {
  #kept: Candidate[] = [];

  keep(candidate: Candidate): void {
    this.#kept = [...this.#kept, candidate].slice(-KEPT_MAX);
  }

  /** Those that this description names, in the order they came; they are kept no longer. */
  takeNamedBy(sdp: string): Candidate[] {
    const named = this.#kept.filter((candidate) => isNamedBy(sdp, candidate));
    this.#kept = this.#kept.filter((candidate) => !named.includes(candidate));
    return named;
  }
}

/** A candidate without a `usernameFragment` belongs to whatever description there is. */
export function isNamedBy(sdp: string, { usernameFragment }: Candidate): boolean {
  return usernameFragment === null || sdp.split(/\r?\n/).includes(`a=ice-ufrag:${usernameFragment}`);
}
