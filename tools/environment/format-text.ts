import { readFileSync } from 'node:fs';
import { format, type FormatConfig } from 'oxfmt';
import { inProject } from './project-root.ts';

/**
 * Returns a text as `npm run format` writes it.
 * @param path with the ending that tells the language
 * @throws {Error} when it is not a text of that language
 */
export async function formatText(path: string, text: string): Promise<string> {
  const options = JSON.parse(readFileSync(inProject('.oxfmtrc.json'), 'utf8')) as FormatConfig;
  const { code, errors } = await format(path, text, options);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('\n')}`);
  return code;
}
