import type { QlikError } from '../errors/qlik-error';

/** What happened to a connection's sign-in, in the order in which it happened. */
export type SessionEventType = 'signed-in' | 'renewed' | 'refused' | 'signed-out' | 'failed';

/** Tells others of {@link SessionEventType}s; `error` where there was one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;
