import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const TIMEOUT_MS = 30_000;

/** An HTTP request of a test that is not made by a browser. */
export interface HttpRequest {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text and form fields are sent as they are; any other object is sent as JSON. */
  readonly body?: string | URLSearchParams | object;
  /** Certificate of the client, and the authority that signed the server's; PEM. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

/** A response, read to its end. */
export interface HttpResponse {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request. Follows no redirect.
 * @throws {Error} when there is no response within 30 s
 */
export function sendRequest(address: string | URL, request: HttpRequest = {}): Promise<HttpResponse> {
  const { method = 'GET', headers = {}, body, tls } = request;
  const [content, type] = encodeBody(body);
  const url = new URL(address);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      method,
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
      timeout: TIMEOUT_MS,
      // A server that restarts would close a connection that is kept open.
      agent: false,
      ...tls,
    });
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      response.once('error', reject);
    });
    sent.once('timeout', () => {
      sent.destroy(new Error(`${method} ${url.origin}${url.pathname}: no response within ${TIMEOUT_MS} ms`));
    });
    sent.once('error', reject);
    sent.end(content);
  });
}

/**
 * Sends a request and parses the JSON of its response.
 * @returns the parsed body; `undefined` when it is empty
 * @throws {Error} with status and body when the status is not 2xx
 */
export async function requestJson(address: string | URL, request: HttpRequest = {}): Promise<unknown> {
  const { status, text } = await sendRequest(address, request);
  if (status < 200 || status > 299) {
    const { origin, pathname } = new URL(address);
    throw new Error(`${request.method ?? 'GET'} ${origin}${pathname}: status ${status}: ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}

function encodeBody(body: HttpRequest['body']): readonly [content?: string, type?: string] {
  if (body === undefined) return [];
  if (typeof body === 'string') return [body];
  if (body instanceof URLSearchParams) return [body.toString(), 'application/x-www-form-urlencoded'];
  return [JSON.stringify(body), 'application/json'];
}
