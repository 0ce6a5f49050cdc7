import type { QlikConnection } from 'ngx-qlik';

/** Whether Qlik's own UIs can be shown over a connection: the bundled runtime has none, and who may call nothing can show nothing. */
export function canEmbed({ auth, runtime }: QlikConnection): boolean {
  return runtime?.bundled !== true && auth.type !== 'noauth';
}
