// The NAT lab: an internet with the real server on it, and calls between homes of every kind.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Trust, trust } from '../src/trust.ts'
import { launchOn } from './browser.ts'
import { type Connected, call, type Failed, type Person } from './cell.ts'
import { Internet } from './internet.ts'
import { type KindName, kindNames, kinds } from './nats.ts'
import type { Machine } from './network.ts'
import { type PublicServer, startPublicServer } from './server.ts'
import { disagreement } from './theory.ts'

export interface Cell {
  readonly a: KindName
  readonly b: KindName
  /** Both computers are in one home, behind one NAT. */
  readonly sameHome: boolean
}

export interface Measured extends Cell {
  readonly result: Connected | Failed
  /** How this differs from theory. */
  readonly problem: string | undefined
}

/** Every pair of kinds once, and two computers of one home. */
export function allCells(): readonly Cell[] {
  const pairs = kindNames.flatMap((a, index) => kindNames.slice(index).map((b) => ({ a, b, sameHome: false })))
  return [...pairs, { a: 'port-restricted', b: 'port-restricted', sameHome: true }]
}

export function nameOf({ a, b, sameHome }: Cell): string {
  return sameHome ? `same home (${a})` : `${a} x ${b}`
}

export class Lab {
  readonly internet = new Internet()
  readonly server: PublicServer

  readonly #folder = mkdtempSync(join(tmpdir(), 'tincan-lab-'))
  #trust: Trust | undefined

  /**
   * To be closed, whatever happens then.
   * @param serverOptions more of them, such as --turn-credential-life=30s
   */
  constructor(serverOptions: readonly string[] = []) {
    this.server = startPublicServer(this.internet.server, join(this.#folder, 'data'), serverOptions)
  }

  /** Calls can be made then. */
  async ready(): Promise<void> {
    await this.server.ready
    this.#trust = await trust(this.server.authority)
  }

  async measure(cell: Cell): Promise<Measured> {
    const people = await Promise.all(this.#computers(cell))
    try {
      const result = await call(...people, (now) => disagreement(cell, now) === undefined)
      return { ...cell, result, problem: disagreement(cell, result) }
    } finally {
      await Promise.all(people.map(({ browser }) => browser.close()))
    }
  }

  #computers({ a, b, sameHome }: Cell): [Promise<Person>, Promise<Person>] {
    if (sameHome) {
      const [first, second] = this.internet.home(a, 'a', 2)
      return [this.person(a, first), this.person(b, second)]
    }
    return [this.person(a, this.internet.home(a, 'a')[0]), this.person(b, this.internet.home(b, 'b')[0])]
  }

  /** A place for a file that is needed as long as the lab. */
  file(name: string): string {
    return join(this.#folder, name)
  }

  /** A person whose browser runs on that computer. */
  async person(kind: KindName, computer: Machine | undefined): Promise<Person> {
    if (!computer) throw new Error(`a home of kind ${kind} has too few computers`)
    if (!this.#trust) throw new Error('the lab is not ready yet')
    const url = this.server.url(kinds[kind].families[0])
    return { url, browser: await launchOn(computer, this.#folder, this.#trust.chromiumHome) }
  }

  /** Safe at any time, also in the middle of a call. */
  async close(): Promise<void> {
    try {
      await this.server.stop()
    } finally {
      this.internet.close()
      for (const folder of [this.#folder, this.#trust?.folder ?? []].flat())
        rmSync(folder, { recursive: true, force: true })
    }
  }
}
