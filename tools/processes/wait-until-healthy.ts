import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.ts';

const LOOK_EVERY_MS = 250;
const ANSWER_LIMIT_MS = 3_000;

/**
 * Waits until `address` answers with a 2xx.
 * @param child ends the waiting when it ends
 * @param limitSeconds ends the waiting in any case
 * @throws {Error} saying which of the two it was
 */
export async function waitUntilHealthy(child: Child, address: string, limitSeconds: number): Promise<void> {
  const deadline = Date.now() + limitSeconds * 1000;
  while (Date.now() < deadline) {
    if (child.hasEnded) {
      const { code, signal } = await child.ended;
      throw new Error(`${child.name} ended while starting (${signal ?? `exit code ${String(code)}`}).`);
    }
    if (await answers(address)) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${child.name} did not answer at ${address} within ${limitSeconds} s.`);
}

/**
 * Waits like {@link waitUntilHealthy}, and stops a program that does not become healthy.
 * @throws {Error} with its last lines
 */
export async function healthyOrStopped(child: Child, address: string, limitSeconds: number): Promise<void> {
  try {
    await waitUntilHealthy(child, address, limitSeconds);
  } catch (cause) {
    await child.stop();
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error([message, ...child.lastLines].join('\n'), { cause });
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
