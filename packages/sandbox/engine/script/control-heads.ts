import { ScriptError } from './script-error.ts';

/** The parts of `for i = 1 to 10 step 2`. */
export interface ForRange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** An item of `for each`: an expression, or a list of files, folders or field values. */
export type ForEachItem =
  | { readonly type: 'expression'; readonly source: string }
  | { readonly type: 'filelist' | 'dirlist' | 'fieldvaluelist'; readonly argument: string };

/** The variable and items of `for each v in 'a', 'b'`. */
export interface ForEach {
  readonly name: string;
  readonly items: readonly ForEachItem[];
}

const VARIABLE = String.raw`(\[[^\]]+\]|"[^"]+"|[\p{L}\p{N}_.#%@$-]+)`;

/** Parses `for i = 1 to 10 step 2`. @throws {ScriptError} when it is malformed */
export function forRange(text: string): ForRange {
  const [head, name = ''] = new RegExp(String.raw`^for\s+${VARIABLE}\s*=`, 'iu').exec(text) ?? [''];
  const [from, limits = ''] = splitOnce(text.slice(head.length), /\sto\s/i);
  const [to, step = '1'] = splitOnce(limits, /\sstep\s/i);
  if ([name, from, to, step].includes('')) throw new ScriptError('FOR takes "variable = first to last"');
  return { name: unquoted(name), from, to, step };
}

/** Returns what stands before and after the first separator, trimmed; without a separator the whole text. */
function splitOnce(text: string, separator: RegExp): readonly [string, string?] {
  const found = separator.exec(text);
  if (!found) return [text.trim()];
  return [text.slice(0, found.index).trim(), text.slice(found.index + found[0].length).trim()];
}

/**
 * Parses `for each v in 'a', FileList('*.csv')`; returns undefined for another kind of loop.
 * @throws {ScriptError} when there are no items
 */
export function forEachValues(text: string): ForEach | undefined {
  if (!/^for\s+each\s/i.test(text)) return undefined;
  const found = new RegExp(String.raw`^for\s+each\s+${VARIABLE}\s+in\s+([\s\S]+)$`, 'iu').exec(text);
  if (!found) throw new ScriptError('FOR EACH takes "variable in" and a list');
  return { name: unquoted(found[1] ?? ''), items: splitList(found[2] ?? '').map(itemOf) };
}

function itemOf(source: string): ForEachItem {
  const list = /^(filelist|dirlist|fieldvaluelist)\s*\(([\s\S]*)\)$/i.exec(source);
  const type = list?.[1]?.toLowerCase();
  const isList = type === 'filelist' || type === 'dirlist' || type === 'fieldvaluelist';
  return isList ? { type, argument: list?.[2] ?? '' } : { type: 'expression', source };
}

/** Parses `sub Name(a, b)`. @throws {ScriptError} when it is malformed */
export function subHead(text: string): { readonly name: string; readonly parameters: readonly string[] } {
  const found = /^sub\s+([\p{L}\p{N}_.]+)\s*(?:\(([^)]*)\)\s*)?$/iu.exec(text);
  if (!found) throw new ScriptError('SUB takes a name and its parameters in brackets');
  return {
    name: (found[1] ?? '').toLowerCase(),
    parameters: splitList(found[2] ?? '').map((name) => unquoted(name)),
  };
}

/** Parses `call Name('x', 1)`. @throws {ScriptError} when it is malformed */
export function subCall(text: string): { readonly name: string; readonly args: readonly string[] } {
  const found = /^call\s+([\p{L}\p{N}_.]+)\s*(?:\(([\s\S]*)\)\s*)?$/iu.exec(text);
  if (!found) throw new ScriptError('CALL takes a name and its arguments in brackets');
  return { name: found[1] ?? '', args: splitList(found[2] ?? '') };
}

/** Returns the name of an argument that is a variable, not an expression. */
export function variableName(argument: string): string | undefined {
  return /^(?:\[[^\]]+\]|"[^"]+"|[\p{L}_][\p{L}\p{N}_.]*)$/u.test(argument) ? unquoted(argument) : undefined;
}

/** Parses the values of `case 1, 'b'`. @throws {ScriptError} when there are none */
export function caseValues(text: string): readonly string[] {
  const values = splitList(text.replace(/^case\b/i, ''));
  if (values.length === 0) throw new ScriptError('CASE takes a list of values');
  return values;
}

/** Parses the condition of `do while …` and `loop until …`. @throws {ScriptError} for anything else */
export function loopCondition(
  text: string,
): { readonly isWhile: boolean; readonly source: string } | undefined {
  const [, rest = ''] = /^(?:do|loop)\b\s*([\s\S]*)$/i.exec(text) ?? [];
  if (rest === '') return undefined;
  const found = /^(while|until)\b([\s\S]+)$/i.exec(rest);
  if (!found) throw new ScriptError('WHILE or UNTIL expected after DO and LOOP');
  return { isWhile: found[1]?.toLowerCase() === 'while', source: found[2] ?? '' };
}

/** Parses the condition of `if … then`. */
export function ifCondition(text: string): string {
  return text.replace(/^(?:else\s*)?if\b/i, '').replace(/\bthen$/i, '');
}

/** Parses the clause of `exit sub when …`. @throws {ScriptError} for anything else */
export function exitClause(text: string): { readonly isWhen: boolean; readonly source: string } | undefined {
  const [, rest = ''] = /^exit\s+\w+\s*([\s\S]*)$/i.exec(text) ?? [];
  if (rest === '') return undefined;
  const found = /^(when|unless)\b([\s\S]+)$/i.exec(rest);
  if (!found) throw new ScriptError('WHEN or UNLESS expected after EXIT');
  return { isWhen: found[1]?.toLowerCase() === 'when', source: found[2] ?? '' };
}

function unquoted(name: string): string {
  return name.replace(/^[["]|[\]"]$/g, '');
}

const PART = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]|[\s\S]/g;

/** Splits a text at commas outside quotes and brackets. */
function splitList(text: string): readonly string[] {
  const items = [''];
  let depth = 0;
  for (const [part] of text.matchAll(PART)) {
    depth += Number(part === '(') - Number(part === ')');
    if (part === ',' && depth === 0) items.push('');
    else items.push(`${items.pop() ?? ''}${part}`);
  }
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
