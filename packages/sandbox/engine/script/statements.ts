import { ScriptError } from './script-error.ts';
import { scanText, type ScanEnd, type ScannedText } from './script-scanner.ts';

/** A statement of a script without its semicolon and comments. */
export interface Statement {
  readonly text: string;
  /** Line where the statement begins, from 1. */
  readonly line: number;
  /** Offset of the statement in the script. */
  readonly offset: number;
  /** Length of the statement in the script, with comments. */
  readonly length: number;
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
  | 'switch'
  | 'case'
  | 'default'
  | 'end switch'
  | 'call'
  | 'exit for'
  | 'exit do'
  | 'exit sub'
  | 'exit script';

/** Control keywords, and where their statement ends: after the keyword, after `then`, or at the end of the line. */
const CONTROLS: readonly (readonly [ControlKeyword, RegExp, ScanEnd | 'keyword'])[] = [
  ['elseif', /else\s*if\b/iy, 'then'],
  ['if', /if\b/iy, 'then'],
  ['else', /else\b/iy, 'keyword'],
  ['end if', /end\s*if\b/iy, 'keyword'],
  ['sub', /sub\s/iy, 'line'],
  ['end sub', /end\s*sub\b/iy, 'keyword'],
  ['for', /for\s/iy, 'line'],
  ['next', /next\b/iy, 'line'],
  ['do', /do\b/iy, 'line'],
  ['loop', /loop\b/iy, 'line'],
  ['switch', /switch\b/iy, 'line'],
  ['case', /case\b/iy, 'line'],
  ['default', /default\b/iy, 'keyword'],
  ['end switch', /end\s*switch\b/iy, 'keyword'],
  ['call', /call\s/iy, 'line'],
  ['exit for', /exit\s+for\b/iy, 'line'],
  ['exit do', /exit\s+do\b/iy, 'line'],
  ['exit sub', /exit\s+sub\b/iy, 'line'],
  ['exit script', /exit\s+script\b/iy, 'line'],
];

/** Returns the keywords of control statements, in lower case. */
export function controlKeywords(): readonly string[] {
  return CONTROLS.map(([keyword]) => keyword);
}

/** A keyword before a colon is a label, before `=` a variable. */
const NOT_A_KEYWORD = /[^\S\n]*[:=]/y;
const BLANK = /(?:[\s;\uFEFF]+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|rem\b[^;]*(?:;|$))+/iy;
const TRACE = /trace\b/iy;
/** `name = expression` without `let` is a control statement in Qlik: it ends with its line. */
const ASSIGNMENT = /(?:\[[^\]\n]+\]|"[^"\n]+"|[\p{L}\p{N}_.#%@$-]+)[^\S\n]*=/uy;

/**
 * Splits a script into statements. The last statement may omit its semicolon, as in Qlik's own example of a session app.
 * @throws {ScriptError} when a quote is not closed, or an `if` has no `then`
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
    const control = CONTROLS.find(([, pattern]) => isKeywordAt(pattern, script, at));
    const { text, end } = control
      ? scanControl(script, at, control, line)
      : scan(script, at, endOf(script, at), line);
    const written = script.slice(at, end).trimEnd();
    statements.push({
      text: text.trim(),
      line,
      offset: at,
      length: written.length,
      control: control?.[0],
    });
    at = end;
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

function isKeywordAt(pattern: RegExp, script: string, at: number): boolean {
  const keyword = match(pattern, script, at);
  return keyword !== undefined && match(NOT_A_KEYWORD, script, at + keyword.trimEnd().length) === undefined;
}

function endOf(script: string, at: number): ScanEnd {
  if (match(ASSIGNMENT, script, at) !== undefined) return 'line';
  return match(TRACE, script, at) === undefined ? 'semicolon' : 'plain text';
}

function scanControl(
  script: string,
  at: number,
  [keyword, pattern, until]: (typeof CONTROLS)[number],
  line: number,
): ScannedText {
  if (until === 'keyword') {
    const text = match(pattern, script, at) ?? '';
    return { text, end: at + text.length };
  }
  return scan(script, at, until, line, keyword);
}

function scan(
  script: string,
  at: number,
  until: ScanEnd,
  line: number,
  keyword?: ControlKeyword,
): ScannedText {
  let found: ScannedText | undefined;
  try {
    found = scanText(script, at, until);
  } catch (error) {
    throw error instanceof ScriptError ? error.at(error.statement, line) : error;
  }
  if (found) return found;
  const problem = `${keyword?.toUpperCase() ?? ''} takes a condition and THEN on one line`;
  throw new ScriptError(problem, script.slice(at).split('\n', 1)[0], line);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
