import { parseArgs } from 'node:util';

/** Invalid options or input; the message names the expected value. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage: npx ngx-qlik-doctor [options]

Checks a connection from this computer, without a browser: name, certificate, host, platform, CORS, token, REST, Qlik's script,
WebSocket, engine, app. Names the checks that need a browser. Exit code: 0 no failure, 1 a failure, 2 a wrong command line.

  --connections <file>        default: public/connections.json, which "ng add ngx-qlik" writes
  --connection <id>           default: every connection of the file
  --host <address>            check this host instead of the connection's own; for connections through the backend
  --site <origin>             origin of the application, such as https://app.example.com; checks its access (CORS)
  --app <id>                  the app to open (default: the first that the user may see)
  --time-limit <seconds>      for one check (default: 10)
  --ca <file>                 certificate (PEM) of an authority to trust in addition to the system's
  --json                      the whole report as JSON

A credential, from a file or from the environment; never as an argument, which the shell's history stores:
  --access-token-file <file>  NGX_QLIK_ACCESS_TOKEN   OAuth access token of a tenant
  --api-key-file <file>       NGX_QLIK_API_KEY        API key of a tenant
  --jwt-file <file>           NGX_QLIK_JWT            JWT for a tenant or a virtual proxy; a tenant takes each once
  --cookie-file <file>        NGX_QLIK_COOKIE         the Cookie header of a session, as a browser sends it
`;

const OPTIONS = {
  connections: { type: 'string', default: 'public/connections.json' },
  connection: { type: 'string' },
  host: { type: 'string' },
  site: { type: 'string' },
  app: { type: 'string' },
  'time-limit': { type: 'string', default: '10' },
  ca: { type: 'string' },
  json: { type: 'boolean', default: false },
  'access-token-file': { type: 'string' },
  'api-key-file': { type: 'string' },
  'jwt-file': { type: 'string' },
  'cookie-file': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** The parsed options. */
export type Options = ReturnType<typeof parse>;

/** @throws {UsageError} */
export function readOptions(args: readonly string[]): Options {
  const options = parse(args);
  for (const name of ['host', 'site'] as const) {
    const value = options[name];
    if (value !== undefined && !isAddress(value)) {
      throw new UsageError(`--${name} takes an address such as https://tenant.example.com.`);
    }
  }
  if (!/^[1-9]\d{0,2}$/.test(options['time-limit'])) {
    throw new UsageError('--time-limit takes whole seconds, from 1 to 999.');
  }
  return options.site === undefined ? options : { ...options, site: new URL(options.site).origin };
}

function isAddress(value: string): boolean {
  return /^https?:\/\/[^/?#]/.test(value) && URL.canParse(value);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
