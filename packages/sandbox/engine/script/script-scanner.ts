import { ScriptError } from './script-error.ts';

/** Where a part of a script ends. */
export type ScanEnd =
  /** At the next semicolon. */
  | 'semicolon'
  /** At the next semicolon or the end of the line, unless a bracket is open. */
  | 'line'
  /** After the next `then`, which must be on the same line. */
  | 'then'
  /** At the next semicolon; a quote that is not closed on its line is a plain character. */
  | 'plain text';

/** A part of a script: its text without comments, and the offset of its end. */
export interface ScannedText {
  readonly text: string;
  readonly end: number;
}

/** `//` after a colon belongs to a path such as `lib://Data`. */
const PART =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[(?:[^\]]|\]\])*\])|(\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*)|[\p{L}_][\p{L}\p{N}_.]*|[^;'"`[/\n()\p{L}_]+|[\s\S]/uy;

/**
 * Reads a part of a script. Quoted texts are kept and comments are left out, so that semicolons, quotes and words in them do not count.
 * @returns undefined when a `then` is missing
 * @throws {ScriptError} when a quote is not closed; its line is unknown
 */
export function scanText(script: string, from: number, until: ScanEnd): ScannedText | undefined {
  let [at, depth, text] = [from, 0, ''];
  while (at < script.length) {
    PART.lastIndex = at;
    const [part = '', quoted, comment] = PART.exec(script) ?? [];
    const isBroken = quoted?.includes('\n') === true;
    if (isBroken && (until === 'line' || until === 'then'))
      throw new ScriptError(
        'A quote of a control statement is not closed on its line',
        script.slice(from, at),
      );
    const isPlain = isBroken && until === 'plain text';
    if (comment !== undefined) text += comment.startsWith('/*') ? ' ' : '';
    else if (quoted !== undefined && !isPlain) text += quoted;
    else if (isEnd(part, until, depth)) return { text, end: at };
    else if (part === '\n' && until === 'then') return undefined;
    else if (isPlain || (isQuote(part) && until === 'plain text')) {
      text += part.charAt(0);
      at += 1;
      continue;
    } else if (isQuote(part))
      throw new ScriptError('Unexpected end of script in a quoted text', script.slice(from).trim());
    else {
      depth += Number(part === '(') - Number(part === ')');
      text += part;
      if (until === 'then' && depth === 0 && /^then$/i.test(part)) return { text, end: at + part.length };
    }
    at += part.length;
  }
  return until === 'then' ? undefined : { text, end: at };
}

function isEnd(part: string, until: ScanEnd, depth: number): boolean {
  if (part === ';') return until !== 'then';
  return part === '\n' && until === 'line' && depth <= 0;
}

function isQuote(part: string): boolean {
  return part === "'" || part === '"' || part === '`' || part === '[';
}
