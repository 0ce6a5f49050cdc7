import { ScriptError } from './script-error.ts';

/** The parts of `for i = 1 to 10 step 2`. */
export interface ForRange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** Parses `for i = 1 to 10 step 2`. @throws {ScriptError} when it is malformed */
export function forRange(text: string): ForRange {
  const found = /^for\s+([\p{L}\p{N}_.]+)\s*=\s*([\s\S]+?)\s+to\s+([\s\S]+?)(?:\s+step\s+([\s\S]+))?$/iu.exec(
    text,
  );
  if (!found) throw new ScriptError('FOR takes "variable = first to last"');
  const [, name = '', from = '', to = '', step = '1'] = found;
  return { name, from, to, step };
}

/** Parses `for each v in 'a', 'b'`; returns undefined for another kind of loop. */
export function forEachValues(
  text: string,
): { readonly name: string; readonly items: readonly string[] } | undefined {
  const found = /^for\s+each\s+([\p{L}\p{N}_.]+)\s+in\s+([\s\S]+)$/iu.exec(text);
  return found ? { name: found[1] ?? '', items: splitList(found[2] ?? '') } : undefined;
}

/** Parses `sub Name(a, b)`. @throws {ScriptError} when it is malformed */
export function subHead(text: string): { readonly name: string; readonly parameters: readonly string[] } {
  const found = /^sub\s+([\p{L}\p{N}_.]+)\s*(?:\(([^)]*)\))?\s*$/iu.exec(text);
  if (!found) throw new ScriptError('SUB takes a name and its parameters in brackets');
  return { name: (found[1] ?? '').toLowerCase(), parameters: splitList(found[2] ?? '') };
}

/** Parses `call Name('x', 1)`. @throws {ScriptError} when it is malformed */
export function subCall(text: string): { readonly name: string; readonly args: readonly string[] } {
  const found = /^call\s+([\p{L}\p{N}_.]+)\s*(?:\(([\s\S]*)\))?\s*$/iu.exec(text);
  if (!found) throw new ScriptError('CALL takes a name and its arguments in brackets');
  return { name: found[1] ?? '', args: splitList(found[2] ?? '') };
}

/** Splits a text at commas outside quotes and brackets. */
function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let [depth, from] = [0, 0];
  let quote: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  items.push(text.slice(from).trim());
  return items.filter((item) => item !== '');
}
