import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { filesBelow } from '../test/inputs.ts';

/** Run by Node, not by Karma, and so never with zone.js. */
const IN_NODE = /\/(conformance|schematics)\//;

/** The numbers of generated cases in a spec of the library that are the same with and without zone.js. */
function fixedNumbers(source: string): string[] {
  const reduced = new Set([...source.matchAll(/const (\w+) = generatedCases\(/g)].map(([, name]) => name));
  const numbers = [...source.matchAll(/\bnumRuns: (\w+)(\()?/g)];
  const fixed = numbers.filter(([, name]) => name !== 'generatedCases' && !reduced.has(name));
  // A property without a number has the hundred cases of fast-check.
  const properties = source.match(/\bfc\.assert\(/g)?.length ?? 0;
  return [
    ...fixed.map(([text]) => text),
    ...Array<string>(Math.max(0, properties - numbers.length)).fill('fc.assert without numRuns'),
  ];
}

describe('the number of generated cases in a spec of the library', () => {
  it('is one that zone.js reduces, in every spec', () => {
    const specs = filesBelow('projects/ngx-qlik', /\.spec\.ts$/).filter((path) => !IN_NODE.test(path));
    const found = specs.flatMap((path) =>
      fixedNumbers(readFileSync(inProject(path), 'utf8')).map((text) => `${path}: ${text}`),
    );
    assert.deepEqual(found, [], 'Use generatedCases() of projects/ngx-qlik/generated-cases.spec.ts.');
  });

  it('is found where it is written as a number, as another constant, or not at all', () => {
    assert.deepEqual(fixedNumbers('fc.assert(property, { numRuns: 300 })'), ['numRuns: 300']);
    assert.deepEqual(fixedNumbers('const RUNS = 300; fc.assert(property, { numRuns: RUNS })'), [
      'numRuns: RUNS',
    ]);
    assert.deepEqual(fixedNumbers('fc.assert(property);'), ['fc.assert without numRuns']);
  });

  it('is reduced where it comes from generatedCases()', () => {
    assert.deepEqual(fixedNumbers('fc.assert(property, { numRuns: generatedCases(300) })'), []);
    const constant = 'const RUNS = generatedCases(300); fc.assert(property, { numRuns: RUNS })';
    assert.deepEqual(fixedNumbers(constant), []);
  });
});
