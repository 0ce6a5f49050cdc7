// What a program in Node has of the library, where there is no Angular; writes what came of it as JSON.
import { planChecks, ReportRedactor, runChecks } from 'ngx-qlik/checks';
import { checkConnection, findSecret } from 'ngx-qlik/connection-rules';
import { redactUrl } from 'ngx-qlik/redaction';

const [wrong, right] = [{ type: 'oauth2' }, { type: 'oauth2', clientId: 'c' }].map((auth) => ({
  ...{ id: 'acme', label: 'Acme', platform: 'cloud', host: 'https://acme.example', auth },
}));
const redactor = new ReportRedactor();
const plan = planChecks(right, { site: 'https://app.example', place: 'command-line' });
let checks = [];
const states = runChecks(plan, {
  run: async (id) => ({ status: 'passed', seen: [`${id} with Bearer abcdefgh`] }),
  redact: (result) => redactor.redactResult(result),
  now: () => performance.now(),
  timeLimit: 1000,
  signal: new AbortController().signal,
});
for await (const state of states) checks = state;

const angular = await import('@angular/core').then(
  () => 'is there',
  ({ code }) => code,
);
process.stdout.write(
  `${JSON.stringify({
    angular,
    checks: checks.map(({ id, status, seen }) => [id, status, ...seen]),
    problems: [wrong, right].map((each) => checkConnection(each, { site: 'https://app.example' })),
    secret: findSecret({ auth: { apiKey: 'a' } }),
    address: redactUrl('https://acme.example/?token=abc'),
  })}\n`,
);
