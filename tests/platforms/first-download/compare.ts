import { launchChromium } from '../../support/chromium.ts';
import {
  LIMITS,
  makeProject,
  measurePage,
  PEERS,
  SCRIPT_LIMIT,
  scriptsOfFirstVisit,
} from './first-download.ts';

// Prints what this library and the packages that users compare it with add to the first download of the same application, and how many
// scripts to a first visit, and fails where this library adds more than it may.
const folder = makeProject({ peers: true });
const bare = await measurePage(folder, 'bare');
const limits = new Map<string, number>(Object.entries(LIMITS));
for (const peer of PEERS) limits.set(peer.replace(/^@[^/]+\//, '').replace(/@\d+$/, ''), Infinity);
const browser = await launchChromium();
try {
  const scriptsOf = async (page: string) => (await scriptsOfFirstVisit(browser, { folder, page })).size;
  const bareScripts = await scriptsOf('bare');
  for (const [page, limit] of limits) {
    const added = (await measurePage(folder, page)) - bare;
    const scripts = (await scriptsOf(page)) - bareScripts;
    process.stdout.write(
      `${page.padEnd(26)}${(added / 1000).toFixed(2).padStart(6)} kB ${String(scripts).padStart(3)} scripts\n`,
    );
    if (added > limit) fail(`${page} may add ${limit / 1000} kB at most.`);
    if (page === 'oauth2' && scripts > SCRIPT_LIMIT) fail(`${page} may load ${SCRIPT_LIMIT} scripts more.`);
  }
} finally {
  await browser.close();
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
