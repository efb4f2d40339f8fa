// People who talk when a test says so, and whose cameras cost little: two cores have to encode for three of them.
import type { Browser } from '@playwright/test'
import { Caller } from './caller.ts'

declare global {
  interface Window {
    talk(loud: boolean): void
  }
}

function quiet() {
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  const voices: GainNode[] = []
  // A microphone without any sound at all is broken, and the page says so.
  const HUSH = 0.0005
  window.talk = (loud) => {
    for (const voice of voices) voice.gain.value = loud ? 0.5 : HUSH
  }
  mediaDevices.getUserMedia = async (constraints = {}) => {
    const small = { width: 160, height: 120, frameRate: 5 }
    const stream = await open({ ...constraints, ...(constraints.video ? { video: small } : {}) })
    if (stream.getAudioTracks().length === 0) return stream
    const context = new AudioContext()
    const tone = new OscillatorNode(context, { frequency: 300 })
    const voice = new GainNode(context, { gain: HUSH })
    const microphone = context.createMediaStreamDestination()
    tone.connect(voice).connect(microphone)
    tone.start()
    voices.push(voice)
    return new MediaStream([...microphone.stream.getTracks(), ...stream.getVideoTracks()])
  }
}

/** Someone who is silent until `talk` is called. */
export async function openQuiet(
  browser: Browser,
  url: string,
  name: string,
  options: Parameters<typeof Caller.open>[3],
): Promise<Caller> {
  const caller = await Caller.open(browser, 'about:blank', name, options)
  await caller.page.addInitScript(quiet)
  await caller.page.goto(url)
  return caller
}

export const talk = ({ page }: Caller, loud: boolean) => page.evaluate((loud) => window.talk(loud), loud)
