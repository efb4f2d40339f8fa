import { defineConfig } from '@playwright/test'

/** What they hold depends on how long something takes, to the tenth of a second: they have the machine to themselves. */
const ALONE = /(files|firefox|mesh|record|share|start|survive|tabs)\.spec\.ts/

// Most of the time tests wait for something: two at a time are enough for two cores.
export default defineConfig({
  testDir: 'tests',
  projects: [
    { name: 'beside-others', testIgnore: ALONE, workers: 2 },
    { name: 'alone', testMatch: ALONE, workers: 1 },
  ],
  workers: 2,
  // Machines are noisy: what fails once and then holds is told as flaky, at the end.
  retries: 1,
  // What hangs shows by the waits within; a slow machine alone fails nothing.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  outputDir: '../target/e2e',
  reporter: [['list'], ...(process.env.JUNIT ? [['junit', { outputFile: process.env.JUNIT }] as const] : [])],
})
