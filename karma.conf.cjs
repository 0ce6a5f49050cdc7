const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const tsx = require('tsx/cjs/api');

const chromium = tsx.require('./tools/environment/chromium.ts', module.filename).findChromium();
if (chromium !== undefined) process.env.CHROME_BIN = chromium;

/** Karma for both projects; `ng test <project>` adds the files. Nothing here keeps a run alive: every wait has an end. */
module.exports = (config) => {
  config.set({
    frameworks: ['jasmine'],
    plugins: [
      require('karma-jasmine'),
      require('karma-chrome-launcher'),
      require('karma-coverage'),
      { 'reporter:summary': ['type', SummaryReporter] },
    ],
    reporters: ['dots', 'summary'],
    browsers: ['ChromiumHeadlessCI'],
    customLaunchers: {
      ChromiumHeadlessCI: {
        base: 'ChromeHeadless',
        flags: [
          // Containers run as root and have a small /dev/shm; a browser for specs of our own needs neither.
          '--no-sandbox',
          '--disable-dev-shm-usage',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      },
    },
    client: {
      // One order for everybody: a failure that depends on it can be repeated. Change the seed to look for others.
      jasmine: { random: true, seed: '4321', timeoutInterval: 10_000, failSpecWithNoExpectations: true },
    },
    captureTimeout: 60_000,
    browserNoActivityTimeout: 60_000,
    // A spec with many generated cases answers Karma only when it has ended, which takes its time beside other programs.
    pingTimeout: 60_000,
    browserDisconnectTimeout: 10_000,
    coverageReporter: {
      dir: join(__dirname, 'coverage'),
      subdir: '.',
      reporters: [{ type: 'text-summary' }, { type: 'html' }, { type: 'json-summary' }, { type: 'json' }],
      check: {
        global: { lines: 90 },
        each: {
          // Files are matched relative to the folder of the built specs, which is dist/test-out/<id>.
          overrides: {
            '../../../projects/ngx-qlik/src/auth/**/*.ts': { branches: 100 },
          },
        },
      },
    },
    restartOnFileChange: true,
  });
};

/** Writes the counts of a run, and how long each test took, where the test command looks for them. */
function SummaryReporter(emitter, config) {
  const tests = [];
  this.onSpecComplete = (browser, { suite, description, time, skipped }) => {
    if (!skipped) tests.push({ name: [...suite, description].join(' › '), milliseconds: time });
  };
  this.onRunComplete = (browsers, { success, failed, error, disconnected, exitCode }) => {
    if (config.singleRun) ignoreLateBrowsers(emitter);
    const file = process.env.KARMA_SUMMARY_FILE;
    if (!file) return;
    const isBroken = Boolean(error || disconnected) || (exitCode !== 0 && failed === 0);
    writeFileSync(file, JSON.stringify({ passed: success, failed, isBroken, tests }));
  };
}

SummaryReporter.$inject = ['emitter', 'config'];

/**
 * Keeps a browser from ending a run that is over. A browser that loses its connection while Karma stops is taken for a
 * new one and executed again; when it goes away, Karma completes the run a second time, with an error, and Angular's
 * builder fails on the second result.
 */
function ignoreLateBrowsers(emitter) {
  for (const event of [
    'browser_complete',
    'browser_complete_with_no_more_retries',
    'browser_restart_failure',
    'browser_process_failure',
  ]) {
    emitter.removeAllListeners(event);
  }
}
