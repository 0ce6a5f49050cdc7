import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineAttack } from '../attack.ts';
import { nextAddress } from '../fuzz-session.ts';

const SIGN_INS_PER_MINUTE = 30;

/** More sign-ins of one address than a minute may have; IPv6 addresses of one /64 are one. */
export const rateLimits = defineAttack({
  name: 'rate limits',
  weight: 1,
  inputs: fc.record({ isIpv6: fc.boolean(), more: fc.integer({ min: 1, max: 20 }) }),
  run: async ({ client }, { isIpv6, more }) => {
    const [, second, third, fourth] = nextAddress().split('.');
    const prefix = `2001:db8:${Number(second).toString(16)}:${((Number(third) << 8) | Number(fourth)).toString(16)}`;
    const address = nextAddress();
    const send = async (at: number): Promise<number> => {
      const { status } = await client.call('/app/sign-in', {
        method: 'POST',
        headers: {
          origin: client.origin,
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': isIpv6 ? `${prefix}:${at.toString(16)}::1` : address,
        },
        body: 'user=unknown&returnTo=/',
      });
      return status;
    };
    const statuses = await Promise.all(
      Array.from({ length: SIGN_INS_PER_MINUTE + more }, (_, at) => send(at)),
    );
    assert.equal(statuses.filter((status) => status === 429).length, more, statuses.join());
    assert.equal(statuses.filter((status) => status === 400).length, SIGN_INS_PER_MINUTE, statuses.join());
  },
});
