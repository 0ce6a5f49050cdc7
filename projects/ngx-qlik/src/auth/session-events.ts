import type { QlikError } from '../errors/qlik-error';

/** What happened to a connection's sign-in, in the order in which it happened. */
export type SessionEventType = 'signed-in' | 'renewed' | 'refused' | 'signed-out' | 'failed';

/** Receives {@link SessionEventType}s, with the error where there is one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;
