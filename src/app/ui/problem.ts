/** An error to show to the user. */
export interface Problem {
  /** One or more lines. */
  readonly message: string;
  /** What the user can do. */
  readonly remedy: string;
  /** Only a reload of the page helps: the reload button replaces the retry button. */
  readonly needsReload?: boolean;
  /** Error code. */
  readonly code?: string;
  /** Technical details, shown on demand. They contain no credentials. */
  readonly details?: string;
}
