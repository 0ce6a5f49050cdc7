import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provesPassword, responseKey } from './ntlm-response.ts';

// The worked example of [MS-NLMP], section 4.2.4: user "User", domain "Domain", password "Password".
const CHALLENGE = Buffer.from('0123456789abcdef', 'hex');
const TEMP = Buffer.from(
  '01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00' +
    '01000c0053006500720076006500720000000000' +
    '00000000',
  'hex',
);
const PROOF = Buffer.from('68cd0ab851e51c96aabc927bebef6a1c', 'hex');
const message = { user: 'User', domain: 'Domain', workstation: 'COMPUTER' };

test('makes the key of Microsoft’s worked example', () => {
  assert.equal(responseKey('User', 'Domain', 'Password').toString('hex'), '0c868a403bfd7a93a3001ef22ef02e3f');
});

test('accepts the response of Microsoft’s worked example, and no other password, user, domain or challenge', () => {
  const ntResponse = Buffer.concat([PROOF, TEMP]);
  const response = { ...message, ntResponse };
  assert.equal(provesPassword(response, 'Password', CHALLENGE), true);
  assert.equal(provesPassword({ ...response, user: 'USER' }, 'Password', CHALLENGE), true);
  assert.equal(provesPassword(response, 'password', CHALLENGE), false);
  assert.equal(provesPassword({ ...response, user: 'Other' }, 'Password', CHALLENGE), false);
  assert.equal(provesPassword({ ...response, domain: 'DOMAIN' }, 'Password', CHALLENGE), false);
  assert.equal(provesPassword(response, 'Password', Buffer.alloc(8)), false);
});

test('refuses responses of version 1', () => {
  assert.equal(provesPassword({ ...message, ntResponse: Buffer.alloc(24) }, 'Password', CHALLENGE), false);
});
