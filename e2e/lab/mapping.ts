// Whether a network maps every peer to another port, told from inside by the server's two STUN ports (RFC 5780, 4.3, with
// ports for addresses).
import { join } from 'node:path'
import { root } from '../src/server.ts'
import { serverAddress } from './internet.ts'
import type { Lab } from './lab.ts'
import { type KindName, kinds } from './nats.ts'
import { expectedMapping, type Mapping } from './theory.ts'

export interface MappingCheck {
  readonly kind: KindName
  readonly found: Mapping | 'no answer' | 'no second STUN port'
  /** How this differs from theory. */
  readonly problem: string | undefined
}

const script = join(root, 'e2e/lab/stun.ts')

export async function checkMapping(lab: Lab, kind: KindName): Promise<MappingCheck> {
  const { turnPort } = lab.server
  const [computer] = lab.internet.home(kind, 'a')
  const probe = [script, serverAddress[kinds[kind].families[0]], String(turnPort), String(turnPort + 1)]
  const answer = await computer?.output(process.execPath, ['--import', 'tsx', ...probe])
  const [first = null, second = null]: (number | null)[] = JSON.parse(answer ?? '[]')
  const found = conclude(first, second)
  const expected = expectedMapping(kind) ?? 'no answer'
  return { kind, found, problem: found === expected ? undefined : `STUN says '${found}', theory '${expected}'` }
}

function conclude(first: number | null, second: number | null): MappingCheck['found'] {
  if (first === null) return 'no answer'
  if (second === null) return 'no second STUN port'
  return first === second ? 'one' : 'per peer'
}
