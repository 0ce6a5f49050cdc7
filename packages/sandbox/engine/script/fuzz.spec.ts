import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DataConnection } from '../../apps/app-definition.ts';
import { ScriptError } from './script-error.ts';
import { tablesOf } from './script-content.ts';
import { runScript } from './script-runner.ts';
import { syntaxErrors } from './script-syntax.ts';
import { withStoredFiles } from '../session/stored-files.ts';

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
  'Switch 1',
  'Case 1, a',
  'Default',
  'End Switch',
  'When 1 = 1',
  'Unless x = 1',
  'Map a Using T',
  'Unmap *',
  'NullAsValue *',
  'Tag Field a With b',
  'Comment Field a With c',
  'Alias a as d',
  'Force Case Upper',
  'AutoNumber a',
  'Store T Into [lib://D/x.csv] (txt)',
  '$(Include=lib://D/x.qvs)',
  '$(Must_Include=lib://D/y.qvs)',
  "SubField(b, 'x')",
  'Generic',
  'IntervalMatch (a)',
  'Hierarchy (a, b, c)',
  'Add Only',
  'Replace',
  'Sample 0.5',
  "For Each v in FileList('lib://D/*'), FieldValueList(a)",
  "D: Declare Field Definition Tagged '$date' Fields $1 + 1 as e",
  'Derive Fields From Fields a Using D',
  'Set ErrorMode = 0',
  'FileName()',
  "FileSize('lib://D/x.csv')",
];

/** A connection that scripts can write to. */
function connection(): DataConnection {
  return withStoredFiles({
    id: 'd',
    name: 'D',
    list: () => Promise.resolve(['x.csv', 'x.qvs', 'y.qvs']),
    read: (file) =>
      Promise.resolve(
        { 'x.csv': 'a,b\n1,x\n', 'x.qvs': 'Let x = 1;', 'y.qvs': 'Sub s(p)\nEnd Sub' }[file] ?? '',
      ),
  });
}

describe('any script', { timeout: 120_000 }, () => {
  it('runs or fails with a ScriptError; its syntax can be checked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }), async (pieces) => {
        const script = pieces.join(' ');
        try {
          syntaxErrors(script);
          const state = await runScript(script, {
            connections: [connection()],
            variables: [],
            listener: { tableLoading: () => undefined, trace: () => undefined, isCanceled: false },
            maxStatements: 200,
          });
          tablesOf(state);
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
