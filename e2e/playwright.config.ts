import { defineConfig } from '@playwright/test'

// Two browsers each are enough for two cores: one test at a time.
export default defineConfig({
  testDir: 'tests',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: '../target/e2e',
  reporter: [['list'], ...(process.env.JUNIT ? [['junit', { outputFile: process.env.JUNIT }] as const] : [])],
})
