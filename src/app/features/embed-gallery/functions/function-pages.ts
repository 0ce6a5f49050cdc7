import type { Type } from '@angular/core';
import { loadPart } from 'ngx-qlik';
import type { SketchName } from '../sketch.component';

/** A page of the gallery about functions of the library: a component that calls them, live beside its source. */
export interface FunctionPage {
  /** Id in the address. */
  readonly id: string;
  readonly title: string;
  /** What the example calls, and where it is from. */
  readonly functions: string;
  readonly purpose: string;
  readonly useWhen: string;
  readonly picture: SketchName;
  /** It reads the tenant, not an app. */
  readonly isWithoutApp?: true;
  /** Client-managed servers do not have it. */
  readonly isCloudOnly?: true;
  /** @throws {QlikError} `http-unreachable` */
  readonly load: () => Promise<FunctionExample>;
}

/** A component with the input `connectionId`, and `appId` unless the page is without an app. */
interface FunctionExample {
  readonly component: Type<unknown>;
  /** The text of its file. */
  readonly code: string;
}

/** The text of a file, which `import()` loads by `{ with: { loader: 'text' } }` in place of its module. */
type Text = Promise<{ readonly default: string }>;

/** All of them, in order. */
export const FUNCTION_PAGES: readonly FunctionPage[] = [
  {
    id: 'table',
    title: 'Table of your own',
    functions: 'injectHypercube, injectFields, checkExpression of ngx-qlik/qix',
    purpose:
      'Rows that Qlik’s engine calculates, in your own template, with a measure that is checked before.',
    useWhen: 'Your page shows figures in its own design, or does more with them than showing.',
    picture: 'table',
    load: example(
      () => import('./table.example').then((file) => file.TableExampleComponent),
      () => import('./table.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'list',
    title: 'List and selections of your own',
    functions: 'injectList, injectSelections of ngx-qlik/qix',
    purpose: 'The values of a field to search and to select, the selections of the app, and a step back.',
    useWhen: 'Your page has filters in its own design.',
    picture: 'list',
    load: example(
      () => import('./list.example').then((file) => file.ListExampleComponent),
      () => import('./list.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'master-items',
    title: 'Master items',
    functions: 'injectMasterItems of ngx-qlik/qix',
    purpose: 'The master dimensions, measures and visualizations of an app, and a table of two of them.',
    useWhen: 'Your users choose among what the authors of the app have defined.',
    picture: 'items',
    load: example(
      () => import('./master-items.example').then((file) => file.MasterItemsExampleComponent),
      () => import('./master-items.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'objects',
    title: 'Objects and data model',
    functions: 'injectObject, injectLayout, injectModel of ngx-qlik/qix',
    purpose:
      'An object of the app with all its methods, the layout of one that the page creates, and the tables of the app.',
    useWhen: 'No other function has what your page needs of the engine.',
    picture: 'model',
    load: example(
      () => import('./objects.example').then((file) => file.ObjectsExampleComponent),
      () => import('./objects.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'chart-data',
    title: 'Data behind a chart',
    functions: 'readObjectColumns, toCsv, exportFileName of ngx-qlik/qix and ngx-qlik/reports',
    purpose: 'The columns of a chart as a table of your own, and rows of yours as a file.',
    useWhen: 'Your page shows or saves what a chart is made of.',
    picture: 'file',
    load: example(
      () => import('./chart-data.example').then((file) => file.ChartDataExampleComponent),
      () => import('./chart-data.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'session-app',
    title: 'Session app and load script',
    functions: 'injectSessionApp, reloadScript of ngx-qlik/qix',
    purpose: 'An app that ends with its session, with data from a load script.',
    useWhen: 'Your page has the data, and Qlik is to calculate with them.',
    picture: 'script',
    isWithoutApp: true,
    load: example(
      () => import('./session-app.example').then((file) => file.SessionAppExampleComponent),
      () => import('./session-app.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'variables',
    title: 'Variables',
    functions: 'injectVariables, injectVariable of ngx-qlik/qix',
    purpose: 'The variables of an app, read and set.',
    useWhen: 'Expressions of the app depend on a figure that your users choose.',
    picture: 'variables',
    load: example(
      () => import('./variables.example').then((file) => file.VariablesExampleComponent),
      () => import('./variables.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'bookmarks',
    title: 'Bookmarks',
    functions: 'injectBookmarks of ngx-qlik/qix',
    purpose: 'The bookmarks of an app: applied, created of the present selections, and deleted.',
    useWhen: 'Your users return to the same selections.',
    picture: 'bookmarks',
    load: example(
      () => import('./bookmarks.example').then((file) => file.BookmarksExampleComponent),
      () => import('./bookmarks.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'slots',
    title: 'Loading, empty and failed',
    functions: 'qlikLoading, qlikEmpty, qlikFailed of ngx-qlik/embed',
    purpose: 'Your own content in the place of an embed that is loading, has no data, or has failed.',
    useWhen: 'The texts of the library do not fit your design, or your page offers another way on.',
    picture: 'slots',
    load: example(
      () => import('./slots.example').then((file) => file.SlotsExampleComponent),
      () => import('./slots.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'themes',
    title: 'Themes, light and dark',
    functions: 'QLIK_EMBED_DEFAULTS, QlikChartComponent of ngx-qlik/embed, injectApiResource of ngx-qlik/api',
    purpose: 'Embeds that follow the light and dark of your page, and a theme of the tenant to choose.',
    useWhen: 'Qlik’s charts should look as your page does.',
    picture: 'slots',
    isCloudOnly: true,
    load: example(
      () => import('./themes.example').then((file) => file.ThemesExampleComponent),
      () => import('./themes.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'export',
    title: 'Export button',
    functions: 'qlikExport of ngx-qlik/reports',
    purpose: 'A button that saves a chart as a file, with progress, cancel and the present selections.',
    useWhen: 'Your users take what they see with them.',
    picture: 'file',
    load: example(
      () => import('./export-button.example').then((file) => file.ExportExampleComponent),
      () => import('./export-button.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'exports',
    title: 'Exports without a button',
    functions: 'injectExports, saveFile of ngx-qlik/reports',
    purpose: 'Several exports at a time, each with its state, progress and cancel.',
    useWhen: 'Your page begins exports itself, or does something else with the files than saving them.',
    picture: 'files',
    load: example(
      () => import('./exports.example').then((file) => file.ExportsExampleComponent),
      () => import('./exports.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'rest',
    title: 'REST calls',
    functions: 'injectApiResource, injectQlikApi of ngx-qlik/api',
    purpose: 'Typed calls of Qlik Cloud: one kept as a resource, one read page by page.',
    useWhen: 'Your page lists or changes what is in the tenant: spaces, apps, users, themes.',
    picture: 'calls',
    isWithoutApp: true,
    isCloudOnly: true,
    load: example(
      () => import('./rest-calls.example').then((file) => file.RestExampleComponent),
      () => import('./rest-calls.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'any-call',
    title: 'Any other call',
    functions: 'injectQlikApi, api.call of ngx-qlik/api',
    purpose:
      'A function of @qlik/api with the credentials of the connection, and its answer with status and headers.',
    useWhen: 'Qlik has a call that this library has no function for.',
    picture: 'call',
    isWithoutApp: true,
    isCloudOnly: true,
    load: example(
      () => import('./api-call.example').then((file) => file.ApiCallExampleComponent),
      () => import('./api-call.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'reload',
    title: 'Reload of an app',
    functions: 'injectAppReloads of ngx-qlik/api',
    purpose: 'A reload in Qlik Cloud, followed to its end, with progress and cancel.',
    useWhen: 'Your users bring the data up to date themselves.',
    picture: 'reload',
    isCloudOnly: true,
    load: example(
      () => import('./app-reload.example').then((file) => file.ReloadExampleComponent),
      () => import('./app-reload.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'sign-in',
    title: 'Sign-in of your own',
    functions: 'QlikAuthService of ngx-qlik',
    purpose: 'Whether a user is signed in and who it is, with buttons to sign in, to cancel and to sign out.',
    useWhen: 'Your page has its own place for the user.',
    picture: 'items',
    isWithoutApp: true,
    load: example(
      () => import('./sign-in.example').then((file) => file.SignInExampleComponent),
      () => import('./sign-in.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'connections',
    title: 'Connections at run time',
    functions: 'ConnectionRegistry of ngx-qlik',
    purpose: 'A connection that is added, renamed and removed while the application runs.',
    useWhen: 'Your users choose their tenant, or your server knows it.',
    picture: 'any',
    isWithoutApp: true,
    load: example(
      () => import('./connections.example').then((file) => file.ConnectionsExampleComponent),
      () => import('./connections.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
  {
    id: 'languages',
    title: 'Languages',
    functions: 'provideQlikMessages of ngx-qlik, loadQlikLanguage of ngx-qlik/languages',
    purpose: 'The texts of this library, and its errors, in the language that the user chooses.',
    useWhen: 'Your application is not in English, or in several languages.',
    picture: 'languages',
    isWithoutApp: true,
    load: example(
      () => import('./languages.example').then((file) => file.LanguagesExampleComponent),
      () => import('./languages.example', { with: { loader: 'text' } }) as unknown as Text,
    ),
  },
];

function example(component: () => Promise<Type<unknown>>, code: () => Text): () => Promise<FunctionExample> {
  return () =>
    loadPart(async () => {
      const [loaded, { default: text }] = await Promise.all([component(), code()]);
      return { component: loaded, code: text };
    });
}
