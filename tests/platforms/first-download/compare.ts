import { launchChromium } from '../../support/chromium.ts';
import {
  DEFERRED_LIMIT,
  LIMITS,
  makeProject,
  measurePage,
  type PageName,
  PEERS,
  SCRIPT_LIMITS,
  scriptsOfFirstVisit,
} from './first-download.ts';

// Prints what this library and the packages that users compare it with add to the first download of the same application, and how many
// scripts to a first visit, and fails where this library adds more than it may.
const folder = makeProject({ peers: true });
const browser = await launchChromium();
try {
  const bare = await measure('bare');
  for (const page of Object.keys(LIMITS) as PageName[]) {
    const measured = await measure(page);
    const { bytes, scripts } = report(page, measured, bare);
    if (bytes > LIMITS[page]) fail(`${page} may add ${LIMITS[page] / 1000} kB at most.`);
    if (scripts > SCRIPT_LIMITS[page]) fail(`${page} may load ${SCRIPT_LIMITS[page]} scripts more.`);
    if (page !== 'deferred-chart') continue;
    report('deferred-line', await measure('deferred-line'), bare);
    const own = await measure('deferred-own');
    report('deferred-own', own, bare);
    const { bytes: toOwn } = report(`${page} beside deferred-own`, measured, own);
    if (toOwn > DEFERRED_LIMIT) fail(`${page} may add ${DEFERRED_LIMIT / 1000} kB to deferred-own at most.`);
  }
  for (const peer of PEERS.map((name) => name.replace(/^@[^/]+\//, '').replace(/@\d+$/, '')))
    report(peer, await measure(peer), bare);
} finally {
  await browser.close();
}

interface Measured {
  readonly bytes: number;
  readonly scripts: number;
}

async function measure(page: string): Promise<Measured> {
  const bytes = await measurePage(folder, page);
  return { bytes, scripts: (await scriptsOfFirstVisit(browser, { folder, page })).size };
}

/** Prints and returns what a page adds to another. */
function report(name: string, page: Measured, former: Measured): Measured {
  const added = { bytes: page.bytes - former.bytes, scripts: page.scripts - former.scripts };
  const size = (added.bytes / 1000).toFixed(2).padStart(6);
  process.stdout.write(`${name.padEnd(36)}${size} kB ${String(added.scripts).padStart(3)} scripts\n`);
  return added;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
