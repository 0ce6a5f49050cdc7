import { type Options, UsageError } from './command-line.ts';
import { readText } from './read-text.ts';

/** A credential for the host. */
export interface GivenCredential {
  readonly kind: 'access-token' | 'api-key' | 'jwt' | 'cookie';
  readonly value: string;
}

const SOURCES = [
  ['access-token', 'access-token-file', 'NGX_QLIK_ACCESS_TOKEN'],
  ['api-key', 'api-key-file', 'NGX_QLIK_API_KEY'],
  ['jwt', 'jwt-file', 'NGX_QLIK_JWT'],
  ['cookie', 'cookie-file', 'NGX_QLIK_COOKIE'],
] as const;

/**
 * Returns the given credential, if there is one; a file takes precedence over the environment.
 * @throws {UsageError} when there is more than one, or a file cannot be read
 */
export function readCredential(
  options: Options,
  environment: Readonly<Record<string, string | undefined>>,
): GivenCredential | undefined {
  const files = SOURCES.flatMap(([kind, option]) => {
    const file = options[option];
    return file === undefined ? [] : [{ kind, value: readSecret(file) }];
  });
  const variables = SOURCES.flatMap(([kind, , variable]) => {
    const value = environment[variable]?.trim() ?? '';
    return value === '' ? [] : [{ kind, value }];
  });
  const given = files.length > 0 ? files : variables;
  if (given.length > 1) {
    throw new UsageError(`There is more than one credential: ${given.map(({ kind }) => kind).join(', ')}.`);
  }
  const [only] = given;
  // It is sent in a header unchanged.
  if (only !== undefined && !/^[\x20-\x7e]+$/.test(only.value)) {
    throw new UsageError(
      `The credential (${only.kind}) has characters that no header can carry; copy it again.`,
    );
  }
  return only;
}

function readSecret(file: string): string {
  try {
    const value = readText(file).trim();
    if (value !== '' && !/[\r\n]/.test(value)) return value;
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
  throw new UsageError(`${file} must contain one line, the credential.`);
}
