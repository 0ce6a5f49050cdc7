import {
  type BuilderContext,
  type BuilderOutput,
  type BuilderRun,
  createBuilder,
  targetFromTargetString,
} from '@angular-devkit/architect';
import { ReadableStream } from 'node:stream/web';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { LocalSandbox, SandboxProblem, type SandboxOptions } from './local-sandbox.ts';
import type { ServedHosts } from '../served-hosts.ts';
import { devServerFor } from './wrapped-server.ts';

/** Options of the builder: its own, and those of the development server, which it hands on. */
interface Options {
  /** Options of `startSandbox()` of `qlik-sandbox`; `false` serves without it. */
  readonly sandbox?: SandboxOptions | boolean;
  /** The builder that serves, where it is not the one that belongs to the builder of `build`. */
  readonly devServer?: string;
  readonly [option: string]: unknown;
}

/** `ng serve` with the local sandbox: starts it, or uses the one that runs, and hands the rest to Angular's development server. */
export default createBuilder<Options & Record<string, never>>((options, context) => serve(options, context));

async function* serve(
  { sandbox: wanted = true, devServer, ...rest }: Options,
  context: BuilderContext,
): AsyncIterable<BuilderOutput> {
  const sandbox = wanted === false ? undefined : sandboxFor(wanted, context);
  const forgetSignals = endWithProgram(sandbox, context);
  try {
    if (sandbox) {
      await sandbox.start(originOf(rest));
      sandbox.compare(await hostsFor(context));
    }
    for await (const output of outputsOf(await delegate(devServer, rest, context))) {
      const { baseUrl }: Readonly<Record<string, unknown>> = output;
      // It is at another port than was asked for where that one is in use; after a failed build it is empty.
      if (typeof baseUrl === 'string' && URL.canParse(baseUrl))
        await sandbox?.accept(new URL(baseUrl).origin);
      yield output;
    }
  } catch (error) {
    if (!(error instanceof SandboxProblem)) throw error;
    yield { success: false, error: error.message };
  } finally {
    forgetSignals();
    await sandbox?.close();
  }
}

/** Serves by the development server. */
async function delegate(
  devServer: string | undefined,
  options: Readonly<Record<string, unknown>>,
  context: BuilderContext,
): Promise<BuilderRun> {
  const name = devServer ?? devServerFor(await buildBuilder(options, context));
  const run = await context.scheduleBuilder(name, withoutEmpty(options) as never, {
    ...(context.target && { target: context.target }),
  });
  context.addTeardown(() => run.stop());
  return run;
}

function sandboxFor(wanted: SandboxOptions | true, { workspaceRoot, logger }: BuilderContext): LocalSandbox {
  return new LocalSandbox(wanted === true ? {} : wanted, workspaceRoot, {
    info: (text) => logger.info(text),
    warn: (text) => logger.warn(text),
  });
}

/** The hosts of the connections that the application has, where they are known. */
async function hostsFor({ target, workspaceRoot, logger }: BuilderContext): Promise<ServedHosts | undefined> {
  if (target === undefined) return undefined;
  try {
    // What reads the code of an application is loaded for this only.
    const { servedHosts } = await import('../served-hosts.ts');
    return await servedHosts(workspaceRoot, target.project);
  } catch (error) {
    // The application is served all the same, and the page says what is wrong with its connections.
    logger.debug(`The connections were not compared with the sandbox: ${String(error)}`);
    return undefined;
  }
}

/** Leaves out what Angular's reading of the schema adds: an older development server does not know all options. */
function withoutEmpty(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown) =>
    value === undefined || (isRecord(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => !isEmpty(value)));
}

/** What the development server says of each build. */
function outputsOf({ output }: BuilderRun): AsyncIterable<BuilderOutput> {
  let forget = (): void => undefined;
  return new ReadableStream<BuilderOutput>({
    start(stream) {
      const subscription = output.subscribe({
        next: (each) => stream.enqueue(each),
        error: (error) => stream.error(error),
        complete: () => stream.close(),
      });
      forget = () => subscription.unsubscribe();
    },
    // The reader has stopped reading, and nothing may be added any more.
    cancel: () => forget(),
  });
}

/** Ends the sandbox with this program, and with a run that is stopped. @returns what forgets the program */
function endWithProgram(sandbox: LocalSandbox | undefined, context: BuilderContext): () => void {
  if (!sandbox) return () => undefined;
  context.addTeardown(() => sandbox.close());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forget = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    forget();
    // The signal does then what it does without a listener.
    void sandbox.close().finally(() => process.kill(process.pid, signal));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}

/** Where the application will be, unless its port is in use. */
function originOf({ port = 4200, host = 'localhost', ssl }: Readonly<Record<string, unknown>>): string {
  const isAny = typeof host !== 'string' || ['', '0.0.0.0', '::', 'true'].includes(host);
  return `${ssl === true ? 'https' : 'http'}://${isAny ? 'localhost' : host}:${String(port)}`;
}

async function buildBuilder(
  { buildTarget }: Readonly<Record<string, unknown>>,
  context: BuilderContext,
): Promise<string | undefined> {
  const project = context.target?.project;
  const name = typeof buildTarget === 'string' ? buildTarget : `${project ?? ''}:build`;
  return context.getBuilderNameForTarget(targetFromTargetString(name, project, 'build'));
}
