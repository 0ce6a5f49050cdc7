import { existsSync, readFileSync } from 'node:fs';

/** The tests of an Angular project in a headless browser, in one of its configurations. */
export function unit(project, configuration) {
  return async (context) => {
    const summaryFile = context.file(`karma-${project}-${configuration ?? 'default'}.json`);
    const { code, output } = await context.node(
      [
        ...['node_modules/@angular/cli/bin/ng.js', 'test', project, '--watch=false', '--no-progress'],
        ...(configuration === undefined ? [] : ['--configuration', configuration]),
      ],
      {
        env: { CHROME_BIN: context.chromium(), KARMA_SUMMARY_FILE: summaryFile, NG_CLI_ANALYTICS: 'false' },
      },
    );
    if (!existsSync(summaryFile)) return { passed: 0, failed: 1, output };
    const { passed, failed } = JSON.parse(readFileSync(summaryFile, 'utf8'));
    // Karma can fail without a failed test: an error outside of one, a browser that went away.
    const isBroken = code !== 0 && failed === 0;
    return { passed, failed: isBroken ? 1 : failed, output };
  };
}
