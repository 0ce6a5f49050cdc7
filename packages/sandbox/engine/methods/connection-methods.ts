import type { ConnectionDefinition, DataConnection } from '../../apps/app-definition.ts';
import { toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { DocumentContext } from './context.ts';
import { connectionOf } from './file-methods.ts';
import { flag, method, object, text, type MethodTable } from './method.ts';

/** The date of connections that the catalog has: the first one of Qlik's calendar, as a real engine returns where it knows none. */
const NO_DATE = '1753-01-01T00:00:00.000Z';

function connectionInterface({ id, name, definition }: DataConnection): JsonObject {
  return {
    qId: id,
    qName: name,
    qConnectionString: definition?.connectionString ?? '',
    qType: 'folder',
    // As in Qlik, user name and password are never returned.
    qUserName: '',
    qPassword: '',
    qModifiedDate: definition?.modifiedAt ?? NO_DATE,
    qMeta: { qName: name },
    qLogOn: 'LOG_ON_SERVICE_USER',
  };
}

/**
 * Returns name and definition of a `Connection`.
 * @throws {QixError} 2004 for a name that no path can have, -32602 without connection string or type, 8 for a type other than `folder`
 */
function readConnection(given: JsonObject): {
  readonly name: string;
  readonly definition: ConnectionDefinition;
} {
  const name = toText(given['qName']).trim();
  if (name === '' || /[/\\:*?"<>|]/.test(name))
    throw new QixError(QIX_CODES.connectionNameInvalid, 'The name of the connection is invalid', name);
  for (const member of ['qConnectionString', 'qType'])
    if (toText(given[member]).trim() === '')
      throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', member);
  const type = toText(given['qType']);
  if (type.toLowerCase() !== 'folder')
    throw new QixError(QIX_CODES.invalidArgument, 'Only connections of the type folder exist here', type);
  const connectionString = toText(given['qConnectionString']);
  return { name, definition: { connectionString, modifiedAt: new Date().toISOString() } };
}

/** Methods of a document for its data connections. */
export const CONNECTION_METHODS: MethodTable<DocumentContext> = {
  GetConnections: method([], ({ connections }: DocumentContext) => ({
    qConnections: connections.all.map(connectionInterface),
  })),
  GetConnection: method([text('qConnectionId')], (context: DocumentContext, id) => ({
    qConnection: connectionInterface(connectionOf(context, id)),
  })),
  CreateConnection: method([object('qConnection')], ({ connections }: DocumentContext, given) => {
    const { name, definition } = readConnection(given);
    return { qConnectionId: connections.create(name, definition) };
  }),
  ModifyConnection: method(
    [text('qConnectionId'), object('qConnection'), flag('qOverrideCredentials')],
    ({ connections }: DocumentContext, id, given) => {
      const { name, definition } = readConnection(given);
      connections.modify(id, name, definition);
    },
  ),
  DeleteConnection: method([text('qConnectionId')], ({ connections }: DocumentContext, id) =>
    connections.delete(id),
  ),
  GetFolderItemsForConnection: method(
    [text('qConnectionId'), text('qRelativePath')],
    async (context: DocumentContext, id) => ({
      qFolderItems: (await connectionOf(context, id).list()).map((qName) => ({
        qName,
        qType: 'FOLDER_ITEM_FILE',
      })),
    }),
  ),
};
