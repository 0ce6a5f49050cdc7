import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of an `.env` file, as dotenv reads it. @throws {RangeError} naming a value with a line break or a quotation mark */
export function envFile(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (/["\n\r]/.test(value)) throw new RangeError(`The value of ${name} cannot be quoted.`);
      return `${name}="${value}"\n`;
    })
    .join('');
}

/** One value in a file of a sample that its README asks to change: what stands there, and what is to stand there. */
export interface Setting {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/**
 * Changes the values that a sample's README asks to change.
 * @throws {Error} naming the file in which a value is not found: the sample has changed then
 */
export function configure(folder: string, settings: readonly Setting[]): void {
  for (const { file, from, to } of settings) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), () => to);
    if (changed === text)
      throw new Error(`${file} has no ${String(from)}: this is another version of the sample.`);
    writeFileSync(path, changed);
  }
}
