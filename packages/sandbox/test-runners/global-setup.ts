import { type RunningSandbox, startSandbox } from '../index.ts';
import { announce } from './environment.ts';

let running: RunningSandbox | undefined;

/** Global set-up of Vitest, as `globalSetup: ['qlik-sandbox/global-setup']`: starts a sandbox on free ports. */
export async function setup(): Promise<void> {
  running = await startSandbox({ adminPort: 0, cloudPort: 0 });
  announce(running);
}

/** Closes the sandbox of `setup`. */
export async function teardown(): Promise<void> {
  await running?.close();
  running = undefined;
}
