import { groupNamed, scriptFunctions } from '../expression/function-catalog.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Parameter } from './method.ts';

/** A parameter for `FunctionGroup`, by either of its names; 0 is the default of the published schema. */
export function functionGroup(name: string): Parameter<string> {
  return {
    name,
    fallback: 'ALL',
    read: (value) => {
      if (value === 0 || value === '') return 'ALL';
      return typeof value === 'string' ? groupNamed(value) : undefined;
    },
  };
}

/** Returns the functions of load scripts in a group, as `GetFunctions` does. */
export function functionsOf(group: string): JsonObject {
  return {
    qFunctions: scriptFunctions(group).map((entry) => ({
      qName: entry.name,
      qGroup: entry.group,
      qSignature: entry.signature,
    })),
  };
}
