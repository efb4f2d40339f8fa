import { expect, test } from '../src/fixtures.ts'
import { growth, soak } from '../src/soak.ts'

const MINUTES = 1

// The short one, without the chat; ./dev soak client goes on for hours.
test('pages in a busy call do not grow', async ({ server, browsers }) => {
  test.setTimeout((MINUTES + 3) * 60_000)
  expect(growth(await soak(server.url, browsers, MINUTES, false))).toEqual([])
})
