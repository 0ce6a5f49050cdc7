/** What went wrong, in words for people. */
export interface Problem {
  /** One or more lines. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  /** For programs and for looking it up. */
  readonly code?: string;
  /** Technical details, shown on demand; without credentials. */
  readonly details?: string;
}
