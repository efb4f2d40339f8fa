import { execFileSync } from 'node:child_process'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { tincan } from '../src/server.ts'

// Another program makes a call and hands out the links.

test('an application makes a call, its host and a guest meet in it, and the application ends it', async ({
  server,
  browsers,
}) => {
  const dataDir = `--data-dir=${server.dataDir}`
  const key = execFileSync(tincan, ['api-key', 'create', '--name', 'appointments', dataDir]).toString().trim()
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(server.url + path, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })
  const created = await ask('/api/v1/calls', { method: 'POST', body: JSON.stringify({ title: 'Appointment at ten' }) })
  expect(created.status).toBe(201)
  const call = await created.json()

  const ana = await Caller.open(browsers[0], call.hostLink, 'Ana')
  await expect(ana.page).toHaveURL(call.link)
  await ana.join()
  const ben = await Caller.open(browsers[1], call.link, 'Ben')
  await expect(ben.page.getByText('Appointment at ten').first()).toBeVisible()
  await ben.join()
  await expectMedia(ana, ben)
  await expect(ana.button('End call for everyone')).toBeVisible()
  await expect(ben.button('End call for everyone')).toHaveCount(0)

  const path = created.headers.get('location') ?? ''
  const live = await (await ask(path)).json()
  expect(live).toMatchObject({ state: 'live', participants: [{ name: 'Ana' }, { name: 'Ben' }] })

  expect((await ask(`${path}/end`, { method: 'POST' })).status).toBe(204)
  for (const caller of [ana, ben]) await expect(caller.button('Leave')).toHaveCount(0)
  await expect.poll(async () => (await (await ask(path)).json()).endReason).toBe('host')

  const listed = execFileSync(tincan, ['api-key', 'list', dataDir]).toString()
  const id = key.slice('tin_'.length, -'_'.length - 43)
  expect(listed).toMatch(new RegExp(`^${id} .* in use +appointments `, 'm'))
  expect(listed).not.toContain(key.slice(-43))
  execFileSync(tincan, ['api-key', 'revoke', id, dataDir])
  expect((await ask(path)).status).toBe(401)
})
