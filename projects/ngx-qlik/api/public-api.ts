export { injectQlikApi, type InjectOptions, type QlikApi } from './inject-qlik-api';
export type { ConnectionChoice } from './api-calls';
export type { ApiCallOptions, ApiFunction, ApiFunctions, PackageCallOptions } from './api-functions';
export type { PackageOptions } from './package-call';
export type { EntryOf, ListPage, PagesOptions } from './pages';
export { type ApiRead, injectApiResource } from './inject-api-resource';
export { type AppReloads, injectAppReloads, type ReloadSettings } from './reloads/inject-app-reloads';
export type { RunningReload } from './reloads/followed-reload';
export type { ReloadState } from './reloads/reload-state';
