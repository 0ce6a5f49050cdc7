import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;
const ANSWER_LIMIT_MS = 3_000;

/**
 * Waits until `address` answers with a 2xx.
 * @param {import('./child.mjs').Child} child ends the waiting when it ends
 * @param {number} limitSeconds ends the waiting in any case
 * @param {string} address
 * @returns {Promise<void>}
 * @throws {Error} saying which of the two it was
 */
export async function waitUntilHealthy(child, address, limitSeconds) {
  const deadline = Date.now() + limitSeconds * 1000;
  while (Date.now() < deadline) {
    if (child.hasEnded) {
      const { code, signal } = await child.ended;
      throw new Error(`${child.name} ended while starting (${signal ?? `exit code ${code}`}).`);
    }
    if (await answers(address)) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${child.name} did not answer at ${address} within ${limitSeconds} s.`);
}

async function answers(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
