import type { RegionalSettings } from './regional-settings.ts';
import type { Value } from './value.ts';
import { ExpressionError } from './tokens.ts';

/** Provides the values of `$(…)`. */
export interface ExpansionSource {
  /** How numbers are written, and read for `$(#name)`. */
  readonly settings: RegionalSettings;
  /** Returns the definition of a variable, or undefined. */
  variable(name: string): string | undefined;
  /** Returns the value of an expression, for `$(=expression)`, or of the definition of a variable that begins with `=`. */
  evaluate(expression: string, variable?: string): Value;
  /** True in scripts: a variable that begins with `=` is inserted as it is, not evaluated. */
  readonly keepsFormulas?: boolean;
}

const MAX_ROUNDS = 20;
const MAX_LENGTH = 1_000_000;

/**
 * Replaces every `$(variable)`, `$(variable(a, b))` and `$(=expression)`, innermost first and recursively.
 * An unknown variable expands to the empty text, as in Qlik.
 * @throws {ExpressionError} for a recursion without end, or a text that exceeds the maximum length
 */
export function expandDollars(text: string, source: ExpansionSource): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS * 50; round += 1) {
    const found = innermost(current);
    if (!found) return current;
    current = current.slice(0, found.start) + replacement(found.body, source) + current.slice(found.end);
    if (current.length > MAX_LENGTH) break;
  }
  throw new ExpressionError('Error in expression: the dollar expansion does not end', 0);
}

function innermost(text: string): { start: number; end: number; body: string } | undefined {
  const start = text.lastIndexOf('$(');
  if (start < 0) return undefined;
  let depth = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return { start, end: at + 1, body: text.slice(start + 2, at) };
    }
  }
  throw new ExpressionError('Error in expression: $( is not closed', start);
}

function replacement(body: string, source: ExpansionSource): string {
  // `$(#name)` is the number with a decimal point, independent of its format; `$(&name)` is the text.
  const mark = /^[#&](?=\S)/.exec(body.trim())?.[0];
  const trimmed = mark ? body.trim().slice(1) : body.trim();
  const shown = (value: Value): string => {
    const number = mark === '#' ? source.settings.numberOf(value) : Number.NaN;
    return Number.isNaN(number) ? source.settings.textOf(value) : String(number);
  };
  if (trimmed.startsWith('=')) return shown(source.evaluate(trimmed.slice(1)));
  const call = /^([^()]+)\(([\s\S]*)\)$/.exec(trimmed);
  const name = (call?.[1] ?? trimmed).trim();
  let definition = source.variable(name) ?? '';
  if (call) {
    const args = splitArguments(call[2] ?? '');
    // `$0` is the number of arguments; a parameter without an argument stays.
    definition = definition.replace(/\$(\d+)/g, (written, place: string) =>
      place === '0' ? String(args.length) : (args[Number(place) - 1] ?? written),
    );
  }
  if (!source.keepsFormulas && definition.trimStart().startsWith('='))
    return shown(source.evaluate(definition.trimStart().slice(1), name));
  return shown(definition);
}

function splitArguments(text: string): string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  args.push(text.slice(from).trim());
  return args;
}
