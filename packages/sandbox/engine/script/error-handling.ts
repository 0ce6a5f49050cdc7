import { ScriptError } from './script-error.ts';

/**
 * The error variables of a script. With `ErrorMode=0` a statement that fails is skipped, and `ScriptError`, `ScriptErrorCount` and
 * `ScriptErrorList` say so.
 */
export class ErrorHandling {
  private readonly messages: string[] = [];

  private readonly areKept: boolean;

  constructor(private readonly variables: Map<string, string>) {
    this.areKept = variables.has('ScriptError');
    this.setVariables(0);
  }

  /** Runs a statement; returns `otherwise` when it fails and the script goes on. @throws {ScriptError} when the script ends */
  async handle<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    const count = this.messages.length;
    try {
      const result = await run();
      if (count === this.messages.length && count > 0) this.setVariables(0);
      return result;
    } catch (error) {
      if (!(error instanceof ScriptError) || this.variables.get('ErrorMode') !== '0') throw error;
      this.messages.push(`Line ${error.line}: ${error.message}`);
      this.setVariables(error.code);
      return otherwise;
    }
  }

  /** Removes the variables of a script without errors, unless the app has them from an earlier reload. */
  finish(): void {
    if (this.messages.length > 0 || this.areKept) return;
    for (const name of ['ScriptError', 'ScriptErrorCount', 'ScriptErrorList']) this.variables.delete(name);
  }

  private setVariables(code: number): void {
    this.variables.set('ScriptError', String(code));
    this.variables.set('ScriptErrorCount', String(this.messages.length));
    this.variables.set('ScriptErrorList', this.messages.join('\n'));
  }
}
