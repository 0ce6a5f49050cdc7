import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { fetchFor } from '../outgoing/tls-client.ts';
import type { CallInit } from '../outgoing/short-responses.ts';
import { refused, unreachable } from './upstream-problem.ts';

const answerShape = z.object({ Ticket: z.string().min(1) });

/**
 * Requests a ticket from the Proxy Service API, with the client certificate. It is valid once, for a minute.
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
  const { status, text } = await send(connection, `${proxyService}/qps${prefix}/ticket?xrfkey=${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-qlik-xrfkey': key },
    body,
  });
  if (status !== 201) throw refused(id, status, text);
  const read = answerShape.safeParse(parse(text));
  if (!read.success) throw refused(id, 500, 'a response without a ticket');
  return read.data.Ticket;
}

/** Sixteen letters and digits that go into query and header of each call, against cross-site requests. */
export function createXrfkey(): string {
  return randomBytes(8).toString('hex');
}

async function send(
  connection: BackendConnection<'ticket'>,
  address: string,
  init: Partial<CallInit>,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetchFor(connection, address, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema reports the error.
    return undefined;
  }
}
