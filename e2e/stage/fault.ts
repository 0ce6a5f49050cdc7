/** Which requests or sockets a fault is for; what is left out may be anything. */
export interface FaultMatch {
  /** A path and what is below it, or a pattern with `*` (no slash) or `**`; or several. */
  readonly path?: string | readonly string[];
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly user?: string;
  /** Default: sockets for effects that only these have, else requests. */
  readonly kind?: 'http' | 'websocket';
}

/** When something happens to a socket: to those that are open, after the handshake, or when a call (default `OpenDoc`) arrives. */
type SocketMoment =
  | { readonly at: 'now' | 'accepted'; readonly afterMs?: number }
  | { readonly at: 'call'; readonly method?: string; readonly afterMs?: number };

/** What goes wrong; told one by one in sandbox/faults/README.md. */
export type FaultEffect =
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'never-answer' }
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly retryAfter?: { readonly seconds: number; readonly as: 'seconds' | 'date' };
      readonly body?: string | object;
    }
  | { readonly type: 'cut-off' }
  | {
      readonly type: 'replace-body';
      readonly contentType: string;
      readonly body: string;
      readonly status?: number;
    }
  | { readonly type: 'rewrite-next'; readonly origin: string }
  | { readonly type: 'no-cors' }
  | { readonly type: 'set-headers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'rewrite-redirect'; readonly parameters: Readonly<Record<string, string>> }
  | ({ readonly type: 'close-socket'; readonly code: number; readonly reason?: string } & SocketMoment)
  | ({ readonly type: 'silent-socket' } & SocketMoment);

/** A fault as a test asks the sandbox for it. */
export interface Fault {
  /** Takes the place of the one that has it. */
  readonly id?: string;
  readonly match?: FaultMatch;
  /** How often it strikes at most; without end by default. */
  readonly count?: number;
  /** So many that match are spared first. */
  readonly skip?: number;
  readonly effect: FaultEffect;
}

/** A fault as the sandbox tells of it. */
export interface ActiveFault extends Fault {
  readonly id: string;
  readonly applied: number;
  readonly isExhausted: boolean;
}

/** Narrows a preset. */
export interface PresetWishes {
  readonly user?: string;
  readonly path?: string;
  readonly count?: number;
}

/** The names of the sandbox's presets; an unknown one is refused by it. */
export type PresetId =
  | 'runtime-404'
  | 'runtime-silent'
  | 'runtime-html'
  | 'csrf-stale'
  | 'csrf-refused'
  | 'token-refused-once'
  | 'token-refused-always'
  | 'tokens-expired'
  | 'session-expired'
  | 'sign-in-unavailable'
  | 'sign-in-coop'
  | 'issuer-alias'
  | 'rate-limited-seconds'
  | 'rate-limited-date'
  | 'unavailable'
  | 'unavailable-briefly'
  | 'cut-off'
  | 'html-answer'
  | 'foreign-next-link'
  | 'cors-blocked'
  | 'socket-403'
  | 'socket-500'
  | 'socket-token-refused'
  | 'socket-1006'
  | 'socket-4001'
  | 'socket-4003'
  | 'socket-4005'
  | 'socket-4204'
  | 'socket-4240'
  | 'socket-silent'
  | 'engine-restart'
  | 'clock-ahead'
  | 'clock-behind'
  | 'slow'
  | 'silent';
