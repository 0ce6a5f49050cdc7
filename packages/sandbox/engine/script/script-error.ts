/** Qlik's numbers of script errors, which the variable `ScriptError` has. */
export const ERROR_CODES = {
  general: 1,
  syntax: 2,
  fileNotFound: 8,
  databaseNotFound: 9,
  tableNotFound: 10,
  fieldNotFound: 11,
  wrongFormat: 12,
} as const;

/** A number of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

/** A script error with its statement and line. */
export class ScriptError extends Error {
  constructor(
    message: string,
    /** The statement after dollar expansion. */
    readonly statement: string = '',
    /** The line of the script where the statement begins, from 1; 0 when unknown. */
    readonly line: number = 0,
    readonly code: ErrorCode = ERROR_CODES.general,
  ) {
    super(message);
    this.name = 'ScriptError';
  }

  /** Returns an error with a code of {@link ERROR_CODES}; statement and line are added by the runner. */
  static of(code: keyof typeof ERROR_CODES, message: string): ScriptError {
    return new ScriptError(message, '', 0, ERROR_CODES[code]);
  }

  /** Returns the error with statement and line, unless it already has them. */
  at(statement: string, line: number): ScriptError {
    return this.line > 0 ? this : new ScriptError(this.message, statement, line, this.code);
  }
}

/** Thrown when the reload was canceled. */
export class ReloadCanceled extends Error {
  constructor() {
    super('The reload was canceled');
    this.name = 'ReloadCancelled';
  }
}

/** Thrown by `Exit Script`. */
export class ScriptExit extends Error {
  constructor() {
    super('The script ends');
    this.name = 'ScriptExit';
  }
}
