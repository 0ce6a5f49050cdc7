import { parseArgs } from 'node:util';

export const USAGE = `npm start [-- options]

Starts everything on this machine: the sandbox (a local Qlik tenant with demo users and data), the backend and the
application, and prints the address to open. Ctrl-C stops it all.

  --app-port <port>             application, default 4200
  --backend-port <port>         backend, default 3000
  --cloud-port <port>           the sandbox's cloud tenant, default 8181
  --cloud2-port <port>          its second cloud tenant, default 8182
  --client-managed-port <port>  its client-managed server, default 8183 and the three after it
  --admin-port <port>           the sandbox's operator API, default 8180
  --help                        this text

A port that is in use is replaced by the next free one, so that several may run at once. Connections, keys and the output of
each part are in .local/start/<process id>/ until it stops.
`;

/** The first port of each part. */
export type Ports = Record<keyof typeof DEFAULT_PORTS, number>;

const DEFAULT_PORTS = { app: 4200, backend: 3000, cloud: 8181, cloud2: 8182, qap: 8183, admin: 8180 };
const LAST_PORT = 65_535;

/** @throws {Error} naming the option that cannot be used */
export function readStartOptions(args: readonly string[]): { help: boolean; ports: Ports } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      'app-port': { type: 'string' },
      'backend-port': { type: 'string' },
      'cloud-port': { type: 'string' },
      'cloud2-port': { type: 'string' },
      'client-managed-port': { type: 'string' },
      'admin-port': { type: 'string' },
    },
  });
  const { app, backend, cloud, cloud2, qap, admin } = DEFAULT_PORTS;
  return {
    help: values.help,
    ports: {
      app: readPort('app-port', values['app-port'], app),
      backend: readPort('backend-port', values['backend-port'], backend),
      cloud: readPort('cloud-port', values['cloud-port'], cloud),
      cloud2: readPort('cloud2-port', values['cloud2-port'], cloud2),
      qap: readPort('client-managed-port', values['client-managed-port'], qap),
      admin: readPort('admin-port', values['admin-port'], admin),
    },
  };
}

function readPort(option: string, written: string | undefined, otherwise: number): number {
  if (written === undefined) return otherwise;
  const port = /^\d+$/.test(written) ? Number(written) : 0;
  if (port < 1 || port > LAST_PORT) throw new Error(`--${option} takes a number from 1 to ${LAST_PORT}.`);
  return port;
}
