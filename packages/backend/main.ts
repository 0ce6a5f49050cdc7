import type { FastifyInstance } from 'fastify';
import { readCommand, USAGE } from './command-line.ts';
import { serveMetrics } from './observability/metrics-server.ts';
import { LogOutput } from './logging/log-output.ts';
import { Redaction } from './logging/redaction.ts';
import { packageVersion } from './package-version.ts';
import { createServer } from './server.ts';
import { readSettings } from './settings.ts';
import { SettingsError } from './settings-error.ts';
import { listenOn } from './sockets/http-listener.ts';
import { UsageError } from './usage-error.ts';

const redaction = new Redaction();
const output = new LogOutput();

/** Runs the command line. */
async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command === 'serve') await serve();
  else process.stdout.write(command === 'help' ? USAGE : `${packageVersion()}\n`);
}

/** Starts the server with the settings of the environment. Stops it at SIGINT or SIGTERM, with exit code 0; a second signal ends it at once. */
async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const server = await createServer(settings, output, { redaction });
  process.on('exit', () => output.finishSync());
  endOnDefects(server);
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) {
      server.log.warn({ signal }, 'ended by a second signal');
      process.exit(1);
    }
    isStopping = true;
    server.log.info({ signal }, 'stopping');
    server.shutdown.run().then(
      async () => {
        server.log.info('stopped');
        // An exit would wait for a reader that takes nothing, without an end.
        if (!(await output.finish())) process.kill(process.pid, 'SIGKILL');
        process.exit(0);
      },
      (error: unknown) => {
        server.log.fatal({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (settings.metrics !== undefined) {
    const metrics = await serveMetrics(server.metrics, settings.metrics);
    server.shutdown.onPortClose(() => {
      metrics.closeAllConnections();
      metrics.close();
    });
  }
  await listenOn(server, settings);
}

/**
 * An error that reaches the process is a defect, and the interrupted work is in an unknown state. It is logged, and the process ends for its
 * supervisor to start it again.
 */
function endOnDefects(server: FastifyInstance): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      server.log.fatal({ err: error, event }, 'the process cannot go on');
      // At once it would cut off what is being written.
      void output.finish().then(() => process.exit(1));
    });
  }
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  const isExpected = error instanceof SettingsError || isListenError(error);
  const text = isPortInUse(error)
    ? `PORT or METRICS_PORT: ${error.message}. Stop what uses it, or set another.`
    : isHostUnknown(error)
      ? `HOST or METRICS_HOST: ${error.message}. Set a name or an address of this machine.`
      : error instanceof Error
        ? isExpected
          ? error.message
          : error.stack
        : String(error);
  process.stderr.write(redaction.apply(`The backend could not go on: ${text ?? ''}\n`));
  process.exit(1);
}

function isPortInUse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** A name that has no address, or an address that this machine does not have. */
function isHostUnknown(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'getaddrinfo' || code === 'EADDRNOTAVAIL';
}

function isListenError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

main().catch(fail);
