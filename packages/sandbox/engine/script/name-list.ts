import { wildcardPattern } from '../expression/wildcards.ts';
import { ScriptError } from './script-error.ts';

/** Names at the beginning of a text, and the text after them. */
export interface NamesWithRest {
  readonly names: readonly string[];
  readonly rest: string;
}

const NAME =
  /\s*(?:\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|`([^`]*)`|([^\s,;()'"`[\]=]+))\s*/y;

/**
 * Reads one name, with or without quotes.
 * @throws {ScriptError} when the text does not begin with a name
 */
export function takeName(text: string): { readonly name: string; readonly rest: string } {
  NAME.lastIndex = 0;
  const found = NAME.exec(text);
  if (!found) throw new ScriptError(`A name expected, found "${text.trim().slice(0, 40)}"`);
  const [whole, bracketed, double, single, back, plain] = found;
  const name =
    bracketed?.replaceAll(']]', ']') ??
    double?.replaceAll('""', '"') ??
    single?.replaceAll("''", "'") ??
    back ??
    plain ??
    '';
  return { name, rest: text.slice(whole.length) };
}

/** Reads names separated by commas. @throws {ScriptError} when a name is missing */
export function takeNames(text: string): NamesWithRest {
  const names: string[] = [];
  let rest = text;
  for (;;) {
    const taken = takeName(rest);
    names.push(taken.name);
    if (!taken.rest.startsWith(',')) return { names, rest: taken.rest.trim() };
    rest = taken.rest.slice(1);
  }
}

/** Reads a text that consists of names separated by commas. @throws {ScriptError} for anything else */
export function namesOf(text: string): readonly string[] {
  const { names, rest } = takeNames(text);
  requireEnd(rest);
  return names;
}

/** Reads a name that must be all of the text. @throws {ScriptError} for anything else */
export function nameOf(text: string): string {
  const { name, rest } = takeName(text);
  requireEnd(rest);
  return name;
}

/** Removes a keyword from the beginning of a text; returns undefined when the text begins with something else. */
export function afterKeyword(text: string, keyword: string): string | undefined {
  const found = new RegExp(
    `^\\s*${keyword.replaceAll(' ', String.raw`\s+`)}(?![\\p{L}\\p{N}_])\\s*`,
    'iu',
  ).exec(text);
  return found ? text.slice(found[0].length) : undefined;
}

/** @throws {ScriptError} when a text is not empty */
export function requireEnd(rest: string): void {
  if (rest.trim() !== '')
    throw new ScriptError(`The end of the statement expected, found "${rest.trim().slice(0, 40)}"`);
}

/** Returns whether a name matches a pattern with `*` and `?`; names are case-sensitive. */
export function isNameMatch(pattern: string, name: string): boolean {
  return wildcardPattern(pattern).test(name);
}
