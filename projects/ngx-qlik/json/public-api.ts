/** Whether it is an object with members to read: not an array, and not `null`. */
export function ɵisRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
