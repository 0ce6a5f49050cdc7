import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import { z } from 'zod';
import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { refused, unreachable } from './upstream-problem.ts';

const LONGEST_ANSWER_BYTES = 64 * 1024;
const answerShape = z.object({ Ticket: z.string().min(1) });

/**
 * Asks the Proxy Service API for a ticket, with the client certificate. It is good once, for a minute.
 * Source: Qlik's help, Proxy Service API, "Ticket: Add".
 * @throws {Problem}
 */
export async function requestTicket(
  connection: BackendConnection<'ticket'>,
  user: HostUser,
): Promise<string> {
  const { id, proxyService, virtualProxy, groups } = connection;
  const body = JSON.stringify({
    UserDirectory: connection.userDirectory,
    UserId: mapHeaderUser(connection.user, user, id),
    Attributes: groups ? (user.groups ?? []).map((group) => ({ group })) : [],
  });
  const prefix = virtualProxy === '' ? '' : `/${virtualProxy}`;
  const key = createXrfkey();
  const { status, text } = await post(`${proxyService}/qps${prefix}/ticket?xrfkey=${key}`, {
    connection,
    body,
    headers: { 'content-type': 'application/json', 'x-qlik-xrfkey': key },
  });
  if (status !== 201) throw refused(id, status, text);
  const read = answerShape.safeParse(parse(text));
  if (!read.success) throw refused(id, 500, 'an answer without a ticket');
  return read.data.Ticket;
}

/** Sixteen letters and digits that go into query and header of each call, against cross-site requests. */
export function createXrfkey(): string {
  return randomBytes(8).toString('hex');
}

interface Posting {
  readonly connection: BackendConnection<'ticket'>;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** By `node:https`, because `fetch` takes no client certificate. */
async function post(
  address: string,
  { connection, body, headers }: Posting,
): Promise<{ status: number; text: string }> {
  const { id, certificate, key, ca, timeoutSeconds } = connection;
  try {
    return await new Promise((resolve, reject) => {
      const sent = request(
        address,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          cert: certificate,
          key,
          ...(ca === undefined ? {} : { ca }),
          signal: AbortSignal.timeout(timeoutSeconds * 1000),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let size = 0;
          answer.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > LONGEST_ANSWER_BYTES) answer.destroy(new Error('The answer is too long.'));
            else chunks.push(chunk);
          });
          answer.once('error', reject);
          answer.once('end', () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  } catch (error) {
    throw unreachable(id, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The shape check says what that means.
    return undefined;
  }
}
