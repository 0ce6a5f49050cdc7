import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, errors } from 'jose';

/** The result of opening a value: `moved` was written for another key, `unreadable` under an unknown secret. */
export type Opened =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'moved' | 'unreadable' };

/**
 * Encrypts values and binds each to the key that it is stored under (authenticated data), so that a copy under another key is worthless.
 * The first secret encrypts, all decrypt.
 * @see RFC 7516: the protected header is the authenticated data
 */
export class SealedValues {
  readonly #keys: readonly Uint8Array[];

  /** @param secrets at least one; the same for all instances */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => createHash('sha256').update(`state/${secret}`).digest());
    if (this.#keys.length === 0) throw new RangeError('At least one secret is needed.');
  }

  async seal(key: string, value: string): Promise<string> {
    return new CompactEncrypt(new TextEncoder().encode(value))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', key: fingerprint(key) })
      .encrypt(this.#first);
  }

  async open(key: string, sealed: string): Promise<Opened> {
    for (const secret of this.#keys) {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(sealed, secret, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        if (protectedHeader['key'] !== fingerprint(key)) return { kind: 'moved' };
        return { kind: 'value', value: new TextDecoder().decode(plaintext) };
      } catch (error) {
        // Encrypted under another secret, or a foreign value.
        if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    return { kind: 'unreadable' };
  }

  /** The spellings of a member of a set, one for each secret; the first is the one to add. They are bound to the set. */
  memberForms(set: string, member: string): readonly [string, ...string[]] {
    const [first, ...others] = this.#keys.map((key) => `${tag(key, set, member)}.${member}`);
    return [first ?? '', ...others];
  }

  /** The member of one spelling; `undefined` when it was written for another set or under an unknown secret. */
  openMember(set: string, form: string): string | undefined {
    const dot = form.indexOf('.');
    const member = form.slice(dot + 1);
    const given = Buffer.from(form.slice(0, Math.max(0, dot)));
    const isVerified = this.#keys.some((key) => {
      const wanted = Buffer.from(tag(key, set, member));
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    });
    return isVerified ? member : undefined;
  }

  get #first(): Uint8Array {
    const [first] = this.#keys;
    if (first === undefined) throw new RangeError('At least one secret is needed.');
    return first;
  }
}

function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

function tag(key: Uint8Array, set: string, member: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['member', set, member]))
    .digest('base64url');
}
