import type { FastifyInstance } from 'fastify';
import { QlikError, serviceCode } from './qlik-error.ts';

/** Qlik's clients send the version of the API as year and month, for example `2026-08`. */
const VERSION = /^\d{4}-(0[1-9]|1[0-2])$/;

/**
 * Checks the `qlik-api-version` header where it is there. Every version that has the right form gets the same answers;
 * the answer to a malformed one is not public, a 400 is assumed.
 */
export function requireApiVersion(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request) => {
    const version = request.headers['qlik-api-version'];
    if (version !== undefined && (typeof version !== 'string' || !VERSION.test(version))) {
      throw new QlikError(400, {
        code: serviceCode(request.url, 400),
        title: 'Invalid API version',
        detail: 'The header qlik-api-version has to be a year and a month, for example 2026-08.',
      });
    }
  });
}
