/** Where the engine tells what an operator should know. */
export interface EngineLogger {
  warn(message: string): void;
  error(message: string, cause: unknown): void;
}

/** Warnings and errors on the error stream of the process. */
export const CONSOLE_LOGGER: EngineLogger = {
  warn: (message) => console.warn(`[engine] ${message}`),
  error: (message, cause) => console.error(`[engine] ${message}`, cause),
};
