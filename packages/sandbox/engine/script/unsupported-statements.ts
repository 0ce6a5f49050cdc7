import type { RunStatement } from './script-context.ts';
import { ScriptError } from './script-error.ts';

/** Qlik's statements that cannot run here, with the reason. Their syntax is valid. */
const REASONS: Readonly<Record<string, string>> = {
  ...reasons('there are no databases here', [
    'select',
    'sql',
    'sqlcolumns',
    'sqltables',
    'sqltypes',
    'connect',
    'odbc connect',
    'oledb connect',
    'custom connect',
    'lib connect',
    'disconnect',
    'direct query',
  ]),
  ...reasons('section access is not supported', ['section', 'star']),
  ...reasons('it is not supported', ['binary']),
  ...reasons('Qlik allows it in legacy mode only', ['execute']),
};

/** Parsers of statements that fail when they run. */
export const UNSUPPORTED_STATEMENTS: Readonly<Record<string, (rest: string) => RunStatement>> =
  Object.fromEntries(
    Object.entries(REASONS).map(([keyword, reason]) => [
      keyword,
      () => () => {
        throw new ScriptError(`${keyword.toUpperCase()} cannot run: ${reason}`);
      },
    ]),
  );

function reasons(reason: string, keywords: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, reason]));
}
