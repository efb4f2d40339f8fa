// Makes browsers trust a server's own authority, by the certificate store that both kinds read (NSS).
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Trust {
  /** To remove when the browsers are gone. */
  readonly folder: string
  readonly chromiumHome: string
  readonly firefoxProfile: string
}

/** @param authority file of its certificate, in PEM form */
export async function trust(authority: string): Promise<Trust> {
  const folder = await mkdtemp(join(tmpdir(), 'tincan-trust-'))
  const firefoxProfile = join(folder, 'firefox')
  await add(authority, join(folder, '.pki', 'nssdb'))
  await add(authority, firefoxProfile)
  return { folder, chromiumHome: folder, firefoxProfile }
}

async function add(authority: string, store: string): Promise<void> {
  await mkdir(store, { recursive: true })
  const certutil = (...args: string[]) =>
    run('certutil', [...args, '-d', `sql:${store}`]).catch((failed) => {
      throw new Error(`certutil of the package libnss3-tools is needed: ${failed.message}`)
    })
  await certutil('-N', '--empty-password')
  await certutil('-A', '-n', 'tincan', '-t', 'C,,', '-i', authority)
}
