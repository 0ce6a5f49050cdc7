/** What went wrong, in words for people. */
export interface Problem {
  /** One or more lines. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  /** Only a reload of the page helps: it takes the place of trying again. */
  readonly needsReload?: boolean;
  /** For programs and for looking it up. */
  readonly code?: string;
  /** Technical details, shown on demand; without credentials. */
  readonly details?: string;
}
