// A real Chromium on a machine of the lab. Playwright steers it over pipes, which no NAT is in the way of.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { chromium, launch } from '../src/browser.ts'
import type { Machine } from './network.ts'

export async function launchOn(machine: Machine): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'tincan-lab-browser-'))
  const executablePath = join(folder, 'chromium')
  writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${machine.namespace} ${chromium} "$@"\n`)
  chmodSync(executablePath, 0o755)
  try {
    // The server's certificate is from an authority of its own that no browser knows; TURN over TLS asks for one, too.
    const flags = ['--ignore-certificate-errors']
    // The lab ends its browsers itself when it is interrupted, before it takes their network away.
    return await launch(flags, { executablePath, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
