import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { start } from '../consumers/commands.ts';
import { serveFiles, type Site } from '../consumers/site.ts';

const START_LIMIT_MS = 30_000;

/** Serves what was built: by the project's own server where it has one, else as files. */
export async function serveProject(folder: string, hasServer: boolean, port: number): Promise<Site> {
  if (!hasServer) return serveFiles(join(folder, 'dist/browser'), port);
  const child = start({ folder, logs: folder, env: { PORT: String(port), NG_ALLOWED_HOSTS: 'localhost' } }, [
    'npm',
    'run',
    'serve',
  ]);
  const deadline = Date.now() + START_LIMIT_MS;
  while (!child.hasEnded && Date.now() < deadline) {
    if (await isAnswering(`http://localhost:${port}/`)) return { stop: () => child.stop() };
    await pause(100);
  }
  await child.stop();
  throw new Error(`The server of the example does not answer:\n${child.lastLines.join('\n')}`);
}

async function isAnswering(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}
