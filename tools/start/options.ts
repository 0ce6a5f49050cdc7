import { parseArgs } from 'node:util';

export const USAGE = `npm start [-- options]

Starts everything on this machine: the sandbox (a local Qlik tenant with demo users and data), the backend and the
application, and prints the address to open. Ctrl-C stops it all.

  --app-port <port>       application, default 4200
  --backend-port <port>   backend, default 3000
  --cloud-port <port>     the sandbox's cloud tenant, default 8181
  --cloud2-port <port>    its second cloud tenant, default 8182
  --qap-port <port>       its client-managed server, default 8183 and the three after it
  --admin-port <port>     the sandbox's operator API, default 8180
  --help                  this text

A port that is in use is replaced by the next free one, so that several may run at once. Connections, keys and the output of
each part are in .local/start/<process id>/ until it stops.
`;

const DEFAULT_PORTS = { app: 4200, backend: 3000, cloud: 8181, cloud2: 8182, qap: 8183, admin: 8180 };
const LAST_PORT = 65_535;

/**
 * @returns `{ help, ports: { app, backend, cloud, cloud2, qap, admin } }`
 * @throws {Error} naming the option that cannot be used
 */
export function readStartOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      ...Object.fromEntries(Object.keys(DEFAULT_PORTS).map((name) => [`${name}-port`, { type: 'string' }])),
    },
  });
  const ports = Object.fromEntries(
    Object.entries(DEFAULT_PORTS).map(([name, port]) => [name, readPort(`${name}-port`, values, port)]),
  );
  return { help: values.help, ports };
}

function readPort(option, values, otherwise) {
  const written = values[option];
  if (written === undefined) return otherwise;
  const port = /^\d+$/.test(written) ? Number(written) : 0;
  if (port < 1 || port > LAST_PORT) throw new Error(`--${option} takes a number from 1 to ${LAST_PORT}.`);
  return port;
}
