import assert from 'node:assert/strict';
import test from 'node:test';
import { localOrigin } from './local-origin.ts';

test('an origin has its port, but for the one that its scheme has by itself', () => {
  assert.equal(localOrigin('http', 8181), 'http://localhost:8181');
  assert.equal(localOrigin('https', 443), 'https://localhost');
  assert.equal(localOrigin('http', 80), 'http://localhost');
  assert.equal(localOrigin('http', 443), 'http://localhost:443');
});
