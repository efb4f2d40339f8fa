// Proxies in front of the lab's server, on its machine, with its certificate.
import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { DoorKind } from '../src/door.ts'
import { root } from '../src/server.ts'
import { serverAddress } from './internet.ts'
import type { Lab } from './lab.ts'

export interface LabDoor {
  readonly url: string
  readonly signaling: readonly string[]
  readonly close: () => void
}

let port = 8443

export async function openLabDoor({ internet, server }: Lab, kind: DoorKind): Promise<LabDoor> {
  const own = port++
  const certificate = ['server.pem', 'server-key.pem'].map((file) => join(dirname(server.authority), file))
  const script = [
    '--import',
    'tsx',
    join(root, 'e2e/src/door.ts'),
    'https://127.0.0.1:443',
    String(own),
    kind,
    ...certificate,
  ]
  const child: ChildProcess = spawn('ip', ['netns', 'exec', internet.server.namespace, process.execPath, ...script], {
    cwd: join(root, 'e2e'),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const signaling: string[] = []
  await new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the proxy ended with ${code}`)))
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => (line === 'open' ? resolve() : signaling.push(line)))
  })
  return { url: `https://${serverAddress[4]}:${own}`, signaling, close: () => void child.kill('SIGKILL') }
}
