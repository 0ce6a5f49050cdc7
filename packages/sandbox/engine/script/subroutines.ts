import type { Value } from '../expression/value.ts';
import type { Block } from './blocks.ts';
import { subCall, subHead, variableName } from './control-heads.ts';
import { ScriptError } from './script-error.ts';
import { setVariable } from './script-state.ts';

interface Sub {
  readonly parameters: readonly string[];
  readonly body: readonly Block[];
}

/** What a call needs from the running script. */
interface CallContext {
  readonly variables: Map<string, string>;
  readonly valueOf: (source: string) => Promise<Value>;
  /** Runs the body. @param name of the subroutine, for errors */
  readonly run: (body: readonly Block[], name: string) => Promise<unknown>;
}

/** The subroutines of a script. */
export class Subroutines {
  private readonly subs = new Map<string, Sub>();

  /** Runs a `sub … end sub` block, which defines the subroutine. @throws {ScriptError} for a malformed head */
  define(head: string, body: readonly Block[]): void {
    const { name, parameters } = subHead(head);
    this.subs.set(name, { parameters, body });
  }

  /**
   * Runs a `call`. Parameters are variables of the subroutine only; an argument that is a variable gets the last value of its parameter.
   * @throws {ScriptError} for an unknown subroutine or too many arguments
   */
  async call(text: string, { variables, valueOf, run }: CallContext): Promise<void> {
    const { name, args } = subCall(text);
    const sub = this.subs.get(name.toLowerCase());
    if (!sub) throw new ScriptError(`Subroutine '${name}' not found`);
    const { parameters, body } = sub;
    if (args.length > parameters.length)
      throw new ScriptError(
        `Subroutine '${name}' takes ${parameters.length} arguments, ${args.length} given`,
      );
    const values: Value[] = [];
    for (const argument of args) values.push(await valueOf(argument));
    const before = parameters.map((parameter) => variables.get(parameter));
    const results: (string | undefined)[] = [];
    parameters.forEach((parameter, place) => setVariable(variables, parameter, values[place] ?? null));
    try {
      await run(body, name);
    } finally {
      for (const [place, parameter] of parameters.entries()) {
        results.push(variables.get(parameter));
        restoreVariable(variables, parameter, before[place]);
      }
    }
    for (const [place, argument] of args.entries()) {
      const variable = variableName(argument);
      if (variable !== undefined) restoreVariable(variables, variable, results[place]);
    }
  }
}

function restoreVariable(variables: Map<string, string>, name: string, definition: string | undefined): void {
  if (definition === undefined) variables.delete(name);
  else variables.set(name, definition);
}
