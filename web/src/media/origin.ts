/** What the `o=` line of a session description says about where it comes from (RFC 8866, section 5.2). */
interface Origin {
  /** The same for the whole life of one peer connection (RFC 9429, section 5.2.1). */
  session: string;
  /** Grows with every description that the connection makes. */
  version: number;
}

export function originOf(sdp: string): Origin {
  const [, session = '', version = ''] = /^o=\S+ (\S+) (\d+)/m.exec(sdp) ?? [];
  return { session, version: Number(version) };
}

/** Whether the connection that made `known` had made `sdp` before it. */
export function isOlder(sdp: string, known: string): boolean {
  const one = originOf(sdp);
  const other = originOf(known);
  return one.session === other.session && one.version < other.version;
}
