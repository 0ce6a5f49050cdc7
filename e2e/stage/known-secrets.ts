import { readFileSync } from 'node:fs';
import type { SandboxAddresses } from '../../scripts/stage/sandbox-addresses.mjs';
import { type KnownSecret, lineOfKey } from './secret-watch.ts';

/** What neither a browser nor a log may get to see: everything that the sandbox has written down for backends and administrators. */
export function knownSecrets(sandbox: SandboxAddresses): readonly KnownSecret[] {
  const { cloudKeys } = sandbox;
  // Missing where the sandbox has no such server, which its type does not say.
  const certificates = sandbox.clientManagedCertificates as
    SandboxAddresses['clientManagedCertificates'] | undefined;
  return [
    { name: 'a client secret', text: 'sandbox-web-secret' },
    ...cloudKeys.apiKeys.map(({ file, tenant }) => ({
      name: `the API key of ${tenant}`,
      text: readFileSync(file, 'utf8').trim(),
    })),
    { name: 'the key of JWTs', text: lineOfKey(cloudKeys.jwt.privateKeyFile) },
    ...(certificates === undefined
      ? []
      : [
          { name: 'the key of the client certificate', text: lineOfKey(certificates.clientKey) },
          { name: "the key of the virtual proxy's JWTs", text: lineOfKey(certificates.jwtKey) },
        ]),
  ];
}
