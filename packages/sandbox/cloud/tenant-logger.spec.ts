import assert from 'node:assert/strict';
import test from 'node:test';
import { redactUrl } from './tenant-logger.ts';

test('hides the values of parameters that are credentials, wherever they stand', () => {
  assert.equal(
    redactUrl('/app/x?reloadUri=y&accessToken=aaa.bbb&z=1'),
    '/app/x?reloadUri=y&accessToken=[redacted]&z=1',
  );
  assert.equal(redactUrl('/cb?code=abc&state=def'), '/cb?code=[redacted]&state=[redacted]');
  assert.equal(redactUrl('/x?ACCESS_TOKEN=abc&barcode=1'), '/x?ACCESS_TOKEN=[redacted]&barcode=1');
  assert.equal(redactUrl('/api/v1/spaces?name=a'), '/api/v1/spaces?name=a');
});
