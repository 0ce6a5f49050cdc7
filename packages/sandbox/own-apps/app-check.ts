import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { AppContent, ObjectEntry, ObjectProperties } from '../apps/app-definition.ts';
import { createEngine } from '../engine/engine.ts';
import { isRecord } from '../json/is-record.ts';
import { CHART_TYPE_NAMES, CLIENT_TYPE_NAMES } from '../runtime/browser/embed/chart-type-names.ts';
import { expressionsOf, labelsOf, libraryReferencesOf } from './expressions.ts';
import type { OwnApp } from './own-app.ts';
import { handleOf, QixClient } from './qix-client.ts';

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
const DRAWN_TYPES = new Set<string>(Object.values({ ...CHART_TYPE_NAMES, ...CLIENT_TYPE_NAMES }).flat());

/**
 * Lists what the engine and the charts of the sandbox cannot do of an app: every expression is checked, and every object's layout made.
 * @throws {Error} when the engine does not answer within a minute
 */
export async function checkApp({
  summary,
  content,
  connections,
  notes,
}: OwnApp): Promise<readonly AppProblem[]> {
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
    return [
      ...notes.map(({ file, message }) => ({ object: file, message })),
      ...(await problemsOf(client, summary.id, content)),
    ];
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
  content: AppContent,
): Promise<readonly AppProblem[]> {
  const opened = await client.call(-1, 'OpenDoc', [appId]);
  const doc = handleOf(opened) ?? 1;
  const objects = content.objects.flatMap(withChildren);
  const masterItems = [...content.dimensions, ...content.measures];
  const kinds = [objects, content.dimensions, content.measures, content.variables];
  const problems: AppProblem[] = kinds.flatMap(sharedIds);
  const fields = new Set(content.tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const wrong = new Set<ObjectProperties>();
  for (const properties of [...objects, ...masterItems, ...content.variables]) {
    const object = nameOf(properties);
    const found = [
      ...missingMasterItems(properties, content),
      ...(await wrongExpressions(properties, { client, doc, fields })),
    ];
    if (found.length > 0) wrong.add(properties);
    problems.push(...found.map((problem) => ({ object, ...problem })));
  }
  for (const properties of objects) {
    const ofLayout = await layoutProblem(client, doc, properties);
    // The error of a layout is that of the expression or master item that is listed.
    const message = (wrong.has(properties) ? undefined : ofLayout) ?? drawingProblem(properties);
    if (message !== undefined) problems.push({ object: nameOf(properties), message });
  }
  return problems;
}

/** Lists the objects whose id one before has. */
function sharedIds(objects: readonly ObjectProperties[]): readonly AppProblem[] {
  const ids = new Set<string>();
  return objects.flatMap((properties) => {
    const { qId } = properties.qInfo;
    if (!ids.has(qId)) {
      ids.add(qId);
      return [];
    }
    return [{ object: nameOf(properties), message: 'Another object has that id; only the last one exists.' }];
  });
}

function missingMasterItems(
  properties: ObjectProperties,
  content: AppContent,
): readonly { message: string }[] {
  const idsOf = (items: readonly ObjectProperties[]): readonly string[] =>
    items.map(({ qInfo }) => qInfo.qId);
  const ids = {
    dimension: idsOf(content.dimensions),
    measure: idsOf(content.measures),
    item: idsOf([...content.dimensions, ...content.measures]),
  };
  return libraryReferencesOf(properties)
    .filter(({ id, kind }) => !ids[kind].includes(id))
    .map(({ id, kind }) => ({ message: `There is no master ${kind} with the id “${id}”.` }));
}

/** Where expressions are checked. */
interface ExpressionCheck {
  readonly client: QixClient;
  readonly doc: number;
  /** The loaded fields. */
  readonly fields: ReadonlySet<string>;
}

async function wrongExpressions(
  properties: ObjectProperties,
  { client, doc, fields }: ExpressionCheck,
): Promise<readonly Omit<AppProblem, 'object'>[]> {
  const labels = labelsOf(properties);
  const problems: Omit<AppProblem, 'object'>[] = [];
  for (const { source: expression, isField } of expressionsOf(properties)) {
    if (isField && fields.has(expression.trim())) continue;
    const { result } = await client.call(doc, 'CheckExpression', [expression, labels]);
    const { qErrorMsg, qBadFieldNames } = isRecord(result) ? result : {};
    if (typeof qErrorMsg === 'string' && qErrorMsg !== '') problems.push({ expression, message: qErrorMsg });
    else
      for (const name of namesAt(expression, qBadFieldNames))
        problems.push({ expression, message: `There is no field “${name}”.` });
  }
  return problems;
}

/** The texts at `NxRange`s, each once. A field name that a variable brings has no place in the expression. */
function namesAt(expression: string, ranges: unknown): readonly string[] {
  const names = (Array.isArray(ranges) ? ranges : []).filter(isRecord).map(({ qFrom, qCount }) => {
    const name = expression.slice(Number(qFrom), Number(qFrom) + Number(qCount));
    return name === '' ? 'of a variable' : name;
  });
  return [...new Set(names)];
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
