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
  readonly problem: string | undefined
}

const script = join(root, 'e2e/lab/stun.ts')

export async function checkMapping(lab: Lab, kind: KindName): Promise<MappingCheck> {
  const { turnPort } = lab.server
  const [computer] = lab.internet.home(kind, 'a')
  const probe = [script, serverAddress[kinds[kind].families[0]], String(turnPort), String(turnPort + 1)]
  const answer = await computer?.output(process.execPath, ['--import', 'tsx', ...probe])
  const [first = null, second = null]: (number | null)[] = JSON.parse(answer ?? '[]')
  const expected = expectedMapping(kind) ?? 'no answer'
  if (first !== null && second === null) return { kind, found: 'no second STUN port', problem: undefined }
  const found = first === null ? 'no answer' : first === second ? 'one' : 'per peer'
  const problem = found === expected ? undefined : `STUN says '${found}', theory '${expected}'`
  return { kind, found, problem }
}
