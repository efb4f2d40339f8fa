// Calls without a server: it is killed as soon as both have the page on their device.
import { Caller, expectMedia } from '../src/caller.ts'
import { continuity } from '../src/continuity.ts'
import { choosePicture, handedOut, paste, sayName, startDirect, takePicture } from '../src/direct.ts'
import type { Lab } from './lab.ts'
import type { KindName } from './nats.ts'
import type { Machine } from './network.ts'
import type { Row, Run } from './survive.ts'

type Way = 'copy and paste' | 'QR codes'

async function play(lab: Lab, kind: KindName, computers: readonly (Machine | undefined)[], way: Way): Promise<Run> {
  const people = await Promise.all(computers.map((computer) => lab.person(kind, computer)))
  let gone = false
  try {
    const [ana, ben] = await Promise.all(
      people.map(({ browser, url }, index) =>
        Caller.open(browser, `${url}/direct`, index === 0 ? 'Ana' : 'Ben', { watched: true }),
      ),
    )
    if (!ana || !ben) throw new Error('two people are needed')
    for (const { page } of [ana, ben]) page.setDefaultTimeout(15_000)
    // Long enough for the page to be kept on the device, from where it is opened again.
    for (const { page } of [ana, ben]) await page.evaluate(keptOnDevice)
    gone = true
    await lab.server.kill()
    for (const { page } of [ana, ben]) await page.reload()
    const offer = await startDirect(ana)
    await sayName(ben)
    await ben.button('I have a code').click()
    if (way === 'QR codes') await choosePicture(ben.page, await takePicture(ana.page, lab.file('offer.png')))
    else await paste(ben, offer.text, 'Continue')
    const answer = await handedOut(ben.page)
    const began = Date.now()
    if (way === 'QR codes') await choosePicture(ana.page, await takePicture(ben.page, lab.file('answer.png')))
    else await paste(ana, answer.text, 'Connect')
    await expectMedia(ana, ben)
    const firsts = (await Promise.all([ana, ben].map(({ page }) => continuity(page)))).map(({ first }) => first)
    return {
      measures: {
        'characters of one side': Math.max(offer.text.length, answer.text.length),
        'QR code of version': Math.max(offer.qrVersion || Infinity, answer.qrVersion || Infinity),
        'answer to media, ms': Math.max(...firsts.flatMap((first) => [first.audio, first.video])) - began,
      },
      problems: [],
      evidence: `${offer.text}\n${answer.text}`,
    }
  } finally {
    await Promise.all(people.map(({ browser }) => browser.close()))
    if (gone) await lab.server.startAgain()
  }
}

async function keptOnDevice(): Promise<void> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('the page is not kept')), 20_000))
  await Promise.race([navigator.serviceWorker.ready, late])
}

function row(
  way: Way,
  where: string,
  kind: KindName,
  computers: (lab: Lab, run: string) => readonly (Machine | undefined)[],
): Row {
  return {
    name: `no server, ${way}, ${where}`,
    holds: 'connected; one side <= 1,000 characters, one QR code of version <= 25',
    serverOptions: [],
    limits: { 'characters of one side': 1000, 'QR code of version': 25 },
    play: (lab, run) => play(lab, kind, computers(lab, run), way),
  }
}

const oneHome = (lab: Lab, run: string) => lab.internet.home('port-restricted', run, 2)
const twoHomes = (lab: Lab, run: string) =>
  ['a', 'b'].map((side) => lab.internet.home('IPv6 only', `${run}-${side}`)[0])

export const directRows: readonly Row[] = [
  row('copy and paste', 'in one home', 'port-restricted', oneHome),
  row('QR codes', 'in one home', 'port-restricted', oneHome),
  row('copy and paste', 'IPv6 from home to home', 'IPv6 only', twoHomes),
]
