import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import type { ObjectEntry, ObjectProperties } from '../apps/app-definition.ts';
import { createEngine } from '../engine/engine.ts';
import { isRecord } from '../json/is-record.ts';
import { CHART_TYPE_NAMES } from '../runtime/browser/embed/chart-type-names.ts';
import { expressionsOf } from './expressions.ts';
import type { OwnApp } from './own-app.ts';

/** Something in an app that the sandbox cannot do. */
export interface AppProblem {
  /** The object, such as `barchart "Sales by month" (abc)`. */
  readonly object: string;
  /** The expression, where it is about one. */
  readonly expression?: string;
  readonly message: string;
}

/** Types of objects that are drawn without a chart package, or not drawn at all by any client. */
const OTHER_TYPES = new Set([
  'sheet',
  'listbox',
  'masterobject',
  'bookmark',
  'story',
  'appprops',
  'LoadModel',
]);
const DRAWN_TYPES = new Set<string>(Object.values(CHART_TYPE_NAMES).flat());
const LIMIT_MS = 60_000;

/**
 * Lists what the engine and the charts of the sandbox cannot do of an app: every expression is checked, and every object's layout made.
 * @throws {Error} when the engine does not answer within a minute
 */
export async function checkApp({ summary, content, connections }: OwnApp): Promise<readonly AppProblem[]> {
  const engine = createEngine({
    catalog: { apps: [summary], connections, load: () => Promise.resolve(content) },
    logger: { warn: () => undefined, error: (message, cause) => console.error(message, cause) },
  });
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) =>
    engine.connect({
      socket,
      user: { id: 'check', name: 'Check', qualifiedName: 'UserDirectory=SANDBOX; UserId=check' },
      appId: summary.id,
      access: () => 'allowed',
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new QixClient(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/app/${summary.id}`);
  try {
    return await problemsOf(client, summary.id, { content });
  } finally {
    client.close();
    engine.close();
    sockets.close();
    server.close();
  }
}

async function problemsOf(
  client: QixClient,
  appId: string,
  { content }: Pick<OwnApp, 'content'>,
): Promise<readonly AppProblem[]> {
  const opened = await client.call(-1, 'OpenDoc', [appId]);
  const doc = handleOf(opened) ?? 1;
  const problems: AppProblem[] = [];
  const objects = content.objects.flatMap(withChildren);
  const masterItems = [...content.dimensions, ...content.measures];
  for (const properties of [...objects, ...masterItems, ...content.variables]) {
    const object = nameOf(properties);
    for (const expression of expressionsOf(properties)) {
      const message = await expressionProblem(client, doc, expression);
      if (message !== undefined) problems.push({ object, expression, message });
    }
  }
  for (const properties of objects) {
    const message = (await layoutProblem(client, doc, properties)) ?? drawingProblem(properties);
    if (message !== undefined) problems.push({ object: nameOf(properties), message });
  }
  return problems;
}

async function expressionProblem(
  client: QixClient,
  doc: number,
  expression: string,
): Promise<string | undefined> {
  const { result } = await client.call(doc, 'CheckExpression', [expression, []]);
  const message = isRecord(result) ? result['qErrorMsg'] : undefined;
  return typeof message === 'string' && message !== '' ? message : undefined;
}

async function layoutProblem(
  client: QixClient,
  doc: number,
  { qInfo }: ObjectProperties,
): Promise<string | undefined> {
  if (qInfo.qType === 'bookmark') return undefined;
  const opened = await client.call(doc, 'GetObject', [qInfo.qId]);
  const handle = handleOf(opened);
  if (handle === undefined) return opened.error ?? 'The object cannot be opened.';
  const { result, error } = await client.call(handle, 'GetLayout', []);
  return error ?? errorIn(result);
}

/** The first `qError` in a layout: its code of the engine's. */
function errorIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(errorIn).find((found) => found !== undefined);
  if (!isRecord(value)) return undefined;
  const { qError } = value;
  // 7005: the condition of a column is not met, which is no fault of the app.
  if (isRecord(qError) && typeof qError['qErrorCode'] === 'number' && qError['qErrorCode'] !== 7005)
    return `Its data has the error ${qError['qErrorCode']} of the engine.`;
  return errorIn(Object.values(value));
}

function drawingProblem({ qInfo, visualization }: ObjectProperties): string | undefined {
  const type = typeof visualization === 'string' && visualization !== '' ? visualization : qInfo.qType;
  return typeof visualization !== 'string' || DRAWN_TYPES.has(type) || OTHER_TYPES.has(type)
    ? undefined
    : `The sandbox has data for it, and no chart of the type ${type}.`;
}

function withChildren({ properties, children = [] }: ObjectEntry): readonly ObjectProperties[] {
  return [properties, ...children.flatMap(withChildren)];
}

function nameOf(properties: ObjectProperties): string {
  const { qInfo, visualization, title, qMetaDef, qName } = properties;
  const type = typeof visualization === 'string' && visualization !== '' ? visualization : qInfo.qType;
  const named = [isRecord(qMetaDef) ? qMetaDef['title'] : undefined, title, qName];
  const name = named.filter((text) => typeof text === 'string').find((text) => text !== '');
  return name === undefined ? `${type} (${qInfo.qId})` : `${type} “${name}” (${qInfo.qId})`;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

function handleOf({ result }: Answer): number | undefined {
  const returned = isRecord(result) ? result['qReturn'] : undefined;
  const handle = isRecord(returned) ? returned['qHandle'] : undefined;
  return typeof handle === 'number' ? handle : undefined;
}

/** A client of the engine's protocol: JSON-RPC over a WebSocket. */
class QixClient {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly opened: Promise<unknown>;
  private id = 0;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.opened = once(this.socket, 'open');
    this.socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString('utf8'));
      if (!isRecord(message) || typeof message['id'] !== 'number') return;
      const { error } = message;
      const text = isRecord(error) ? String(error['message']) : undefined;
      this.waiting.get(message['id'])?.({
        result: message['result'],
        ...(text === undefined ? {} : { error: text }),
      });
    });
  }

  async call(handle: number, method: string, params: unknown): Promise<Answer> {
    await this.opened;
    this.id += 1;
    const { id } = this;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The engine did not answer ${method} in ${LIMIT_MS / 1000} s.`)),
        LIMIT_MS,
      );
      this.waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(answer);
      });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
    });
  }

  close(): void {
    this.socket.terminate();
  }
}
