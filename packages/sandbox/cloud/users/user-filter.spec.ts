import assert from 'node:assert/strict';
import test from 'node:test';
import { QlikError } from '../rest/qlik-error.ts';
import { demoUsers } from './demo-users.ts';
import { compileUserFilter } from './user-filter.ts';

function find(filter: string): string[] {
  return demoUsers()
    .filter(compileUserFilter(filter))
    .map((user) => user.subject);
}

test('compares without regard to case', () => {
  assert.deepEqual(find('SUBJECT EQ "Ada"'), ['ada']);
  assert.deepEqual(find('name co "HOPPER" or email co "edgar@"'), ['grace', 'edgar']);
  assert.deepEqual(find('assignedRoles.name eq "tenantadmin"'), ['ada']);
});

test('binds and tighter than or, and brackets tighter than both', () => {
  assert.deepEqual(find('subject eq "ada" or subject eq "noah" and status eq "disabled"'), ['ada', 'noah']);
  assert.deepEqual(find('(subject eq "ada" or subject eq "noah") and status eq "disabled"'), ['noah']);
});

test('reads escaped quotes inside a value', () => {
  assert.deepEqual(find('name eq "A \\"quoted\\" name"'), []);
});

test('names the position of an error in a filter', () => {
  for (const filter of [
    'name',
    'name eq',
    'name eq ada',
    'name eq "ada',
    'status co "act"',
    'secret eq "x"',
    'constructor eq "x"',
    'name sw "a"',
    '(name eq "a"',
    'name eq "a" name eq "b"',
    'and',
  ]) {
    assert.throws(
      () => compileUserFilter(filter),
      (error: unknown) => error instanceof QlikError && error.entry.source?.parameter === 'filter',
      filter,
    );
  }
});
