import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { sendError } from '../errors/error-responses.ts';
import { Problem } from '../errors/problem.ts';
import { addAudit } from './audit.ts';
import { logOptions } from './log-options.ts';
import { Redaction } from './redaction.ts';

interface Line {
  readonly reqId: string;
  readonly level: number;
  readonly remoteAddress: string;
  readonly audit: Readonly<Record<string, string>>;
}

function start(): { readonly server: FastifyInstance; readonly audits: () => Line[] } {
  const lines: string[] = [];
  const server = Fastify({
    logger: logOptions('info', new Redaction(), { write: (line) => void lines.push(line) }),
  });
  server.setErrorHandler(sendError);
  addAudit(server);
  server.decorateRequest('session', null as unknown as FastifyRequest['session']);
  server.addHook('onRequest', async (request) => {
    const { user } = request.headers;
    const hostUser = typeof user === 'string' ? { id: user, name: user } : undefined;
    request.session = { hostUser } as unknown as FastifyRequest['session'];
  });
  server.post('/api/qlik/:connection/ticket', { config: { audit: 'ticket' } }, async () => ({
    ticket: 'the-ticket',
  }));
  server.post('/api/qlik/:connection/jwt', { config: { audit: 'jwt' } }, async () => {
    throw new Problem(403, 'not-allowed', 'no', { connection: 'from-the-problem' });
  });
  server.post('/fails', { config: { audit: { event: 'access-token', connection: 'cloud' } } }, async () => {
    throw new Error('with detail');
  });
  server.post('/out', { config: { audit: 'sign-out' } }, async (request) => {
    request.session = null as unknown as FastifyRequest['session'];
    return {};
  });
  server.get(
    '/relay/:what',
    { config: { audit: { event: 'relay-refused', connection: 'relayed' } } },
    async (request, reply) => {
      const { what } = request.params as { what: string };
      if (what === 'ours') throw new Problem(403, 'read-only', 'no');
      if (what === 'down') throw new Problem(502, 'unreachable', 'no');
      return reply.code(what === 'theirs' ? 404 : 200).send({});
    },
  );
  server.get('/none', async () => ({}));
  const audits = (): Line[] =>
    lines.map((line) => JSON.parse(line) as Line).filter((line) => line.audit !== undefined);
  return { server, audits };
}

describe('the audit log', () => {
  for (const [what, [method, url, expected]] of Object.entries({
    'who got what': [
      'POST',
      '/api/qlik/a/ticket',
      { event: 'ticket', user: 'ada', connection: 'a', result: 'done' },
    ],
    'who was refused, and why': [
      'POST',
      '/api/qlik/a/jwt',
      { event: 'jwt', user: 'ada', connection: 'from-the-problem', result: 'refused', reason: 'not-allowed' },
    ],
    'a failure without its text': [
      'POST',
      '/fails',
      { event: 'access-token', user: 'ada', connection: 'cloud', result: 'failed' },
    ],
    'who signed out': ['POST', '/out', { event: 'sign-out', user: 'ada', result: 'done' }],
    'a refusal of the relay': [
      'GET',
      '/relay/ours',
      { event: 'relay-refused', user: 'ada', connection: 'relayed', result: 'refused', reason: 'read-only' },
    ],
    'nothing of what is relayed': ['GET', '/relay/well', undefined],
    'nothing of what Qlik refuses through the relay': ['GET', '/relay/theirs', undefined],
    'nothing of a Qlik that is down': ['GET', '/relay/down', undefined],
    'nothing of other routes': ['GET', '/none', undefined],
  } as const)) {
    it(`has ${what}`, async () => {
      const { server, audits } = start();
      await server.inject({ method, url, headers: { user: 'ada' } });
      await server.close();
      assert.deepEqual(
        audits().map((line) => line.audit),
        expected === undefined ? [] : [expected],
      );
      for (const line of audits()) {
        assert.equal(line.level, 30);
        assert.equal(line.remoteAddress, '127.0.0.1');
        assert.ok(line.reqId !== '');
        assert.ok(!JSON.stringify(line).includes('the-ticket'));
      }
    });
  }

  it('has a refusal of a request without a user, and keeps ids short', async () => {
    const { server, audits } = start();
    await server.inject({ method: 'POST', url: `/api/qlik/${'x'.repeat(90)}/ticket` });
    await server.inject({ method: 'POST', url: '/api/qlik/a/ticket', headers: { user: 'u'.repeat(5_000) } });
    await server.close();
    const [first, second] = audits();
    assert.equal(first?.audit['user'], undefined);
    assert.equal(second?.audit['user']?.length, 200);
  });
});
