/** A script that cannot go on: what happened, and the statement and line that it happened in. */
export class ScriptError extends Error {
  constructor(
    message: string,
    /** The statement as it was run, dollar expansions replaced. */
    readonly statement: string = '',
    /** The line of the script that the statement begins in, from 1; 0 where none is known. */
    readonly line: number = 0,
  ) {
    super(message);
    this.name = 'ScriptError';
  }

  /** The same with its place, where it has none yet. */
  at(statement: string, line: number): ScriptError {
    return this.line > 0 ? this : new ScriptError(this.message, statement, line);
  }
}

/** Somebody called the reload off. */
export class ReloadCanceled extends Error {
  constructor() {
    super('The reload was cancelled');
    this.name = 'ReloadCancelled';
  }
}
