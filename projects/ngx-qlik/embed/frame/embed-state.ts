import type { QlikError } from 'ngx-qlik';

/** The state of an embed. */
export type EmbedState =
  /** Also while a server renders the page. */
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: QlikError };
