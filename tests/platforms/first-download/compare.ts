import { LIMITS, makeProject, measurePage, PEERS } from './first-download.ts';

// Prints what this library and the packages that users compare it with add to the first download of the same application, and fails
// where this library adds more than it may.
const folder = makeProject({ peers: true });
const bare = await measurePage(folder, 'bare');
const limits = new Map<string, number>(Object.entries(LIMITS));
for (const peer of PEERS) limits.set(peer.replace(/^@[^/]+\//, '').replace(/@\d+$/, ''), Infinity);
for (const [page, limit] of limits) {
  const added = (await measurePage(folder, page)) - bare;
  process.stdout.write(`${page.padEnd(26)}${(added / 1000).toFixed(2).padStart(6)} kB\n`);
  if (added <= limit) continue;
  process.stderr.write(`${page} may add ${limit / 1000} kB at most.\n`);
  process.exitCode = 1;
}
