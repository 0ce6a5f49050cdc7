import type { QlikConnection } from '../connections/connection';

/**
 * Warns, for the developer, of hosts that connections of both platforms have. It is no error: the connections with the right platform work.
 * @param source the file or place to correct
 */
export function warnOfPlatformConflicts(connections: readonly QlikConnection[], source: string): void {
  for (const host of new Set(connections.map((each) => each.host))) {
    const idsOf = (platform: QlikConnection['platform']): string =>
      connections
        .filter((each) => each.host === host && each.platform === platform)
        .map(({ id }) => `"${id}"`)
        .join(', ');
    const [cloud, server] = [idsOf('cloud'), idsOf('client-managed')];
    if (cloud && server) {
      // oxlint-disable-next-line no-console -- for the developer: no connection has failed by it yet
      console.warn(
        `ngx-qlik: ${host} is the host of ${cloud} (cloud) and of ${server} (client-managed), but it is one of the two: correct "platform" or "host" in ${source}.`,
      );
    }
  }
}
