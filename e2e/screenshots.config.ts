import { defineConfig } from '@playwright/test'

// ./dev screenshots
export default defineConfig({
  testDir: 'screenshots',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: '../target/screenshots-run',
  reporter: 'list',
})
