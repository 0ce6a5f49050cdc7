import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeConsumer, runIn } from '../consumer.ts';

/** What `render.mjs` writes. */
interface Rendered {
  readonly html: string;
  /** Globals of a browser that the library has touched. */
  readonly touched: readonly string[];
  readonly errors: readonly string[];
  readonly milliseconds: number;
}

for (const change of ['zoneless', 'zone']) {
  for (const source of ['list', 'file']) {
    describe(`on a server (${change}, connections from a ${source}), the library`, () => {
      it('renders placeholders, touches no global, and keeps nothing running', async () => {
        const folder = makeConsumer(`server-${change}-${source}`, 'tests/platforms/application');
        const args = ['render.mjs', change, source, 'https://tenant.example'];
        const { code, isTooLate, output } = await runIn(folder, args, { limitSeconds: 60 });
        assert.equal(code, 0, output);
        assert.equal(isTooLate, false, 'The process did not end.');
        const { html, touched, errors, milliseconds } = JSON.parse(
          output.split('\n').at(-1) ?? '',
        ) as Rendered;
        assert.deepEqual(errors, []);
        assert.deepEqual(touched, []);
        assert.match(html, /<p id="state"[^>]*>signed-out<\/p>/);
        assert.match(html, /<p id="session"[^>]*>none<\/p>/);
        assert.match(html, /<p id="configuration"[^>]*>loading<\/p>/);
        assert.match(html, /<p[^>]*role="status"[^>]*>Loading …<\/p>/);
        assert.doesNotMatch(html, /<qlik-embed[ >]|<script[^>]*qlik/);
        assert.ok(milliseconds < 25_000, `It took ${milliseconds} ms.`);
      });
    });
  }
}
