import type { AppCatalog } from '../../apps/app-definition.ts';
import type { EngineConnection } from '../connection.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { ENGINE_VERSION } from '../expression/app-functions.ts';
import type { JsonObject } from '../protocol/json.ts';
import { DOC_HANDLE } from '../session/handles.ts';
import { flag, integer, method, object, text, type MethodTable } from './method.ts';

/** What methods of the global handle work on: the session as seen from one of its sockets. */
export interface GlobalContext {
  readonly connection: EngineConnection;
  readonly catalog: AppCatalog;
  /** The id of the app that is open in the session. */
  readonly openAppId: string | undefined;
  /** Opens an app, or does nothing when it is open already. @throws {AccessRefused} when the user may not. */
  openApp(appId: string): Promise<void>;
  /** Makes an empty app that lives as long as the session. */
  openSessionApp(): Promise<string>;
  /** Makes an app for the session with the objects and the script of another, and no data. @throws {QixError} 1003 when there is none that the user may open. */
  openSessionAppFrom(appId: string): Promise<string>;
  /** Keeps script and data of the app that is open, where the catalogue keeps any. */
  saveApp(): void;
  progress(requestId: number): JsonObject;
  /** Stops a reload at its next breath; with a request's id only where that is the reload. */
  cancelReload(requestId?: number): void;
}

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
  CreateSessionAppFromApp: method([text('qSrcAppId')], async (context: GlobalContext, source) => {
    const qSessionAppId = await context.openSessionAppFrom(source);
    return { ...docInterface(qSessionAppId), qSessionAppId };
  }),
  CancelReload: method([text('qReason')], (context: GlobalContext) => context.cancelReload()),
  // Scripts here ask nobody anything.
  GetInteract: method([integer('qRequestId')], () => ({ qReturn: false, qDef: {} })),
  InteractDone: method([integer('qRequestId'), object('qDef')], () => undefined),
  // A script stops at its first error, and tells it in the progress of the request.
  ConfigureReload: method(
    [flag('qCancelOnScriptError'), flag('qUseErrorData'), flag('qInteractOnError')],
    () => undefined,
  ),
  GetProgress: method([integer('qRequestId')], (context: GlobalContext, requestId) => ({
    qProgressData: context.progress(requestId),
  })),
  // All but a reload run to their end in one go: there is nothing left to cancel of them when this is read.
  CancelRequest: method([integer('qRequestId')], (context: GlobalContext, requestId) =>
    context.cancelReload(requestId),
  ),
  AbortRequest: method([integer('qRequestId')], (context: GlobalContext, requestId) =>
    context.cancelReload(requestId),
  ),
  AbortAll: method([], (context: GlobalContext) => context.cancelReload()),
  EngineVersion: method([], () => ({ qVersion: { qComponentVersion: ENGINE_VERSION } })),
  ProductVersion: method([], () => ({ qReturn: ENGINE_VERSION })),
  QvVersion: method([], () => ({ qReturn: ENGINE_VERSION })),
  OSName: method([], () => ({ qReturn: process.platform })),
  GetAuthenticatedUser: method([], ({ connection }: GlobalContext) => ({
    qReturn: connection.user.qualifiedName,
  })),
  IsDesktopMode: method([], () => ({ qReturn: false })),
  IsPersonalMode: method([], () => ({ qReturn: false })),
  AllowCreateApp: method([], () => ({ qReturn: false })),
  GetDocList: method([], async ({ connection, catalog: catalogue }: GlobalContext) => {
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
  GetAppEntry: method([text('qAppID')], async ({ connection, catalog: catalogue }: GlobalContext, id) => {
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
