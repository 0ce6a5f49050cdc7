/** Receives the engine's warnings and errors. */
export interface EngineLogger {
  warn(message: string): void;
  error(message: string, cause: unknown): void;
}

/** Writes warnings and errors to the standard error stream. */
export const CONSOLE_LOGGER: EngineLogger = {
  warn: (message) => console.warn(`[engine] ${message}`),
  error: (message, cause) => console.error(`[engine] ${message}`, cause),
};
