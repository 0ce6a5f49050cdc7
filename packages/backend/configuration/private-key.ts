import { createPrivateKey, type KeyObject } from 'node:crypto';
import { describeWithoutPem, findPemBlocks, type PemBlock } from './pem.ts';

/** A key, or a problem: words that follow the name of a field or file, without key material. */
export type PrivateKeyReading =
  | { readonly key: KeyObject; readonly problem?: never }
  | { readonly key?: never; readonly problem: string };

/** The algorithms of JWTs that Qlik accepts. */
export type SigningAlgorithm = (typeof ALGORITHMS)[number];

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES384'] as const;

/** The minimum of RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;

const PRIVATE_KEY = /(^| )PRIVATE KEY$/;
const NEW_RSA_KEY = 'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out private-key.pem';
const NEW_EC_KEY = 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out private-key.pem';

/**
 * Reads a private key in any PEM form that Node reads: PKCS#8, PKCS#1, SEC1, with text before it.
 * @returns the problem of a key that is encrypted, shorter than 2048 bits (RSA), damaged, or something else than a private key
 */
export function readPrivateKey(text: string): PrivateKeyReading {
  const blocks = findPemBlocks(text);
  const keys = blocks.filter(({ label }) => PRIVATE_KEY.test(label));
  const block = keys.find((each) => !isEncrypted(each)) ?? keys[0];
  if (block === undefined) return { problem: `is no private key: it ${describeOther(blocks, text)}` };
  if (isEncrypted(block)) {
    return {
      problem:
        'is encrypted with a passphrase; write it without one: openssl pkey -in ENCRYPTED.pem -out private-key.pem',
    };
  }
  if (block.label === 'OPENSSH PRIVATE KEY') {
    return {
      problem: 'has the form of OpenSSH; convert a copy of it: ssh-keygen -p -N "" -m PKCS8 -f COPY',
    };
  }
  try {
    const key = createPrivateKey(block.pem);
    const problem = describeShort(key);
    return problem === undefined ? { key } : { problem };
  } catch {
    // The cause is left out: it may quote the key.
    return { problem: `is damaged: the content of its block "${block.label}" is no private key` };
  }
}

/**
 * Returns why a key cannot sign with an algorithm, in words that follow the name of a field or file; `undefined` when it can.
 * Source: RFC 7518, sections 3.3 and 3.4.
 */
export function findMisfit(key: KeyObject, algorithm: SigningAlgorithm): string | undefined {
  const isRsa = algorithm !== 'ES384';
  const fits = isRsa
    ? key.asymmetricKeyType === 'rsa'
    : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'secp384r1';
  if (fits) return undefined;
  const wanted = isRsa ? `an RSA key of ${MIN_RSA_BITS} bits or more` : 'an EC key on the curve P-384';
  return `is ${describeKey(key)}, and ${algorithm} needs ${wanted}; make one: ${isRsa ? NEW_RSA_KEY : NEW_EC_KEY}`;
}

/** Narrows a value to an algorithm that Qlik accepts. */
export function isAlgorithm(value: unknown): value is SigningAlgorithm {
  return ALGORITHMS.some((each) => each === value);
}

/** Describes the kind of a key. */
export function describeKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  switch (type) {
    case 'rsa':
      return `an RSA key of ${details?.modulusLength ?? 'unknown'} bits`;
    case 'rsa-pss':
      return 'an RSA-PSS key';
    case 'ec':
      return `an EC key on the curve ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? '(written out as parameters)'}`;
    default:
      return `a key of the type ${type ?? 'secret'}`;
  }
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function describeShort(key: KeyObject): string | undefined {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  const isShort = /^rsa/.test(key.asymmetricKeyType ?? '') && bits !== undefined && bits < MIN_RSA_BITS;
  return isShort
    ? `is too short: RSA with ${bits} bits, and ${MIN_RSA_BITS} is the least; make another: ${NEW_RSA_KEY}`
    : undefined;
}

function isEncrypted({ label, isEncrypted: hasHeaders }: PemBlock): boolean {
  return hasHeaders || label === 'ENCRYPTED PRIVATE KEY';
}

function describeOther(blocks: readonly PemBlock[], text: string): string {
  const labels = [...new Set(blocks.map(({ label }) => label))];
  return labels.length === 0 ? describeWithoutPem(text) : `has ${labels.join(', ')} only`;
}
