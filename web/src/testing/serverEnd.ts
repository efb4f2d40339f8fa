/** The server's end of one connection, whatever carries it. */
export interface ServerEnd {
  readonly heard: readonly string[];
  onText: ((text: string) => void) | undefined;
  onClosed: (() => void) | undefined;
  send(text: string): void;
  close(): void;
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i += 1) await Promise.resolve();
}
