import assert from 'node:assert/strict';
import test from 'node:test';
import { fitsPath } from './path-pattern.ts';

test('a path without stars stands for itself and what is below, not for what merely begins like it', () => {
  assert.ok(fitsPath('/api/v1/items', '/api/v1/items'));
  assert.ok(fitsPath('/api/v1/items', '/api/v1/items/1'));
  assert.ok(fitsPath('/api/v1/items/', '/api/v1/items'));
  assert.ok(fitsPath('/', '/anything'));
  assert.ok(!fitsPath('/api/v1/items', '/api/v1/items-old'));
  assert.ok(!fitsPath('/api/v1/items', '/x/api/v1/items'));
});

test('one star stays inside a segment, two go anywhere', () => {
  assert.ok(fitsPath('/api/*/items', '/api/v1/items'));
  assert.ok(!fitsPath('/api/*/items', '/api/v1/old/items'));
  assert.ok(fitsPath('/api/**/items', '/api/v1/old/items'));
  assert.ok(fitsPath('**/qlik-embed/main.js', '/qlik-embed/main.js'));
  assert.ok(fitsPath('**/qlik-embed/main.js', '/ticket/qlik-embed/main.js'));
  assert.ok(!fitsPath('**/qlik-embed/main.js', '/qlik-embed/main.js.map'));
  assert.ok(!fitsPath('/*', '/a/b'));
  assert.ok(fitsPath('/**', '/'));
  assert.ok(!fitsPath('/a.c*', '/abc'));
});

test('a pattern of many stars takes no longer than its length', () => {
  assert.equal(fitsPath('/**a'.repeat(50), `/${'a'.repeat(5000)}b`), false);
});
