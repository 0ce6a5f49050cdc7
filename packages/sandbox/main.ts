import { constants } from 'node:os';
import { readCommandLine, USAGE } from './command-line.ts';
import { ListenError } from './listening/loopback-listener.ts';
import { AppFileError } from './own-apps/app-file-error.ts';
import type { OwnAppReport } from './own-apps/own-apps.ts';
import { packageVersion } from './package-version.ts';
import { UsageError } from './usage-error.ts';
import { type AppChange, type Sandbox, startSandbox } from './sandbox.ts';

/** Starts the sandbox from the command line and stops it on SIGINT, SIGTERM or SIGHUP. */
async function main(): Promise<void> {
  outliveReaders();
  const command = readCommandLine(process.argv.slice(2));
  if (command.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (command.version) {
    process.stdout.write(`${packageVersion()}\n`);
    return;
  }
  const stopOnSignal = endOnSignal();
  const sandbox = await startSandbox({
    ...command.config,
    ...(command.config.apps === undefined ? {} : { onAppChange: reportChange }),
  });
  stopOnSignal(sandbox);
  process.stdout.write(
    command.json ? `${JSON.stringify(ports(sandbox))}\n` : greeting(sandbox, command.config.listenAddress),
  );
}

function ports(sandbox: Sandbox): object {
  const { admin, apps, cloud, cloudEu, cloudKeys, clientManaged, https } = sandbox;
  return {
    adminPort: admin.port,
    cloudPort: cloud.port,
    admin: `http://localhost:${admin.port}`,
    cloud: cloud.origin,
    tenants: [cloud, cloudEu].map(({ id, origin }) => ({ id, origin })),
    cloudKeys,
    ...(apps.length === 0 ? {} : { apps }),
    ...(https === undefined ? {} : { httpsAuthority: https.authorityFile }),
    ...(clientManaged === undefined
      ? {}
      : {
          clientManaged: clientManaged.origin,
          clientManagedPorts: { ...clientManaged.ports },
          clientManagedCertificates: clientManaged.certificates,
        }),
  };
}

function greeting(sandbox: Sandbox, address: string | undefined): string {
  return `The Qlik sandbox is ready. It listens on ${address ?? 'this machine only'}.

  Cloud tenant  ${sandbox.cloud.origin}, and ${sandbox.cloudEu.origin} in another region
  Cloud keys    ${sandbox.cloudKeys.folder} (for JWTs; API keys)
${clientManagedGreeting(sandbox)}${httpsGreeting(sandbox)}  Faults        http://localhost:${sandbox.admin.port}/ (page for setting up faults, and the admin API)

  Users         ada, grace, edgar, dora, noah (chosen on the sign-in page, no passwords; at the client-managed server: ada-sandbox and so on)
  OAuth clients sandbox-spa, sandbox-spa-trusted, sandbox-web, sandbox-anonymous
${sandbox.apps.map((app) => `\n${appGreeting(app)}`).join('')}
  Ctrl+C stops it.
`;
}

/** Names an app of the user's own, its id, and what does not work here. */
function appGreeting({ id, name, source, problems }: OwnAppReport): string {
  const head = `  App           ${id}  “${name}”, from ${source}\n`;
  if (problems.length === 0) return head;
  const lines = problems.map(
    ({ object, expression, message }) =>
      `                  ${object}${expression === undefined ? '' : `: ${expression}`}\n                    ${message}\n`,
  );
  return `${head}                ${problems.length} ${problems.length === 1 ? 'thing does' : 'things do'} not work here:\n${lines.join('')}`;
}

function reportChange({ app, error }: AppChange): void {
  process.stderr.write(
    app === undefined ? `The app stays as it was. ${error.message}\n` : `Read again:\n${appGreeting(app)}`,
  );
}

function clientManagedGreeting({ clientManaged }: Sandbox): string {
  if (clientManaged === undefined) {
    return '';
  }
  const { origin, ports, certificates } = clientManaged;
  return `  QAP server    ${origin} (virtual proxies ticket, header, jwt, anonymous, legacy)
  QAP ports     Proxy Service ${ports.proxyService}, repository ${ports.repository}, engine ${ports.engine}
  Certificates  ${certificates.folder}
`;
}

function httpsGreeting({ https }: Sandbox): string {
  return https === undefined
    ? ''
    : `  HTTPS         trust ${https.authorityFile} once; packages/sandbox/README.md says how\n`;
}

/** Goes on without the program that read the output, such as `head`: an error of a stream without a listener would end the process. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
    });
  }
}

/** Ends the process on a signal, also while the sandbox starts. @returns takes the sandbox that is to be closed first */
function endOnSignal(): (sandbox: Sandbox) => void {
  let running: Sandbox | undefined;
  const end = (signal: NodeJS.Signals): void => {
    const sandbox = running;
    running = undefined;
    // A second signal ends the process at once, in case the shutdown hangs.
    if (sandbox === undefined) process.exit(128 + constants.signals[signal]);
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  return (sandbox) => {
    running = sandbox;
  };
}

/** An error of the file system, which says what was done and with which path. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'path' in error && 'syscall' in error;
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n--help lists all options.\n`);
  } else if (error instanceof AppFileError) {
    process.stderr.write(`--app: ${error.message}\n`);
  } else if (error instanceof ListenError && error.code === 'EADDRINUSE') {
    process.stderr.write(
      `Port ${error.port} on localhost is in use by another program, perhaps another sandbox.\n` +
        `Stop that program, or choose another port with --cloud-port, --cloud2-port, --admin-port or --client-managed-port (0 for any free one).\n`,
    );
  } else if (isFileError(error)) {
    process.stderr.write(
      `The sandbox could not start: ${error.message}.\n` +
        `Folders that it writes to are those of --cloud-keys, --client-managed-certificates and --https-certificates, and .qlik-sandbox without them.\n`,
    );
  } else {
    process.stderr.write(
      `The sandbox could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
  process.exit(1);
}

main().catch(fail);
