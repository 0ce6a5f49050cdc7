import type { QlikError } from 'ngx-qlik';

/** What became of a part of the page that threw an error. */
export interface PanelFailure {
  readonly error: QlikError;
  /** Whether it had to be taken away; else one action of it failed, and it goes on. */
  readonly isRemoved: boolean;
}
