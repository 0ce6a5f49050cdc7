import { readText } from '../files/read-text.ts';
import { SettingsError } from '../settings-error.ts';
import type { Environment } from './environment.ts';
import { warnIfShared } from './file-permissions.ts';

/** The secrets that come as environment variables, each as `NAME` or in the file that `NAME_FILE` names. */
export const SECRET_VARIABLES = ['OIDC_CLIENT_SECRET', 'SESSION_SECRET', 'OPERATOR_TOKEN'] as const;

/**
 * `NAME`, or the content of the file that `NAME_FILE` names, as container platforms provide secrets.
 * @throws {SettingsError} when the file cannot be read
 */
export function readSecretVariable(
  environment: Environment,
  name: (typeof SECRET_VARIABLES)[number],
): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name] || undefined;
  try {
    return readText(file).trim();
  } catch (error) {
    throw new SettingsError(`${name}_FILE: ${file} cannot be read.`, { cause: error });
  }
}

/** Warns of each file of {@link SECRET_VARIABLES} that others may read. */
export function warnOfSharedSecretFiles(
  environment: Environment,
  onWarning: (warning: string) => void,
): void {
  for (const variable of SECRET_VARIABLES) {
    const name = `${variable}_FILE`;
    const file = environment[name];
    if (file) warnIfShared(file, { name, onWarning });
  }
}
