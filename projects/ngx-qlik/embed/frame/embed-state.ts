import type { QlikError } from 'ngx-qlik';

/** How an embed stands. */
export type EmbedState =
  /** Not begun: outside a browser. */
  | { readonly status: 'idle' }
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: QlikError };
