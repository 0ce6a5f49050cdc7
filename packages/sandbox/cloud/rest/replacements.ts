/**
 * The schema of a body that replaces members: JSON Patch (RFC 6902) with the operation `replace` only.
 * @param path what may be replaced
 * @param value the schema of the new values. Default: any value
 */
export function replacements(path: readonly string[], value: object = {}): object {
  return {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['op', 'path', 'value'],
      properties: {
        op: { type: 'string', enum: ['replace'] },
        path: { type: 'string', enum: path },
        value,
      },
    },
  };
}
