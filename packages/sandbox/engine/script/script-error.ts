/** A script error with its statement and line. */
export class ScriptError extends Error {
  constructor(
    message: string,
    /** The statement after dollar expansion. */
    readonly statement: string = '',
    /** The line of the script where the statement begins, from 1; 0 when unknown. */
    readonly line: number = 0,
  ) {
    super(message);
    this.name = 'ScriptError';
  }

  /** Returns the error with statement and line, unless it already has them. */
  at(statement: string, line: number): ScriptError {
    return this.line > 0 ? this : new ScriptError(this.message, statement, line);
  }
}

/** Thrown when the reload was canceled. */
export class ReloadCanceled extends Error {
  constructor() {
    super('The reload was canceled');
    this.name = 'ReloadCancelled';
  }
}
