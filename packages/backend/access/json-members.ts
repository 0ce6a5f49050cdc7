/** A member of a JSON object as it is written. */
export interface WrittenMember {
  /** With its quotation marks. */
  readonly key: string;
  readonly value: string;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = ['"', '\\', ',', ':'].map((character) => character.charCodeAt(0));
const OPENING = new Set(['{', '['].map((character) => character.charCodeAt(0)));
const CLOSING = new Set(['}', ']'].map((character) => character.charCodeAt(0)));

/** How deeply arrays and objects are nested in a text that may be JSON; brackets in strings do not count. */
export function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (OPENING.has(code)) deepest = Math.max(deepest, (depth += 1));
    else if (CLOSING.has(code)) depth -= 1;
  }
  return deepest;
}

/**
 * The members of an object in the order in which they are written, with those that are written twice.
 * @param json an object, in JSON that `JSON.parse` accepts
 */
export function writtenMembers(json: string): readonly WrittenMember[] {
  const members: WrittenMember[] = [];
  let depth = 0;
  let key = '';
  let start = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(json, index);
    } else if (OPENING.has(code)) {
      depth += 1;
      if (depth === 1) start = index + 1;
    } else if (depth === 1 && code === COLON) {
      key = json.slice(start, index).trim();
      start = index + 1;
    } else if (CLOSING.has(code) || (depth === 1 && code === COMMA)) {
      if (depth === 1 && key !== '') members.push({ key, value: json.slice(start, index).trim() });
      if (depth === 1) [key, start] = ['', index + 1];
      if (code !== COMMA) depth -= 1;
    }
  }
  return members;
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index;
  }
  return text.length;
}
