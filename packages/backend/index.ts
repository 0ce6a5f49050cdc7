/**
 * The backend inside another server: `createQlikBackend()` for Node's `http`, Express and Nest, `qlikBackendPlugin` for Fastify.
 * @packageDocumentation
 */
export { createQlikBackend, type QlikBackend, type RequestHandler } from './host/embedded-backend.ts';
export type { QlikBackendOptions } from './host/embedded-settings.ts';
export { qlikBackendOf, qlikBackendPlugin } from './host/fastify-plugin.ts';
export type { ResolvedUser, ResolveUser } from './host/resolve-user.ts';
export { type HeaderUserOptions, userFromHeader } from './host/user-from-header.ts';
export { type JwtUserOptions, userFromJwt } from './host/user-from-jwt.ts';
export type { LogStream } from './logging/log-options.ts';
export { SettingsError } from './settings-error.ts';
