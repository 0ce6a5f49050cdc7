import type { Options, ValidateFunction } from 'ajv';
import { isRecord } from '../json/is-record.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

/** A difference between an answer and Qlik's published types. */
export interface Difference {
  /** Method or endpoint. */
  readonly answer: string;
  /** Where in the answer, as a JSON pointer. */
  readonly path: string;
  /** Whether the published types do not have the member. */
  readonly isUnknownMember: boolean;
  /** What was expected, and the value. */
  readonly message: string;
}

/**
 * How schemas of answers are compiled: each for a few answers only, so code that is written faster is worth more than code that runs faster.
 * The schemas are made by a program, and need no check by themselves.
 */
export const ANSWER_OPTIONS: Options = {
  ...{ strict: false, allErrors: true },
  ...{ validateSchema: false, code: { optimize: false } },
};

/** Returns whether the difference is in the list of known ones. */
export function isKnown({ answer, path, isUnknownMember }: Difference): boolean {
  return KNOWN_DIFFERENCES.some(
    (known) =>
      known.answers.test(answer) &&
      known.path.test(path) &&
      (isUnknownMember || known.onlyUnknownMembers !== true),
  );
}

/** Returns the differences of a value from a schema. */
export function differencesOf(
  answer: string,
  path: string,
  validate: ValidateFunction,
  value: unknown,
): Difference[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = 'is not valid', params }) => {
    const detail: Readonly<Record<string, unknown>> = params;
    const member = detail['additionalProperty'] ?? detail['missingProperty'];
    const pointer = typeof member === 'string' ? `${instancePath}/${member}` : instancePath;
    const allowed: unknown = detail['allowedValues'];
    const found = valueAt(value, pointer);
    const shown = found === undefined ? 'absent' : JSON.stringify(found).slice(0, 80);
    return {
      answer,
      path: `${path}${pointer}`,
      isUnknownMember: detail['additionalProperty'] !== undefined,
      message: `${message}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}, is ${shown}`,
    };
  });
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, step) =>
        Array.isArray(inner)
          ? inner[Number(step)]
          : isRecord(inner)
            ? inner[step.replaceAll('~1', '/')]
            : undefined,
      value,
    );
}

const TEXT_NUMBER = { type: ['number', 'string'], pattern: '^(NaN|-?Infinity)$' };

/** Returns a schema whose numbers may be those that JSON cannot express: a real engine writes them as texts. */
export function withTextNumbers(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withTextNumbers);
  if (!isRecord(schema)) return schema;
  if (schema['type'] === 'number' && schema['enum'] === undefined && schema['const'] === undefined)
    return TEXT_NUMBER;
  return Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, withTextNumbers(inner)]));
}

/** Writes differences, one a line. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map(({ answer, path, message }) => `${answer} ${path}: ${message}`).join('\n');
}
