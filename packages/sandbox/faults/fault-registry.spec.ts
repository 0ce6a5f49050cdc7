import assert from 'node:assert/strict';
import test from 'node:test';
import { matchesPath } from './fault-registry.ts';

test('a path without stars matches itself and paths below, not other paths with the same prefix', () => {
  assert.ok(matchesPath('/api/v1/items', '/api/v1/items'));
  assert.ok(matchesPath('/api/v1/items', '/api/v1/items/1'));
  assert.ok(matchesPath('/api/v1/items/', '/api/v1/items'));
  assert.ok(matchesPath('/', '/anything'));
  assert.ok(!matchesPath('/api/v1/items', '/api/v1/items-old'));
  assert.ok(!matchesPath('/api/v1/items', '/x/api/v1/items'));
});

test('one star matches inside a segment, two match across segments', () => {
  assert.ok(matchesPath('/api/*/items', '/api/v1/items'));
  assert.ok(!matchesPath('/api/*/items', '/api/v1/old/items'));
  assert.ok(matchesPath('/api/**/items', '/api/v1/old/items'));
  assert.ok(matchesPath('**/qlik-embed/main.js', '/qlik-embed/main.js'));
  assert.ok(matchesPath('**/qlik-embed/main.js', '/ticket/qlik-embed/main.js'));
  assert.ok(!matchesPath('**/qlik-embed/main.js', '/qlik-embed/main.js.map'));
  assert.ok(!matchesPath('/*', '/a/b'));
  assert.ok(matchesPath('/**', '/'));
  assert.ok(!matchesPath('/a.c*', '/abc'));
});

test('a pattern of many stars takes no longer than its length', () => {
  assert.equal(matchesPath('/**a'.repeat(50), `/${'a'.repeat(5000)}b`), false);
});
