import type { IncomingMessage } from 'node:http';
import type { HttpClient } from './http-client.ts';

/** Responses to the backend's own calls are shorter. */
const MAX_RESPONSE_BYTES = 256 * 1024;
/** Fetch standard, "null body status". */
const WITHOUT_BODY = [204, 205, 304];

/** Options of the backend's own requests. */
export interface CallInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Whether a redirect is returned as a response or is an error. */
  readonly redirect?: 'manual' | 'error';
}

/**
 * Sends one of the backend's own requests, such as for a token. Returns a response as `fetch` has it, completely read.
 * @throws {Error} without a response, for a redirect, and for a response that is cut off or too long
 */
export async function call(client: HttpClient, address: string | URL, init: CallInit): Promise<Response> {
  const url = new URL(address);
  const { method = 'GET', headers = {}, body, signal, redirect = 'error' } = init;
  const path = url.pathname + url.search;
  const response = await client.request({ origin: url, path, method, headers, body, signal });
  const { statusCode: status = 0 } = response;
  if (status >= 300 && status < 400 && redirect === 'error') {
    response.destroy();
    throw new Error(`The response is a redirect (${status}).`);
  }
  const text = await readText(response);
  return new Response(WITHOUT_BODY.includes(status) ? null : text, { status, headers: headersOf(response) });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const chunk = part as Buffer;
    size += chunk.length;
    // Leaving the loop destroys the response.
    if (size > MAX_RESPONSE_BYTES) throw new Error('The response is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  return headers;
}
