import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthDemo } from '../../../src/app/features/auth-demos/auth-demo.ts';
import { fillGuide, readGuides } from './guide-sections.ts';

describe('the guides of the auth types', async () => {
  const guides = await readGuides();

  it('are there for each demo', () => assert.ok(guides.length >= 15));

  for (const { name, text, filled } of guides) {
    it(`say what the demo says: ${name}`, () => {
      assert.equal(text, filled, 'Remedy: npm run guides');
    });
  }

  for (const { name, text } of guides) {
    it(`have commands in code, and no sentences: ${name}`, () => {
      const spans = text.replaceAll(/^```.*?^```$/gms, '').match(/`[^`\n]+`/g) ?? [];
      assert.deepEqual(
        spans.filter((span) => /\. [A-Z]/.test(span)),
        [],
      );
    });
  }

  it('need a marked section for each part of a demo', () => {
    assert.throws(
      () => fillGuide('# A guide', [{ type: 'pfx' } as AuthDemo]),
      /lacks "<!-- demo of pfx: use -->"/,
    );
  });
});
