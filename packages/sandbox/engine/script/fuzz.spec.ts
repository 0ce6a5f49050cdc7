import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ScriptError } from './script-error.ts';
import { runScript } from './script-runner.ts';
import { syntaxErrors } from './script-syntax.ts';

const PIECES = [
  'Load',
  '*',
  'a',
  'b',
  'as',
  'c',
  ',',
  ';',
  '\n',
  ' ',
  'T:',
  'Resident T',
  'Inline [a, b\n1, x\n2, y]',
  'AutoGenerate 3',
  'Where a > 1',
  'Group By a',
  'Sum(b)',
  'Order By a',
  'Left Join (T)',
  'Concatenate (T)',
  'Mapping',
  "ApplyMap('T', a)",
  'Distinct',
  'Drop Table T',
  'Rename Field a to b',
  'Let x = 1',
  'Set y = 2',
  '$(x)',
  'If 1 = 1 Then',
  'Else',
  'End If',
  'For i = 1 to 3',
  'Next',
  'Sub s(p)',
  'End Sub',
  'Call s(1)',
  'Do',
  'Loop',
  'Exit Script',
  "Peek('a')",
  'Trace x',
  '(',
  ')',
  "'",
  '"',
  '[',
  ']',
  '//',
  'While',
  'First 2',
  'From [lib://D/x.csv]',
  'CrossTable(k, v)',
  'Qualify *',
];

describe('any script', { timeout: 120_000 }, () => {
  it('runs or fails with a ScriptError; its syntax can be checked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }), async (pieces) => {
        const script = pieces.join(' ');
        try {
          syntaxErrors(script);
          await runScript(script, {
            connections: [],
            variables: [],
            listener: { tableLoading: () => undefined, trace: () => undefined, isCanceled: false },
            maxStatements: 200,
          });
        } catch (error) {
          assert.ok(
            error instanceof ScriptError,
            `${script}: ${error instanceof Error ? error.stack : String(error)}`,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});
