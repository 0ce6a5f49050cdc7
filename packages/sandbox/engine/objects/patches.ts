import { isRecord } from '../../json/is-record.ts';
import { cloneJson, toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** A change of one member of an object's properties (`NxPatch`). */
export interface Patch {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/**
 * Reads patches; `qValue` is a JSON text.
 * @throws {QixError} -32602 for an unknown operation or a value that is not JSON
 */
export function readPatches(value: unknown): readonly Patch[] {
  return toArray(value).map((item) => {
    const patch = toObject(item);
    const op = operationOf(patch['qOp']);
    const path = toText(patch['qPath']);
    return { op, path, value: op === 'remove' ? undefined : parseValue(patch['qValue'], path) };
  });
}

function operationOf(value: unknown): Patch['op'] {
  if (value === undefined || value === 0) return 'add';
  if (value === 1) return 'remove';
  if (value === 2) return 'replace';
  const name = toText(value).toLowerCase();
  if (name === 'add' || name === 'remove' || name === 'replace') return name;
  throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qOp');
}

function parseValue(value: unknown, path: string): unknown {
  try {
    return JSON.parse(toText(value)) as unknown;
  } catch {
    throw new QixError(QIX_CODES.invalidParameters, `The value for ${path} is not JSON`, 'qValue');
  }
}

/**
 * Returns a copy of the properties with patches applied.
 * @throws {QixError} 4 for an invalid path
 */
export function applyPatches(properties: JsonObject, patches: readonly Patch[]): JsonObject {
  const result = cloneJson(properties);
  for (const patch of patches) applyPatch(result, patch);
  return result;
}

function applyPatch(root: JsonObject, { op, path, value }: Patch): void {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  if (last === undefined || last === '__proto__') throw invalidPath(path);
  let target: unknown = root;
  for (const key of keys) target = step(target, key, path);
  if (Array.isArray(target)) patchArray(target, last, op, value, path);
  else if (!isRecord(target)) throw invalidPath(path);
  else if (op === 'remove') Reflect.deleteProperty(target, last);
  else target[last] = value;
}

function step(target: unknown, key: string, path: string): unknown {
  const next: unknown = Array.isArray(target)
    ? target[Number(key)]
    : isRecord(target) && Object.hasOwn(target, key)
      ? target[key]
      : undefined;
  if (next === undefined) throw invalidPath(path);
  return next;
}

function patchArray(target: unknown[], key: string, op: Patch['op'], value: unknown, path: string): void {
  const index = key === '-' ? target.length : Number(key);
  const limit = op === 'add' ? target.length : target.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > limit) throw invalidPath(path);
  if (op === 'add') target.splice(index, 0, value);
  else if (op === 'remove') target.splice(index, 1);
  else target[index] = value;
}

function invalidPath(path: string): QixError {
  return new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
}
