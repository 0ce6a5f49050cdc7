import type { ScalarFunction } from './functions.ts';
import { isNumeric, logical, numberOf, textOf, type Value } from './value.ts';

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Returns the value of a JSON text; undefined for a text that is no JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A text that is no JSON has no value.
    return undefined;
  }
}

/** Returns a value as JSON: JSON as it is, any other text as a string; undefined for null. */
export function jsonOf(value: Value): Json | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  const text = textOf(value);
  return parsed(text) ?? (text.trim() === 'null' ? null : text);
}

/** Returns the value of JSON: a number, the text of a string, or the JSON text of anything else. */
function valueOf(json: Json | undefined): Value {
  if (json === undefined || json === null) return null;
  return typeof json === 'number' || typeof json === 'string' ? json : JSON.stringify(json);
}

/** Returns the names in a JSON pointer (RFC 6901); undefined for an invalid one. */
function namesIn(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isIndex(name: string): boolean {
  return /^(0|[1-9]\d*)$/.test(name);
}

function memberOf(json: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(json)) return isIndex(name) ? json[Number(name)] : undefined;
  if (typeof json !== 'object' || json === null) return undefined;
  return Object.hasOwn(json, name) ? json[name] : undefined;
}

/**
 * Returns JSON with another value at a place, or without the place for undefined.
 * @returns undefined when the place is not in the JSON, and is no new member of it
 */
function withValue(
  json: Json | undefined,
  names: readonly string[],
  value: Json | undefined,
): Json | undefined {
  const [name, ...others] = names;
  if (name === undefined) return value;
  if (json === undefined || typeof json !== 'object' || json === null) return undefined;
  const isRemoved = others.length === 0 && value === undefined;
  const changed = isRemoved ? undefined : withValue(memberOf(json, name), others, value);
  if (changed === undefined && !isRemoved) return undefined;
  if (Array.isArray(json)) {
    const place = name === '-' ? json.length : isIndex(name) ? Number(name) : Number.NaN;
    if (!(place <= json.length)) return undefined;
    return json.toSpliced(place, 1, ...(changed === undefined ? [] : [changed]));
  }
  const { [name]: _, ...rest } = json;
  return changed === undefined ? rest : { ...json, [name]: changed };
}

function jsonType(json: Json): string {
  if (json === null) return 'null';
  return Array.isArray(json) ? 'array' : typeof json;
}

/** `IsJson(text[, type])`. */
function isJson([value = null, type = 'value']: readonly Value[]): Value {
  const json = isNumeric(value) ? numberOf(value) : parsed(textOf(value));
  if (json === undefined) return logical(false);
  const wanted = textOf(type).toLowerCase();
  return logical(wanted === 'value' || wanted === jsonType(json));
}

function textOfJson(json: Json | undefined): Value {
  return json === undefined ? null : JSON.stringify(json);
}

/** Functions over JSON texts. A path is a JSON pointer. */
export const JSON_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  isjson: { minArguments: 1, maxArguments: 2, apply: isJson },
  jsonget: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, path = null]) => {
      const names = namesIn(textOf(path));
      return names ? valueOf(names.reduce(memberOf, parsed(textOf(text)))) : null;
    },
  },
  jsonset: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([text = null, path = null, value = null]) => {
      const [json, names, set] = [parsed(textOf(text)), namesIn(textOf(path)), parsed(textOf(value))];
      return json === undefined || !names || set === undefined
        ? null
        : textOfJson(withValue(json, names, set));
    },
  },
  jsonsetex: {
    minArguments: 3,
    maxArguments: 999,
    apply: ([text = null, ...members]) => {
      if (members.length % 2 !== 0) return null;
      let json = parsed(textOf(text));
      for (let place = 0; place < members.length; place += 2) {
        const names = namesIn(textOf(members[place] ?? null));
        if (!names) return null;
        json = withValue(json, names, jsonOf(members[place + 1] ?? null));
      }
      return textOfJson(json);
    },
  },
};
