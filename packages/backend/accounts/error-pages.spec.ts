import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { Problem } from '../errors/problem.ts';
import { OPTIONS, VARIABLES } from '../setting-names.ts';
import { addErrorPages } from './error-pages.ts';

describe('error pages', () => {
  for (const names of [VARIABLES, OPTIONS]) {
    it(`name settings as their reader knows them: ${names.publicUrl}`, async () => {
      const app = Fastify();
      app.decorate('settingNames', names);
      addErrorPages(app);
      app.get('/', () => {
        throw new Problem(503, 'unavailable', 'It is away.', {
          remedy: (known) => `Set ${known.publicUrl}.`,
        });
      });
      const { statusCode, body } = await app.inject({ url: '/', headers: { accept: 'text/html' } });
      await app.close();
      assert.equal(statusCode, 503);
      assert.match(body, new RegExp(`It is away\\. Set ${names.publicUrl}\\.`));
    });
  }
});
