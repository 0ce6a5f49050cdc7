/**
 * Error codes of the engine's JSON-RPC responses. Names follow `LocalizedErrorCode` of the published QIX schema; codes
 * from -32768 to -32000 are those of JSON-RPC 2.0.
 */
export const QIX_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParameters: -32602,
  internalError: -32603,
  invalidHandle: -1,
  notFound: 2,
  alreadyExists: 3,
  invalidPath: 4,
  accessDenied: 5,
  invalidArgument: 8,
  aborted: 15,
  memoryLimit: 19,
  notImplemented: 20,
  appNameInvalid: 1001,
  appNotFound: 1003,
  appNotOpen: 1017,
  appAlreadyOpen: 1002,
  connectionExists: 2000,
  connectionNotFound: 2001,
  connectionNameInvalid: 2004,
  invalidObject: 6000,
  resultTooLarge: 6001,
  invalidObjectState: 6002,
  modalConflict: 6003,
  invalidDefinition: 7000,
  notInLibrary: 7001,
  calculationTooLarge: 7003,
  conditionNotMet: 7005,
  pagesTooLarge: 7009,
  noOpenDatabase: 11030,
  variableNameMissing: 18000,
  variableNameTaken: 18001,
} as const;

/** An error response to a request: `{error: {code, parameter, message}}`. */
export class QixError extends Error {
  /**
   * @param code one of {@link QIX_CODES}
   * @param parameter `error.parameter` of the response: an id, a handle or the name of a parameter
   */
  constructor(
    readonly code: number,
    message: string,
    readonly parameter: string = '',
  ) {
    super(message);
    this.name = 'QixError';
  }
}
