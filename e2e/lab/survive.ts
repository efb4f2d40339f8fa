// What can happen in a call, and what must hold then: the rows that ./dev survive measures.
import { backAt, type Continuity, heardSince, longestSilence, wordsSince } from '../src/continuity.ts'
import { sleep } from './clock.ts'
import { blockAll, blockPath, type Cut, cutServer } from './disturb.ts'
import type { Lab } from './lab.ts'
import { type Setting, Stage } from './stage.ts'
import { directRows } from './surviveDirect.ts'
import { doorRows } from './surviveDoors.ts'

export interface Row {
  readonly name: string
  readonly holds: string
  /** Of the server, beside those of every lab; rows with the same ones share a lab. */
  readonly serverOptions: readonly string[]
  /** What each measure may be at most, in the worst run unless it is judged by the median. */
  readonly judged?: 'median'
  readonly limits: Readonly<Record<string, number>>
  readonly play: (lab: Lab, run: string) => Promise<Run>
}

export interface Run {
  readonly measures: Readonly<Record<string, number>>
  /** What the same call showed before anything happened: more than that is no fault of what happened then. */
  readonly undisturbed?: Readonly<Record<string, number>>
  /** What else should not have been, in sentences. */
  readonly problems: readonly string[]
  /** What the pages and the server went through. */
  readonly evidence: string
}

/** "0 ms without media": what two browsers on a busy machine show without any disturbance is much less. */
const UNTOUCHED = { 'no audio for, ms': 200, 'no video for, ms': 500 }
/** Media flows while nothing is missing for longer than that. */
const GONE_MILLIS = 200
const PATIENCE = 30_000
const CALM_MILLIS = 2_000
const WATCHED_AFTER_MILLIS = 3_000
/** Of totalAudioEnergy; the beeps of the fake microphone give 0.2 per second, silence after mute 1e-10. */
const INAUDIBLE = 1e-6
const LINK_LOST = /Reconnecting to the server|Server restarting|server cannot be reached/

interface Disturbance {
  readonly name: string
  readonly holds: string
  readonly limits: Readonly<Record<string, number>>
  readonly setting?: Partial<Setting>
  /** Returns when it is over: the time from which the limits count. */
  readonly disturb: (stage: Stage) => Promise<number>
  readonly measure: (what: Happened) => Readonly<Record<string, number>>
  readonly check?: (what: Happened) => readonly (string | false)[]
}

interface Happened {
  readonly stage: Stage
  readonly began: number
  readonly over: number
  readonly seen: readonly [Continuity, Continuity]
  /** The participants that each side showed before. */
  readonly before: readonly (string | null)[][]
  readonly after: readonly (string | null)[][]
}

function untouched({ seen, began }: Happened): Record<string, number> {
  return silences(seen, began)
}

function silences(seen: readonly Continuity[], since: number): Record<string, number> {
  return {
    'no audio for, ms': Math.max(...seen.map((side) => longestSilence(side, 'audio', since))),
    'no video for, ms': Math.max(...seen.map((side) => longestSilence(side, 'video', since))),
  }
}

function mediaBack({ seen, over }: Happened): Record<string, number> {
  return { 'media back after, ms': Math.max(...seen.map((side) => backAt(side, over))) - over }
}

/** When the last side stopped saying that it has no server. */
function resumed({ seen, over }: Happened): Record<string, number> {
  const times = seen.flatMap(({ words }) => words.filter(({ at, text }) => at > over && LINK_LOST.test(text)))
  return { 'resumed after, ms': Math.max(over, ...times.map(({ at }) => at)) - over }
}

function nobodyLeft({ stage, seen, began }: Happened): string[] {
  return seen.flatMap((side, index) =>
    wordsSince(side, began)
      .filter((text) => /^(Ana|Ben) (joined|left|lost the connection)/.test(text))
      .map((text) => `${stage.callers[index]?.name} was told '${text}'`),
  )
}

function sameParticipants({ before, after }: Happened): (string | false)[] {
  const [were, are] = [JSON.stringify(before), JSON.stringify(after)]
  return [were !== are && `the participants were ${were} and are ${are}`]
}

function socketCut(seconds: number, how: Cut): Disturbance {
  return {
    name: `WebSocket cut for ${seconds} s (${how})`,
    holds: `0 ms without media; the other side sees ${seconds < 2 ? 'nothing' : 'a dot'}`,
    limits: UNTOUCHED,
    disturb: async ({ router, computer }) => {
      const repair = cutServer(router, computer, how)
      await sleep(seconds * 1000)
      repair()
      return Date.now()
    },
    measure: (what) => ({ ...untouched(what), ...resumed(what) }),
    check: (what) => [
      ...nobodyLeft(what),
      ...sameParticipants(what),
      ...sawAtMost(what, seconds < 2 ? 'nothing' : 'a dot'),
    ],
  }
}

function sawAtMost({ seen: [ana], began }: Happened, most: 'nothing' | 'a dot'): string[] {
  const fine = most === 'nothing' ? /^Connect(ed|ion)/ : /^Connect(ed|ion)|^Ben is reconnecting to the server$/
  return wordsSince(ana, began)
    .filter((text) => !fine.test(text))
    .map((text) => `the other side was shown '${text}'`)
}

async function killedFor5Seconds({ lab }: Stage): Promise<number> {
  await lab.server.kill()
  await sleep(5000)
  await lab.server.startAgain()
  return Date.now()
}

const disturbances: readonly Disturbance[] = [
  ...([1, 15] as const).flatMap((seconds) => [socketCut(seconds, 'silence'), socketCut(seconds, 'reset')]),
  {
    name: 'server killed, back after 5 s, direct call',
    holds: '0 ms without media; resumed <= 5 s after return, same participant ids',
    limits: { ...UNTOUCHED, 'resumed after, ms': 5000 },
    disturb: killedFor5Seconds,
    measure: (what) => ({ ...untouched(what), ...resumed(what) }),
    check: (what) => [...nobodyLeft(what), ...sameParticipants(what)],
  },
  {
    name: 'server killed, back after 5 s, relayed call',
    holds: 'media back <= 8 s after return, same participant ids',
    limits: { 'media back after, ms': 8000 },
    setting: { query: '?relay=1' },
    disturb: killedFor5Seconds,
    measure: (what) => ({ ...mediaBack(what), ...resumed(what) }),
    check: (what) => [...nobodyLeft(what), ...sameParticipants(what)],
  },
  ...[
    { what: 'path between the homes blocked for 3 s', block: blockPath },
    { what: 'all of a network blocked for 3 s', block: blockAll },
  ].flatMap(({ what, block }) =>
    (what.startsWith('all') ? ['direct', 'relayed'] : ['direct']).map(
      (path): Disturbance => ({
        name: `${what}, ${path} call`,
        holds: 'media back <= 1.5 s after it opens',
        limits: { 'media back after, ms': 1500 },
        setting: path === 'relayed' ? { query: '?relay=1' } : {},
        disturb: async ({ router }) => {
          const repair = block(router)
          await sleep(3000)
          repair()
          return Date.now()
        },
        measure: mediaBack,
        check: (it) => [...nobodyLeft(it), ...sameParticipants(it)],
      }),
    ),
  ),
  ...(
    [
      ['full cone', 'symmetric'],
      ['symmetric', 'full cone'],
    ] as const
  ).map(
    ([from, to]): Disturbance => ({
      name: `moved to another network, ${from} to ${to}`,
      holds: 'media back <= 5 s',
      limits: { 'media back after, ms': 5000 },
      // Direct with the full cone, relayed with the symmetric NAT.
      setting: { a: 'port-restricted', b: from },
      disturb: async ({ lab, computer }) => {
        const now = Date.now()
        lab.internet.move(computer, to)
        return now
      },
      measure: mediaBack,
      check: (what) => [...nobodyLeft(what), ...sameParticipants(what)],
    }),
  ),
  {
    name: 'page reloaded',
    holds: 'back in the call <= 3 s, no leave shown',
    limits: { 'back in the call after, ms': 3000 },
    disturb: async ({ ben }) => {
      const now = Date.now()
      await ben.page.reload({ waitUntil: 'commit' })
      return now
    },
    measure: ({ seen: [ana, ben], over }) => ({
      'back in the call after, ms':
        Math.max(backAt(ana, over), ben.first.audio || Infinity, ben.first.video || Infinity) - over,
    }),
    check: nobodyLeft,
  },
]

/** What is muted when something happens stays muted, and nothing is heard meanwhile. */
type Mute = 'muted' | 'heard'

async function play(lab: Lab, run: string, it: Disturbance, mute: Mute): Promise<Run> {
  const stage = await Stage.open({ lab, homes: run, ...it.setting })
  try {
    await sleep(WATCHED_AFTER_MILLIS)
    const calm = await stage.seen()
    const undisturbed = silences(calm, stage.since)
    const before = await stage.shown()
    if (mute === 'muted') {
      await stage.ben.button('Mute microphone').click()
      // What was said before is still on its way.
      await sleep(1500)
    }
    const began = Date.now()
    const over = await it.disturb(stage)
    await calmAgain(stage)
    await sleep(WATCHED_AFTER_MILLIS)
    const what: Happened = { stage, began, over, before, after: await stage.shown(), seen: await stage.seen() }
    const problems = [...(it.check?.(what) ?? []).filter((problem) => problem !== false), ...(await heals(stage, mute))]
    const leaked = { 'audio leaked, energy': heardSince(what.seen[0], began) }
    return {
      measures: { ...it.measure(what), ...(mute === 'muted' ? leaked : {}) },
      undisturbed,
      problems,
      evidence: await stage.evidence(),
    }
  } finally {
    await stage.close()
  }
}

/** Waits until media has flowed and both sides have had the server for a while, or long enough. */
async function calmAgain(stage: Stage): Promise<void> {
  const giveUp = Date.now() + PATIENCE
  let calmSince = Date.now()
  while (Date.now() < giveUp && Date.now() < calmSince + CALM_MILLIS) {
    await sleep(250)
    const seen = await stage.seen().catch(() => [])
    const flows = seen.every(({ last }) => Math.min(last.audio, last.video) > Date.now() - GONE_MILLIS * 2)
    const linked = await Promise.all(
      stage.callers.map(({ page }) =>
        page
          .getByText(LINK_LOST)
          .count()
          .catch(() => 1),
      ),
    )
    if (!seen.length || !flows || linked.some((lost) => lost > 0)) calmSince = Date.now()
  }
}

/** What Ben says to the server reaches Ana: the notice alone could be wrong. */
async function heals({ ana, ben }: Stage, mute: Mute): Promise<string[]> {
  const problems: string[] = []
  const muted = ana.page.getByText('Ben is muted')
  if (mute === 'muted') {
    if (!(await ben.button('Unmute microphone').isVisible())) problems.push('Ben is not muted any more')
    if ((await muted.count()) === 0) problems.push('Ana is not shown that Ben is muted')
    return problems
  }
  try {
    await ben.button('Mute microphone').click({ timeout: 5000 })
    await muted.waitFor({ state: 'attached', timeout: 10_000 })
  } catch {
    problems.push("10 s after all was over, Ben's mute does not reach Ana")
  }
  return problems
}

const credentials: Row = {
  ...row(
    {
      name: 'TURN credentials of 30 s, relayed call of 3 minutes',
      holds: 'no gap over 300 ms',
      limits: { 'no audio for, ms': 300 },
      setting: { query: '?relay=1' },
      disturb: async ({ callers }) => {
        const names = () => Promise.all(callers.map(({ page }) => page.evaluate(userNames)))
        const before = await names()
        await sleep(180_000)
        if (JSON.stringify(await names()) === JSON.stringify(before))
          throw new Error('the credentials were never renewed')
        return Date.now()
      },
      measure: untouched,
      check: nobodyLeft,
    },
    'heard',
  ),
  serverOptions: ['--turn-credential-life=30s'],
}

function userNames(): string[] {
  return window.peers.flatMap((peer) => peer.getConfiguration().iceServers ?? []).flatMap((it) => it.username ?? [])
}

function row(it: Disturbance, mute: Mute): Row {
  const muted = mute === 'muted'
  return {
    name: muted ? `muted, then ${it.name}` : it.name,
    holds: muted ? 'still muted, no audio leaked' : it.holds,
    serverOptions: [],
    limits: muted ? { 'audio leaked, energy': INAUDIBLE } : it.limits,
    play: (lab, run) => play(lab, run, it, mute),
  }
}

export function allRows(): readonly Row[] {
  const heard = disturbances.map((it) => row(it, 'heard'))
  return [...heard, ...doorRows, ...directRows, ...disturbances.map((it) => row(it, 'muted')), credentials]
}
