import type { QlikError } from 'ngx-qlik';

/** An error of a part of the page. */
export interface PanelFailure {
  readonly error: QlikError;
  /** Whether the component was removed; otherwise one action failed and the component is still shown. */
  readonly isRemoved: boolean;
}
