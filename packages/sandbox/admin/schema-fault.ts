/** One validation error of Ajv. */
export interface SchemaFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Returns a message that names the wrong field and the expected value. @param where `body`, `querystring`, … */
export function describeSchemaFault(faults: readonly SchemaFault[], where: string): string {
  const [fault] = faults;
  if (fault === undefined) {
    return `${where} is not valid`;
  }
  const { instancePath, keyword, params, message = 'is not valid' } = fault;
  const at = `${where}${instancePath}`;
  if (keyword === 'additionalProperties') {
    return `${at}/${String(params['additionalProperty'])} is unknown`;
  }
  if (keyword === 'required') {
    return `${at}/${String(params['missingProperty'])} is missing`;
  }
  if (keyword === 'discriminator') {
    return `${at}/${String(params['tag'])} must be one of the values in the README`;
  }
  const allowed: unknown = params['allowedValues'];
  return `${at} ${message}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`;
}
