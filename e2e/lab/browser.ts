// A real Chromium on a machine of the lab. Playwright steers it over pipes, which no NAT is in the way of.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { chromium, launch } from '../src/browser.ts'
import type { Machine } from './network.ts'

/**
 * @param folder where the command that starts it may lie
 * @param home where it finds whom to trust
 */
export function launchOn(machine: Machine, folder: string, home: string): Promise<Browser> {
  const executablePath = join(folder, machine.namespace)
  writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${machine.namespace} ${chromium} "$@"\n`, {
    mode: 0o755,
  })
  // The lab ends its browsers itself when it is interrupted, before it takes their network away.
  return launch([], home, { executablePath, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })
}
