import type { AppCatalogue } from '../../apps/app-definition.ts';
import type { EngineConnection } from '../connection.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { JsonObject } from '../protocol/json.ts';
import { DOC_HANDLE } from '../session/handles.ts';
import { flag, integer, method, text, type MethodTable } from './method.ts';

/** What methods of the global handle work on: the session as seen from one of its sockets. */
export interface GlobalContext {
  readonly connection: EngineConnection;
  readonly catalogue: AppCatalogue;
  /** The id of the app that is open in the session. */
  readonly openAppId: string | undefined;
  /** Opens an app, or does nothing when it is open already. @throws {AccessRefused} when the user may not. */
  openApp(appId: string): Promise<void>;
  /** Makes an empty app that lives as long as the session. */
  openSessionApp(): Promise<string>;
  progress(requestId: number): JsonObject;
}

const VERSION = '12.2027.0';

function docInterface(appId: string): JsonObject {
  return { qReturn: { qType: 'Doc', qHandle: DOC_HANDLE, qGenericType: 'Doc', qGenericId: appId } };
}

/** Methods of the global handle, -1. */
export const GLOBAL_METHODS: MethodTable<GlobalContext> = {
  OpenDoc: method(
    [text('qDocName'), text('qUserName'), text('qPassword'), text('qSerial'), flag('qNoData')],
    async (context: GlobalContext, name) => {
      await context.openApp(name);
      return docInterface(name);
    },
  ),
  GetActiveDoc: method([], async (context: GlobalContext) => {
    if (context.openAppId === undefined) throw new QixError(QIX_CODES.appNotOpen, 'No app is open', '');
    await context.openApp(context.openAppId);
    return docInterface(context.openAppId);
  }),
  CreateSessionApp: method([], async (context: GlobalContext) => {
    const qSessionAppId = await context.openSessionApp();
    return { ...docInterface(qSessionAppId), qSessionAppId };
  }),
  GetProgress: method([integer('qRequestId')], (context: GlobalContext, requestId) => ({
    qProgressData: context.progress(requestId),
  })),
  // Requests run to their end in one go, so there is nothing left to cancel when this is read.
  CancelRequest: method([integer('qRequestId')], () => undefined),
  AbortRequest: method([integer('qRequestId')], () => undefined),
  AbortAll: method([], () => undefined),
  EngineVersion: method([], () => ({ qVersion: { qComponentVersion: VERSION } })),
  ProductVersion: method([], () => ({ qReturn: VERSION })),
  QvVersion: method([], () => ({ qReturn: VERSION })),
  OSName: method([], () => ({ qReturn: process.platform })),
  GetAuthenticatedUser: method([], ({ connection }: GlobalContext) => ({
    qReturn: connection.user.qualifiedName,
  })),
  IsDesktopMode: method([], () => ({ qReturn: false })),
  IsPersonalMode: method([], () => ({ qReturn: false })),
  AllowCreateApp: method([], () => ({ qReturn: false })),
  GetDocList: method([], async ({ connection, catalogue }: GlobalContext) => {
    const access = await Promise.all(catalogue.apps.map(async (app) => connection.access(app.id)));
    return {
      qDocList: catalogue.apps
        .filter((_, place) => access[place] === 'allowed')
        .map((app) => ({
          qDocName: app.name,
          qDocId: app.id,
          qTitle: app.name,
          qLastReloadTime: app.lastReloadTime,
          qReadOnly: false,
          qMeta: { description: app.description, createdDate: app.createdAt, modifiedDate: app.updatedAt },
          qThumbnail: { qUrl: '' },
          qFileSize: 0,
          qHasSectionAccess: false,
        })),
    };
  }),
  GetAppEntry: method([text('qAppID')], async ({ connection, catalogue }: GlobalContext, id) => {
    const app = catalogue.apps.find((candidate) => candidate.id === id);
    if (!app || (await connection.access(id)) !== 'allowed')
      throw new QixError(QIX_CODES.appNotFound, 'App not found', id);
    return {
      qEntry: {
        qID: id,
        qTitle: app.name,
        qPath: id,
        qLastReloadTime: app.lastReloadTime,
        qReadOnly: false,
        qMeta: {},
      },
    };
  }),
};
