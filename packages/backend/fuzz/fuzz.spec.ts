import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { runCampaign } from './campaign.ts';

const SHORT_MS = 8_000;
/** Ends the run earlier: the number of requests that each test run makes. */
const SHORT_RESPONSES = 2_000;

/** The short form of `npm run fuzz`. */
describe('a backend under attacks at random', () => {
  it('shows no secret, mixes up no users and works afterwards as before', { timeout: 180_000 }, async () => {
    const lines: string[] = [];
    const { findings, responses, descriptors } = await runCampaign({
      seed: randomInt(2 ** 31),
      durationMs: SHORT_MS,
      requests: SHORT_RESPONSES,
      only: undefined,
      index: undefined,
      print: (text) => void lines.push(text),
    });
    assert.deepEqual(findings, [], lines.join('\n'));
    assert.ok(responses > 300, `${responses} answers`);
    assert.ok(descriptors.after <= descriptors.before);
  });
});
