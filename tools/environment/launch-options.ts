import { findChromium } from './chromium.ts';

/**
 * What Chromium is told to leave out. It heeds the last such list only, so Playwright's own features are in this one too; the spec holds
 * the two together.
 */
const DISABLED_FEATURES = [
  // Two pages of the browser's own, for its address bar, that it loads with each new window: a second of processor time for every test.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // Playwright's.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/** What Playwright needs to know to start Chromium. */
export interface LaunchOptions {
  executablePath?: string;
  args: string[];
}

/** How Playwright starts Chromium for every test and measurement: as root in a container, with nothing that asks the internet. */
export function launchOptions(): LaunchOptions {
  const executablePath = process.env['CHROME_BIN'] ?? findChromium();
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // Drawing in software needs no process of its own: 3 to 7 % of the processor time of the end-to-end tests.
      '--in-process-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${DISABLED_FEATURES.join(',')}`,
    ],
  };
}
