import { type QlikConnection, QlikError } from 'ngx-qlik';

/**
 * Checks that a connection supports embeds: the bundled runtime does not.
 * @throws {QlikError} `runtime-module-missing`
 */
export function requireEmbeds({ id, label, runtime }: QlikConnection): void {
  if (!runtime?.bundled) return;
  throw new QlikError('runtime-module-missing', `${label} uses the bundled runtime, which has no embeds.`, {
    remedy:
      'Draw the data with ngx-qlik/qix, or name a host that serves /qlik-embed/main.js in "runtime.url" of the connection.',
    connectionId: id,
  });
}
