import { SettingsError } from '../settings-error.ts';

/** The environment variables of the process, or those of a spec. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a variable that is `true` or `false`; not set, it is `false`.
 * @throws {SettingsError}
 */
export function readFlag(environment: Environment, name: string): boolean {
  const written = environment[name];
  if (!written || written === 'false') return false;
  if (written === 'true') return true;
  throw new SettingsError(`${name} takes true or false.`);
}
