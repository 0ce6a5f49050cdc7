import assert from 'node:assert/strict';
import { constants, getPriority } from 'node:os';
import { after, describe, it } from 'node:test';
import { Context } from './context.ts';

const PRINT_PRIORITIES = `
  const { spawnSync } = require('node:child_process');
  const own = 'process.stdout.write(String(require("node:os").getPriority()))';
  eval(own);
  process.stdout.write(' ' + spawnSync(process.execPath, ['-e', own]).stdout);
`;

describe('a program of a step', () => {
  const context = new Context();
  after(() => context.dispose());

  it('has the priority of the run', async () => {
    const { code, output } = await context.node(['-e', PRINT_PRIORITIES]);
    assert.equal(code, 0);
    assert.equal(output.trim(), `${getPriority()} ${getPriority()}`);
  });

  it('has the lowest priority in the background, and so has what it starts', async () => {
    const { code, output } = await context.node(['-e', PRINT_PRIORITIES], { isInBackground: true });
    assert.equal(code, 0);
    const { PRIORITY_LOW } = constants.priority;
    assert.equal(output.trim(), `${PRIORITY_LOW} ${PRIORITY_LOW}`);
  });
});
