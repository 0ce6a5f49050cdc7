import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { ClientManagedServer } from '../server.ts';
import { XRFKEY } from './test-server.ts';

/** Returns the TLS options of a client with the exported certificate. */
export async function clientTls(
  server: ClientManagedServer,
): Promise<{ ca: Buffer; cert: Buffer; key: Buffer }> {
  const { root, client, clientKey } = server.certificates;
  const [ca, cert, key] = await Promise.all([root, client, clientKey].map((path) => readFile(path)));
  if (ca === undefined || cert === undefined || key === undefined) {
    throw new Error('A certificate is missing.');
  }
  return { ca, cert, key };
}

/** An answer of a port that needs a client certificate. */
export interface CertificateAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly cookies: readonly string[];
}

/** Calls a port with mutual TLS. Adds the Xrfkey to the path, unless it has one. */
export async function callWithCertificate(
  server: ClientManagedServer,
  port: number,
  call: {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly tls?: object;
  },
): Promise<CertificateAnswer> {
  const tls = call.tls ?? (await clientTls(server));
  const path = /xrfkey=/i.test(call.path)
    ? call.path
    : `${call.path}${call.path.includes('?') ? '&' : '?'}xrfkey=${XRFKEY}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: 'localhost',
        port,
        path,
        method: call.method ?? 'GET',
        headers: { 'x-qlik-xrfkey': XRFKEY, 'content-type': 'application/json', ...call.headers },
        agent: false,
        ...tls,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.includes('json') === true;
          resolve({
            status: response.statusCode ?? 0,
            body: isJson ? (JSON.parse(text) as unknown) : text,
            cookies: response.headers['set-cookie'] ?? [],
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

/** Requests a ticket, as a backend does. */
export async function requestTicket(
  server: ClientManagedServer,
  prefix: string,
  user: { readonly userId: string; readonly userDirectory?: string; readonly targetId?: string },
): Promise<string> {
  const answer = await callWithCertificate(server, server.ports.proxyService, {
    method: 'POST',
    path: `/qps${prefix}/ticket`,
    body: {
      UserDirectory: user.userDirectory ?? 'SANDBOX',
      UserId: user.userId,
      Attributes: [],
      ...(user.targetId === undefined ? {} : { TargetId: user.targetId }),
    },
  });
  const { Ticket } = answer.body as { Ticket?: string };
  if (answer.status !== 201 || Ticket === undefined) {
    throw new Error(`The answer has no ticket: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return Ticket;
}
