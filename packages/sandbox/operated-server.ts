import type { OperatedTenant } from './admin/operated-tenant.ts';
import type { ClientManagedServer } from './client-managed/server.ts';

/** Returns the server in the form of the admin API. It has no tokens: its sessions expire instead. */
export function operatedServer(server: ClientManagedServer): OperatedTenant {
  return {
    id: server.id,
    get origin() {
      return server.origin;
    },
    get isRunning() {
      return server.isRunning;
    },
    platform: 'client-managed',
    requests: server.requests,
    unsupportedCalls: server.unsupportedCalls,
    faults: server.faults,
    clock: server.clock,
    restartEngine: (code) => server.restartEngine(code),
    makeCsrfTokensStale: () => server.rotateCsrfTokens(),
    start: () => server.start(),
    stop: (sessions) => server.stop(sessions),
    expireTokens: ({ user }) => server.expireSessions(user === undefined ? {} : { user }),
    closeSockets: (code) => server.closeSockets(code),
    resetUserData: () => server.resetUserData(),
  };
}
