// Calls through proxies that let no WebSocket through, beside calls through one that does.
import type { DoorKind } from '../src/door.ts'
import { openLabDoor } from './doors.ts'
import type { Lab } from './lab.ts'
import { Stage } from './stage.ts'
import type { Row, Run } from './survive.ts'

const RATIO = 'time of WebSocket x'

interface SetUp {
  /** From the second person's "Join call" to the first remote frame on both sides. */
  readonly millis: number
  readonly signaling: readonly string[]
  readonly evidence: string
}

async function setUp(lab: Lab, kind: DoorKind, homes: string): Promise<SetUp> {
  const door = await openLabDoor(lab, kind)
  try {
    const stage = await Stage.open({ lab, homes, origin: door.url })
    try {
      const [pressed, ...frames] = await Promise.all([
        stage.ben.mark('tincan:join-pressed'),
        ...stage.callers.map((caller) => caller.mark('tincan:first-remote-frame')),
      ])
      return { millis: Math.max(...frames) - pressed, signaling: door.signaling, evidence: await stage.evidence() }
    } finally {
      await stage.close()
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`proxy that ${kind}: ${said}\nseen by the proxy: ${door.signaling.slice(0, 30).join(', ')}`)
  } finally {
    door.close()
  }
}

async function play(lab: Lab, run: string, kind: DoorKind): Promise<Run> {
  const usual = await setUp(lab, 'passes', run)
  const polling = await setUp(lab, kind, run)
  const http = (it: SetUp) => it.signaling.some((what) => what.includes('/signal/http'))
  return {
    measures: {
      [RATIO]: polling.millis / usual.millis,
      'over polling, ms': polling.millis,
      'over WebSocket, ms': usual.millis,
    },
    problems: http(polling) ? [] : [`the proxy saw no polling: ${polling.signaling.slice(0, 30).join(', ')}`],
    evidence: `${polling.signaling.join(', ')}\n${polling.evidence}`,
  }
}

export const doorRows: readonly Row[] = (
  [
    ['refuses', 'refused'],
    ['swallows', 'left without an answer'],
    ['buffers', 'let through, and then nothing of what is said'],
  ] as const
).map(([kind, done]) => ({
  name: `upgrade ${done} by a proxy`,
  holds: 'call set up over polling, <= 1.5x the time of WebSocket',
  serverOptions: [],
  limits: { [RATIO]: 1.5 },
  judged: 'median',
  play: (lab, run) => play(lab, run, kind),
}))
