import { sep } from 'node:path';
import type { AppCatalog, AppCopy } from '../../apps/app-definition.ts';
import type { OpenConnections } from './context.ts';
import type { EngineConnection } from '../connection.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { groupNamed, scriptFunctions } from '../expression/function-catalog.ts';
import { ENGINE_VERSION } from '../expression/app-functions.ts';
import type { JsonObject } from '../protocol/json.ts';
import { DOC_HANDLE } from '../session/handles.ts';
import { grammar, grammarTokens } from './grammar.ts';
import { flag, integer, method, object, text, type MethodTable, type Parameter } from './method.ts';

/** Context of the methods of the global handle: a session and one of its sockets. */
export interface GlobalContext {
  readonly connection: EngineConnection;
  /** Id of the session, for logs of its clients. */
  readonly sessionId: string;
  readonly catalog: AppCatalog;
  /** The connections of the open app. */
  readonly connections: OpenConnections;
  /** Id of the app that is open in the session, or of the session app that its path names. */
  readonly openAppId: string | undefined;
  /** Opens an app unless it is already open. @throws {AccessRefused} when the user has no access */
  openApp(appId: string): Promise<void>;
  /** Creates an empty session app and returns its id. */
  openSessionApp(): Promise<string>;
  /** Creates a session app with the objects and the script of an app, without its data. @throws {QixError} 1003 without access to the app */
  openSessionAppFrom(appId: string): Promise<string>;
  /** Returns the paths of the images in the open app's media. */
  mediaPaths(): readonly string[];
  /** Saves script, data and thumbnail of the open app, if the catalog supports it. */
  saveApp(): void;
  /** @throws {QixError} 5 where no apps can be created */
  saveCopy(copy: Omit<AppCopy, 'ownerId'>): string;
  /** The selections with which the user left the open app the last time. */
  readonly leftSelections: JsonObject | undefined;
  /** Keeps the selections of a temporary bookmark for other sessions of the user. */
  keepBookmark(id: string, selections: JsonObject): void;
  /** Returns the selections of a temporary bookmark that another session of the user created. */
  keptBookmark(id: string): JsonObject | undefined;
  progress(requestId: number): JsonObject;
  /** Returns what a reload in debug mode waits for. */
  interaction(requestId: number): JsonObject | undefined;
  interactionDone(requestId: number): void;
  /** Cancels the running reload; with an id only if the reload has that id. */
  cancelReload(requestId?: number): void;
}

function docInterface(appId: string): JsonObject {
  return { qReturn: { qType: 'Doc', qHandle: DOC_HANDLE, qGenericType: 'Doc', qGenericId: appId } };
}

/** A parameter for `FunctionGroup`, by either of its names; 0 is the default of the published schema. */
function functionGroup(name: string): Parameter<string> {
  return {
    name,
    fallback: 'ALL',
    read: (value) => {
      if (value === 0 || value === '') return 'ALL';
      return typeof value === 'string' ? groupNamed(value) : undefined;
    },
  };
}

/** Returns the functions of load scripts in a group, as `GetFunctions` does. */
function functionsOf(group: string): JsonObject {
  return {
    qFunctions: scriptFunctions(group).map((entry) => ({
      qName: entry.name,
      qGroup: entry.group,
      qSignature: entry.signature,
    })),
  };
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
  GetInteract: method([integer('qRequestId')], (context: GlobalContext, requestId) => {
    const qDef = context.interaction(requestId);
    return { qReturn: qDef !== undefined, qDef: qDef ?? {} };
  }),
  // Qlik does not document the answers: each one lets the script run to the next breakpoint.
  InteractDone: method([integer('qRequestId'), object('qDef')], (context: GlobalContext, requestId) =>
    context.interactionDone(requestId),
  ),
  // A script always stops at its first error and reports it in the progress of the request.
  ConfigureReload: method(
    [flag('qCancelOnScriptError'), flag('qUseErrorData'), flag('qInteractOnError')],
    () => undefined,
  ),
  GetProgress: method([integer('qRequestId')], (context: GlobalContext, requestId) => ({
    qProgressData: context.progress(requestId),
  })),
  // Only a reload yields to the event loop. Any other request has ended when this one is read.
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
  GetFunctions: method([functionGroup('qGroup')], (_: GlobalContext, group) => functionsOf(group)),
  OSName: method([], () => ({ qReturn: process.platform })),
  GetAuthenticatedUser: method([], ({ connection }: GlobalContext) => ({
    qReturn: connection.user.qualifiedName,
  })),
  GetUniqueID: method([], ({ sessionId }: GlobalContext) => ({ qUniqueID: sessionId })),
  GetBNF: method([grammar('qBnfType')], (_: GlobalContext, kind) => ({ qBnfDefs: grammarTokens(kind) })),
  GetConfiguration: method([], () => ({
    qConfig: {
      qFeatures: {
        ...{ qIsDesktop: false, qQuickDataLoad: false, qUploadToCloud: false, qSSOEnabled: false },
        ...{ qAutoSave: false, qPublishing: false, qColorByDisable: false },
      },
      qServices: [],
      qSystemProperties: { qPathSeparator: sep },
    },
  })),
  IsDesktopMode: method([], () => ({ qReturn: false })),
  IsPersonalMode: method([], () => ({ qReturn: false })),
  AllowCreateApp: method([], () => ({ qReturn: false })),
  GetDocList: method([], async ({ connection, catalog }: GlobalContext) => {
    const access = await Promise.all(catalog.apps.map(async (app) => connection.access(app.id)));
    return {
      qDocList: catalog.apps
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
  GetAppEntry: method([text('qAppID')], async ({ connection, catalog }: GlobalContext, id) => {
    const app = catalog.apps.find((candidate) => candidate.id === id);
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
