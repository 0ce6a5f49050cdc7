import { ScriptError } from './script-error.ts';

/** A statement of a script without its semicolon. */
export interface Statement {
  readonly text: string;
  /** Line where the statement begins, from 1. */
  readonly line: number;
  /** Offset of the statement in the script. */
  readonly offset: number;
  /** The keyword of a control statement, such as `if` or `end if`. */
  readonly control: ControlKeyword | undefined;
}

/** Keywords that begin, divide, end or exit a block, and `call`. */
export type ControlKeyword =
  | 'if'
  | 'elseif'
  | 'else'
  | 'end if'
  | 'sub'
  | 'end sub'
  | 'for'
  | 'next'
  | 'do'
  | 'loop'
  | 'call'
  | 'exit for'
  | 'exit do'
  | 'exit sub';

/** A control statement ends after `then` or at the end of the line, with or without a semicolon. */
const CONTROLS: readonly (readonly [ControlKeyword, RegExp])[] = [
  ['elseif', /else\s*if\b(?:'[^']*'|"[^"]*"|\[[^\]]*\]|[^'"[;\n])*?\bthen\b/iy],
  ['if', /if\b(?:'[^']*'|"[^"]*"|\[[^\]]*\]|[^'"[;\n])*?\bthen\b/iy],
  ['else', /else\b(?!\s*if)/iy],
  ['end if', /end\s*if\b/iy],
  ['sub', /sub\s+[^;\n]*/iy],
  ['end sub', /end\s*sub\b/iy],
  ['for', /for\s+[^;\n]*/iy],
  ['next', /next\b[^;\n]*/iy],
  ['do', /do\b[^;\n]*/iy],
  ['loop', /loop\b[^;\n]*/iy],
  ['call', /call\s+(?:'[^']*'|"[^"]*"|\[[^\]]*\]|[^'"[;\n])*/iy],
  ['exit for', /exit\s+for\b[^;\n]*/iy],
  ['exit do', /exit\s+do\b[^;\n]*/iy],
  ['exit sub', /exit\s+sub\b[^;\n]*/iy],
];

const BLANK = /(?:[\s;\uFEFF]+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|rem\b[^;]*;)+/iy;
/** Semicolons in quoted texts and comments do not end a statement; `//` after a colon belongs to a path. */
const PART =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[(?:[^\]]|\]\])*\]|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|[^;'"`[/]+|\//y;

/**
 * Splits a script into statements. The last statement may omit its semicolon, as in Qlik's own example of a session app.
 * @throws {ScriptError} when a quote is not closed
 */
export function statementsOf(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  const lines = new LineCounter(script);
  let at = 0;
  while (at < script.length) {
    const blank = match(BLANK, script, at);
    if (blank) {
      at += blank.length;
      continue;
    }
    const line = lines.lineAt(at);
    const control = controlAt(script, at);
    if (control) {
      statements.push({ text: control[1].trim(), line, offset: at, control: control[0] });
      at += control[1].length;
      continue;
    }
    const end = endOfStatement(script, at);
    if (end === undefined)
      throw new ScriptError('Unexpected end of script in a quoted text', script.slice(at).trim(), line);
    const text = script.slice(at, end);
    statements.push({ text: text.trim(), line, offset: at, control: undefined });
    at = end + 1;
  }
  return statements;
}

/** Returns the line of an offset; offsets must not decrease between calls. */
class LineCounter {
  private line = 1;
  private counted = 0;

  constructor(private readonly text: string) {}

  lineAt(offset: number): number {
    for (; this.counted < offset; this.counted += 1) if (this.text[this.counted] === '\n') this.line += 1;
    return this.line;
  }
}

function controlAt(script: string, at: number): readonly [ControlKeyword, string] | undefined {
  for (const [keyword, pattern] of CONTROLS) {
    const text = match(pattern, script, at);
    if (text !== undefined) return [keyword, text];
  }
  return undefined;
}

function endOfStatement(script: string, from: number): number | undefined {
  let at = from;
  while (at < script.length && script[at] !== ';') {
    const part = match(PART, script, at);
    // An unclosed quote: the statement has no end.
    if (part === undefined) return undefined;
    at += part.length;
  }
  return at;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
