import { resolve } from 'node:path';
import { z } from 'zod';
import { readText } from '../files/read-text.ts';
import { VARIABLES } from '../setting-names.ts';
import type { Environment } from './environment.ts';
import { warnIfShared } from './file-permissions.ts';

/** Where `{ "env": … }` and `{ "file": … }` are looked up. */
export interface SecretSources {
  readonly environment: Environment;
  /** Of the setting with the connections, for warnings. Default: the variable of the program. */
  readonly name?: string;
  /** Relative paths start here. */
  readonly folder: string;
  /** Receives each secret, to keep it out of the log. */
  readonly onSecret: (secret: string) => void;
  /** Receives warnings that do not stop the start; they contain no secret. */
  readonly onWarning?: (warning: string) => void;
  /** Whether other users may read a file with this content. Default: no. */
  readonly isPublic?: (content: string) => boolean;
}

const EXPECTED = 'expected a text, {"env": "NAME"} or {"file": "path"}';

/** A secret of the file: written out, or the name of an environment variable or a file that has it. */
export function secretValue({
  name: setting = VARIABLES.connections,
  environment,
  folder,
  onSecret,
  onWarning,
  isPublic,
}: SecretSources) {
  return z.unknown().transform((given, context): string => {
    const fail = (message: string): never => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const text = read(given);
    if ('problem' in text) return fail(text.problem);
    onSecret(text.value);
    return text.value;
  });

  function read(given: unknown): { readonly value: string } | { readonly problem: string } {
    if (typeof given === 'string')
      return given === '' ? { problem: `${EXPECTED}, not an empty one` } : { value: given };
    if (typeof given !== 'object' || given === null) return { problem: EXPECTED };
    const [[kind, name] = [], ...more] = Object.entries(given) as [string, unknown][];
    if (more.length > 0 || typeof name !== 'string' || name === '') return { problem: EXPECTED };
    if (kind === 'env') {
      const value = environment[name];
      return value ? { value } : { problem: `the environment variable ${name} is not set` };
    }
    if (kind === 'file') {
      const path = resolve(folder, name);
      const file = readSecretFile(path);
      if (onWarning !== undefined && 'value' in file && isPublic?.(file.value) !== true) {
        warnIfShared(path, { name: setting, onWarning });
      }
      return file;
    }
    return { problem: EXPECTED };
  }
}

function readSecretFile(path: string): { readonly value: string } | { readonly problem: string } {
  try {
    const value = readText(path).trim();
    return value === '' ? { problem: `the file ${path} is empty` } : { value };
  } catch {
    // The system's error is left out; the name of the file is enough.
    return { problem: `the file ${path} cannot be read` };
  }
}
