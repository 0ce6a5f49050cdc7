import { createServer } from './server.ts';
import { readSettings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

const STOP_LIMIT_MS = 10_000;

/** Starts the server as the environment says and stops it on SIGINT or SIGTERM, letting requests under way finish. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const server = await createServer(settings);
  const stop = (signal: string): void => {
    server.log.info({ signal }, 'stopping');
    setTimeout(() => {
      server.log.error('requests under way did not finish in time');
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await server.listen({ port: settings.port, host: settings.host });
}

function fail(error: unknown): void {
  const isExpected = error instanceof SettingsError || isListenError(error);
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  process.stderr.write(`The backend could not go on: ${text ?? ''}\n`);
  process.exit(1);
}

function isListenError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

main().catch(fail);
