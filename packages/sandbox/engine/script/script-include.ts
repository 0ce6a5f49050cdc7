import { ScriptError } from './script-error.ts';
import type { ScriptFiles } from './script-files.ts';

const INCLUDE =
  /\$\(\s*(must_include|include)\s*=(?:\s*(?:\[([^\]]*)\]|"([^"]*)"|'([^']*)')\s*|((?:\$\([^()]*\)|[^()])*))\)/i;

/** Returns whether a statement includes a file. */
export function hasInclude(text: string): boolean {
  return INCLUDE.test(text);
}

/**
 * Replaces the first `$(Include=path)` by the content of the file. A file that does not exist is left out, unless it must exist.
 * @param expand dollar expansion of the path
 * @throws {ScriptError} when `$(Must_Include=path)` finds no file
 */
export async function withInclude(
  text: string,
  files: ScriptFiles,
  expand: (path: string) => string,
): Promise<string> {
  const found = INCLUDE.exec(text);
  if (!found) return text;
  const [whole, keyword = '', bracketed, double, single, plain = ''] = found;
  const path = expand(bracketed ?? double ?? single ?? plain).trim();
  return `${text.slice(0, found.index)}${await contentOf(path, keyword, files)}${text.slice(found.index + whole.length)}`;
}

async function contentOf(path: string, keyword: string, files: ScriptFiles): Promise<string> {
  try {
    return (await files.read(path)).replace(/^\uFEFF/, '');
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    if (keyword.toLowerCase() === 'must_include') throw error;
    return '';
  }
}
