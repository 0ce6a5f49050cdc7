import type { QlikConnection, QlikConnectionInput } from 'ngx-qlik';

/** A connection for a test: a cloud tenant at `https://<id>.example` with auth type `none`, unless said otherwise. */
export function fakeConnection(
  written: Partial<QlikConnectionInput> & { readonly id: string },
): QlikConnection {
  const connection: QlikConnectionInput = {
    label: `Tenant ${written.id}`,
    platform: 'cloud',
    host: `https://${written.id}.example`,
    auth: { type: 'none' },
    ...written,
  };
  // The brand stands for "was validated"; a test vouches for its own ids.
  return connection as QlikConnection;
}
