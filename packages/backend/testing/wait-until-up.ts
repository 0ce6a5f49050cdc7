import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const AGAIN_MS = 50;

/**
 * Waits until a program that a spec started answers at an address with a 2xx.
 * @param tries of 50 ms each
 * @throws {Error} when the program ends before, or does not answer in time
 */
export async function waitUntilUp(program: ChildProcess, address: string, tries: number): Promise<void> {
  const isUp = async (): Promise<boolean> =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let tried = 0; !(await isUp()); tried += 1) {
    if (tried >= tries || program.exitCode !== null) throw new Error(`Nothing answers at ${address}.`);
    await delay(AGAIN_MS);
  }
}
