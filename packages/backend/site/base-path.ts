import { SettingsError } from '../settings-error.ts';

/**
 * Reads a base path: empty, or such as `/analytics`.
 * @param name of the setting, for the message
 * @throws {SettingsError}
 */
export function readBasePath(name: string, written: string | undefined): string {
  if (!written || written === '/') return '';
  const path = written.replace(/\/$/, '');
  if (/^(?:\/[\w~-][\w.~-]*)+$/.test(path)) return path;
  throw new SettingsError(`${name} takes a path such as /analytics, with letters, digits and -._~ only.`);
}

/** Returns an address without the base path; `undefined` when it is not below it. */
export function belowBasePath(url: string, basePath: string): string | undefined {
  if (!url.startsWith(basePath)) return undefined;
  const rest = url.slice(basePath.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : undefined;
}
