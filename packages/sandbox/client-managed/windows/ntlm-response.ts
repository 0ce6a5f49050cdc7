import { createHmac, timingSafeEqual } from 'node:crypto';
import md4 from 'js-md4';
import type { AuthenticateMessage } from './ntlm-messages.ts';

/** NTLMv2's proof is 16 bytes, followed by the client's own challenge: at least 28 bytes before the target information. */
const PROOF_LENGTH = 16;
const SHORTEST_RESPONSE = PROOF_LENGTH + 28;

/** Returns whether a response is of NTLM version 2. Version 1 has 24 bytes and is refused, as by current Windows servers. */
export function isVersion2({ ntResponse }: AuthenticateMessage): boolean {
  return ntResponse.length >= SHORTEST_RESPONSE && ntResponse[PROOF_LENGTH] === 1;
}

/**
 * Returns whether the response proves that the client has the password.
 * Source: [MS-NLMP] section 3.3.2, `NTOWFv2` and `NTProofStr`.
 */
export function provesPassword(message: AuthenticateMessage, password: string, challenge: Buffer): boolean {
  if (!isVersion2(message)) {
    return false;
  }
  const key = responseKey(message.user, message.domain, password);
  const expected = hmacMd5(key, Buffer.concat([challenge, message.ntResponse.subarray(PROOF_LENGTH)]));
  return timingSafeEqual(expected, message.ntResponse.subarray(0, PROOF_LENGTH));
}

/** `NTOWFv2`: the key derived from password, user and domain. */
export function responseKey(user: string, domain: string, password: string): Buffer {
  const ntHash = Buffer.from(md4.arrayBuffer(Buffer.from(password, 'utf16le')));
  return hmacMd5(ntHash, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
}

/** HMAC-MD5, the hash of NTLM. */
export function hmacMd5(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}
