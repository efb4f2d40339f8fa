import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { expectAccessible } from '../src/accessible.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { root, tincan } from '../src/server.ts'
import { startReceiver } from '../src/webhookReceiver.ts'

// Whoever looks after the server sees a real call, and ends it.

// Receivers of webhooks are on this machine.
test.use({ serverOptions: ['--webhook-allow-private=127.0.0.0/8,::1'] })

/** Pictures are taken when somebody asks for them: SCREENSHOTS=1 ./dev e2e tests/admin.spec.ts */
const pictures = process.env.SCREENSHOTS !== undefined
const folder = join(root, 'target/screenshots')
if (pictures) mkdirSync(folder, { recursive: true })
const phone = { width: 390, height: 844 }

const desktop = { viewport: { width: 1280, height: 900 } }

async function openAdmin(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(`${url}/admin`)
  return page
}

/** As it is now, by day and by night; pictures also of how it is on a phone. */
async function look(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    if (pictures) await shoot(page, `admin-${name}`, scheme)
    await expectAccessible(page, `${name}, ${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

async function shoot(page: Page, name: string, scheme: string): Promise<void> {
  for (const [size, viewport] of [
    ['phone', phone],
    ['desktop', desktop.viewport],
  ] as const) {
    await page.setViewportSize(viewport)
    await page.screenshot({ path: join(folder, `${name}-${size}-${scheme}.png`), fullPage: true })
  }
}

const makeAdminKey = (dataDir: string) =>
  execFileSync(tincan, ['api-key', 'create', '--admin', '--name', 'e2e', `--data-dir=${dataDir}`])
    .toString()
    .trim()

/** Of a program, which the administrator makes. */
async function makeKey(url: string, adminKey: string): Promise<string> {
  const made = await fetch(`${url}/api/v1/admin/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'e2e' }),
  })
  return (await made.json()).key
}

test('an administrator sees a relayed call and ends it', async ({ server, browsers }) => {
  test.setTimeout(300_000)
  expect((await fetch(`${server.url}/admin`)).status).toBe(404)
  const key = makeAdminKey(server.dataDir)
  const admin = await openAdmin(browsers[0], server.url, desktop)
  const box = admin.getByLabel('Admin key')
  await box.fill(await makeKey(server.url, key))
  await admin.getByRole('button', { name: 'Sign in' }).click()
  await expect(admin.getByText(/for other programs/)).toBeVisible()
  await look(admin, 'sign-in')
  await box.fill(key)
  await admin.getByRole('button', { name: 'Sign in' }).click()
  await expect(admin.getByText(/No calls now/)).toBeVisible()
  await look(admin, 'empty')

  const ana = await Caller.open(browsers[0], `${server.url}/?relay=1&transport=tcp`, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], `${link.replace(/\?.*/, '')}?relay=1&transport=tcp`, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  const calls = admin.getByRole('region', { name: 'Calls' })
  await expect(calls.getByText('2 people')).toBeVisible()
  await expect(calls.getByText('Ana', { exact: true })).toBeVisible()
  await expect(calls.getByText(/^Relayed over (TCP|UDP)/)).toBeVisible()
  await expect(admin.getByRole('img', { name: /Relayed traffic/ })).toBeVisible()
  await look(admin, 'one-call')

  await calls.getByRole('button', { name: 'Drain' }).click()
  await expect(calls.getByText('Draining')).toBeVisible()
  await calls.getByRole('button', { name: 'End call' }).click()
  await expect(admin.getByRole('dialog')).toContainText('It is over for 2 people')
  await expectAccessible(admin, 'asking')
  await admin.getByRole('button', { name: 'End for everyone' }).click()
  await expect(admin.getByText(/No calls now/)).toBeVisible()
  for (const caller of [ana, ben]) await expect(caller.button('Leave')).toHaveCount(0)
  expect(server.output()).toMatch(/administrator .*key="?[a-z]{12}"? .*end call/)
  expect(server.output()).not.toContain(key.slice(-43))
})

test('a webhook that fails is seen, its delivery replayed, and it is deleted', async ({ server, browsers }) => {
  test.setTimeout(300_000)
  const key = makeAdminKey(server.dataDir)
  const program = await makeKey(server.url, key)
  const ask = (path: string, body: object) =>
    fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  let away = true
  const receiver = await startReceiver(() => away)
  const spare = await startReceiver(() => false)
  for (const one of [receiver, spare]) {
    const made = await ask('/webhooks', { url: one.url, events: ['call.scheduled', 'call.ended'] })
    expect(made.status).toBe(201)
    one.secret = (await made.json()).secret
  }
  const admin = await openAdmin(browsers[0], server.url, desktop)
  await admin.getByLabel('Admin key').fill(key)
  await admin.getByRole('button', { name: 'Sign in' }).click()
  const webhooks = admin.getByRole('region', { name: 'Webhooks' })
  await expect(webhooks.getByText('Works')).toHaveCount(2)

  expect((await ask('/calls', { title: 'Appointment at ten' })).status).toBe(201)
  await webhooks.getByText(receiver.url).click()
  const row = webhooks.getByRole('listitem').filter({ hasText: receiver.url })
  await expect(row.getByText('Waits: 1')).toBeVisible()
  await expect(webhooks.getByText(/^answered 503 after/).first()).toBeVisible()
  await expect(webhooks.getByText(/Nothing arrived for/)).toBeVisible()
  await webhooks.getByRole('button', { name: 'Test' }).click()
  await expect(webhooks.getByText(/The test did not arrive, .*: answered 503/)).toBeVisible()
  await look(admin, 'webhook-fails')

  away = false
  await webhooks.getByRole('button', { name: 'Replay call.scheduled' }).click()
  await expect(webhooks.getByText('Delivered')).toBeVisible()
  await expect(webhooks.getByText('Works')).toHaveCount(2)
  expect(receiver.taken()).toHaveLength(1)

  await webhooks.getByRole('button', { name: 'Disable' }).click()
  await admin.getByRole('button', { name: 'Disable webhook' }).click()
  await expect(webhooks.getByText(/The administrator disabled it/)).toBeVisible()
  await look(admin, 'webhook-disabled')
  await webhooks.getByRole('button', { name: 'Enable again' }).click()
  await expect(webhooks.getByRole('button', { name: 'Disable' })).toBeVisible()

  await webhooks.getByRole('button', { name: 'Delete' }).click()
  await admin.getByRole('button', { name: 'Delete webhook' }).click()
  await expect(webhooks.getByText(receiver.url)).toHaveCount(0)
  await expect(webhooks.getByText(spare.url)).toBeVisible()
  for (const act of ['test webhook', 'replay delivery', 'disable webhook', 'enable webhook', 'delete webhook']) {
    expect(server.output()).toContain(act)
  }
  expect(server.output()).not.toContain('whsec_')
  for (const one of [receiver, spare]) await one.close()
})

test('fifty calls, and a key that is revoked meanwhile', async ({ server, browsers }) => {
  test.setTimeout(300_000)
  const key = makeAdminKey(server.dataDir)
  const program = await makeKey(server.url, key)
  for (let i = 1; i <= 50; i++) {
    const made = await fetch(`${server.url}/api/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: `Appointment ${i}` }),
    })
    expect(made.status).toBe(201)
  }
  const admin = await openAdmin(browsers[0], server.url, desktop)
  await admin.getByLabel('Admin key').fill(key)
  await admin.getByRole('button', { name: 'Sign in' }).click()
  await expect(admin.getByText('Appointment 50')).toBeVisible()
  await look(admin, 'fifty')
  await admin.getByRole('searchbox', { name: 'Find a call' }).fill('ment 17')
  await expect(admin.getByText(/^Appointment/)).toHaveCount(1)

  await admin.getByRole('textbox', { name: 'Name of a new key' }).fill('appointments')
  await admin.getByRole('button', { name: 'Create key' }).click()
  await expect(admin.getByText('Copy it now')).toBeVisible()
  await look(admin, 'new-key')
  execFileSync(tincan, ['api-key', 'revoke', key.slice(4, 16), `--data-dir=${server.dataDir}`])
  await expect(admin.getByText(/was revoked/)).toBeVisible()
  await expect(admin.getByLabel('Admin key')).toBeVisible()
})
