import { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { findKeyMismatch, readAuthorities, readCertificates, toPem } from './certificate.ts';
import { findMisfit, isAlgorithm, readPrivateKey } from './private-key.ts';
import { type SecretSources, secretValue } from './secret-value.ts';

/** A private key of the secrets file, ready to sign with. Its PEM is kept out of the log. */
export function privateKeyValue(sources: SecretSources) {
  return secretValue(sources).transform((text, context): KeyObject => {
    const { key, problem } = readPrivateKey(text);
    return key ?? refuse(context, problem);
  });
}

/** A private key for TLS, as PKCS#8 in PEM. */
export function tlsKeyValue(sources: SecretSources) {
  return privateKeyValue(sources).transform((key): string => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    sources.onSecret(pem);
    return pem;
  });
}

/** A certificate and the chain behind it, as PEM. */
export function certificateValue(sources: SecretSources) {
  return certificatesValue(sources, readCertificates);
}

/** The certificates of the authorities to trust, as PEM. For every field named `ca`. */
export function authoritiesValue(sources: SecretSources) {
  return certificatesValue(sources, readAuthorities);
}

function certificatesValue(sources: SecretSources, read: typeof readCertificates) {
  return secretValue({ ...sources, isPublic: (text) => !text.includes('PRIVATE KEY') }).transform(
    (text, context): string => {
      const { certificates, problem } = read(text);
      return certificates === undefined ? refuse(context, problem) : toPem(certificates);
    },
  );
}

/** Checks two fields of a connection together: key with algorithm, key with certificate. */
export const fittingKeys = z.superRefine<object>(
  (connection, context) => {
    const { privateKey, algorithm, key, certificate } = connection as KeyFields;
    const report = (path: keyof KeyFields, message: string | undefined): void => {
      if (message !== undefined) context.addIssue({ code: 'custom', path: [path], message });
    };
    if (privateKey instanceof KeyObject && isAlgorithm(algorithm)) {
      report('privateKey', findMisfit(privateKey, algorithm));
    }
    if (typeof key === 'string' && typeof certificate === 'string') {
      report('key', findKeyMismatch(key, certificate));
    }
  },
  // All errors are reported together, so this runs also when other fields are wrong.
  { when: ({ value }) => typeof value === 'object' && value !== null },
);

/** The fields after a successful check. */
type KeyFields = Partial<Record<'privateKey' | 'algorithm' | 'key' | 'certificate', unknown>>;

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
