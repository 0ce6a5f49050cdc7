/**
 * The schema of a body that changes members: JSON Patch (RFC 6902).
 * @param operations which are allowed
 * @param path what may be changed
 * @param item what else the schema of one change has
 */
export function patches(
  operations: readonly string[],
  path: readonly string[],
  { value = {}, required = [], ...item }: PatchItem = {},
): object {
  return {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['op', 'path', ...required],
      properties: {
        op: { type: 'string', enum: operations },
        path: { type: 'string', enum: path },
        value,
      },
      ...item,
    },
  };
}

interface PatchItem {
  /** The schema of the new values. Default: any value. */
  readonly value?: object;
  /** Members of a change that have to be there besides its operation and path. */
  readonly required?: readonly string[];
  readonly allOf?: readonly object[];
}

/**
 * The schema of a body that replaces members: the operation `replace` only.
 * @param path what may be replaced
 * @param value the schema of the new values. Default: any value
 */
export function replacements(path: readonly string[], value: object = {}): object {
  return patches(['replace'], path, { value, required: ['value'] });
}
