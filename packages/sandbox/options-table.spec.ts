import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { OPTION_NAMES } from './argument-check.ts';
import { QLIK_RATE_LIMITS } from './cloud/rest/rate-limits.ts';
import { RELOAD_PACE } from './cloud/reloads/reload-store.ts';
import { QLIK_LIFETIMES, SESSION_LIFETIMES, SPACES } from './cloud/tenant.ts';
import { COMMAND_OPTIONS, USAGE } from './command-line.ts';
import { DEFAULT_PORTS } from './default-ports.ts';

/** The rows of the table, each by the names of its columns. */
const [names = [], , ...lines] = readFileSync(join(import.meta.dirname, 'PACKAGE.md'), 'utf8')
  .split(/^## /m)
  .filter((section) => section.startsWith('Options and ports'))
  .join('')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const rows = lines.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
const column = (name: string, pattern: RegExp): string[] =>
  rows.flatMap((row) => [...(row[name] ?? '').matchAll(pattern)].map(([, found = '']) => found));
const defaultOf = (option: string): string =>
  rows.find((row) => row['option'] === `\`${option}\``)?.['default'] ?? '';

describe('the table of options in the README of the package', () => {
  it('has every option of startSandbox, and no other', () => {
    assert.deepEqual(column('option', /`(\w+)`/g).sort(), [...OPTION_NAMES].sort());
  });

  it('has every option of the command, and no other', () => {
    assert.deepEqual(column('command line', /`--([a-z\d-]+)/g).sort(), Object.keys(COMMAND_OPTIONS).sort());
  });

  it('has the defaults', () => {
    assert.deepEqual(
      Object.keys(DEFAULT_PORTS).map((option) => [option, Number.parseInt(defaultOf(option))]),
      Object.entries(DEFAULT_PORTS),
    );
    const { inactivity, lifespan } = SESSION_LIFETIMES;
    const expected = {
      sessionInactivitySeconds: inactivity,
      sessionLifespanSeconds: lifespan,
      accessTokenSeconds: QLIK_LIFETIMES.accessToken,
      spaces: SPACES,
      reloadSeconds: RELOAD_PACE.reloadingMs / 1000,
    };
    for (const [option, value] of Object.entries(expected)) assert.equal(defaultOf(option), String(value));
    const { tier1, tier2, reports } = QLIK_RATE_LIMITS;
    assert.equal(defaultOf('rateLimits'), `${tier1}, ${tier2} and ${reports}`);
  });

  it('says of no default what the help of the command does not say', () => {
    for (const row of rows) {
      const [, name = ''] = /`--([a-z\d-]+)/.exec(row['command line'] ?? '') ?? [];
      const help = new RegExp(String.raw`^  --${name}\b[^]*?(?=^  --|(?![^]))`, 'm').exec(USAGE)?.[0] ?? '';
      const [, value] = /default (\d+)/.exec(help) ?? [];
      if (value !== undefined) assert.equal(Number.parseInt(row['default'] ?? ''), Number(value), name);
    }
  });
});
