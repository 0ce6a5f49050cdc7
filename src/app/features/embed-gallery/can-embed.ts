import type { QlikConnection } from 'ngx-qlik';

/** Whether the connection can show embeds: the bundled runtime has none, and `noauth` makes no calls. */
export function canEmbed({ auth, runtime }: QlikConnection): boolean {
  return runtime?.bundled !== true && auth.type !== 'noauth';
}
