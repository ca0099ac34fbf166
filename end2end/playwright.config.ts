import { defineConfig } from '@playwright/test';

/**
 * What the browser goes without. Playwright's own list is repeated, because the last list counts alone; the last of it keeps Chromium from
 * preparing pages of its own window in the background, which no test sees and which cost a sixth of the whole time.
 */
const without = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'PreloadTopChromeWebUI',
];

/**
 * Debian's own Chromium is used, never a downloaded one: the machine that runs the tests may reach
 * no other host. The switches keep it from trying.
 */
const chromium = {
  executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-gpu',
    `--disable-features=${without.join(',')}`,
  ],
};

export default defineConfig({
  testDir: './tests',
  outputDir: './results/artifacts',
  globalSetup: './support/setup.ts',
  // A file's tests run in the order written: the 40 calls refer to one another, as real calls do.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./support/closing-line.ts']],
  use: {
    browserName: 'chromium',
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1280, height: 900 },
    actionTimeout: 20_000,
    navigationTimeout: 40_000,
    screenshot: 'only-on-failure',
    // A trace takes pictures of every step, for half of the time that the tests need: only where somebody can look at it.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    launchOptions: chromium,
  },
  // A test that must hold in both modes carries @both; one that only makes sense without scripts, @nojs.
  projects: [
    { name: 'js', grepInvert: /@nojs/, use: { javaScriptEnabled: true } },
    { name: 'nojs', grep: /@both|@nojs/, use: { javaScriptEnabled: false } },
  ],
});
