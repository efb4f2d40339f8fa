// The real server by a clock that the test moves forward: a program of the server's tests, of which nothing is shipped.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { root, type Server, startServer } from './server.ts'

const PROGRAM = 'server/src/test/java/dev/tincan/server/testing/MovedClockServer.java'

export interface MovedClockServer extends Server {
  /** What time it is for the server, in milliseconds since 1970. */
  readonly now: () => number
  /** Resolves when it is so much later for the server. */
  readonly move: (seconds: number) => Promise<void>
}

export async function startMovedClockServer(options: readonly string[] = []): Promise<MovedClockServer> {
  let child: ChildProcessByStdio<Writable, Readable, Readable> | undefined
  let ahead = 0
  // Java compiles what it is given as a source, so that no build has to know of it.
  const start = (args: readonly string[]) => {
    const java = `. scripts/tools.sh; find_jdk; exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp server/target/tincan-server.jar ${PROGRAM} "$@"`
    child = spawn('bash', ['-c', java, 'bash', ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
    return child
  }
  const server = await startServer(options, start)
  return {
    ...server,
    now: () => Date.now() + ahead * 1_000,
    move: async (seconds) => {
      if (!child) throw new Error('The server is not there.')
      const lines = createInterface(child.stdout)
      const moved = new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('It is ') && resolve()))
      child.stdin.write(`PT${seconds}S\n`)
      await moved
      lines.close()
      ahead += seconds
    },
  }
}
