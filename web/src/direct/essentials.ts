/** What one side has to tell the other so that a connection with a data channel comes up; all else has one value. */
export interface Essentials {
  type: 'offer' | 'answer';
  /** Of the `o=` line: says in later descriptions that they belong to the same connection. */
  sessionId: bigint;
  /** SHA-256 of the certificate. */
  fingerprint: Uint8Array;
  ufrag: string;
  pwd: string;
  /** Who begins with DTLS: `actpass` in an offer, one of the others in an answer (RFC 5763, section 5). */
  setup: 'actpass' | 'active' | 'passive';
  candidates: readonly Candidate[];
}

export interface Candidate {
  type: CandidateType;
  /** IPv4, IPv6 or a name: browsers hide addresses behind names that end in `.local` (mDNS). */
  address: string;
  port: number;
}

export type CandidateType = (typeof CANDIDATE_TYPES)[number];
/** Their order is part of the format. */
export const CANDIDATE_TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;

/** More addresses than these make a code hard to scan, and no call likelier. */
export const CANDIDATES_MAX = 12;
