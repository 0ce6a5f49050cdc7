import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';
import { nodesIn, possibleTexts } from './possible-texts.ts';
import { readTables } from './read-tables.ts';

const LIBRARY = inProject('projects/ngx-qlik');
/** Errors that only developers meet are not translated, see `DeveloperErrorCode` of `ngx-qlik/languages`. */
const FOR_DEVELOPERS =
  /^(config-.*|connection-.*|strategy-missing|runtime-module-missing|calls-blocked|call-unsupported|http-bad-request|http-foreign-link)$/;
/** Values that `provideQlikMessages` takes from the error itself. */
const KNOWN = /(^|\.)(label|status)$/;

interface MadeError {
  readonly place: string;
  readonly codes: readonly string[];
  readonly values: readonly string[];
  readonly params: readonly string[];
  /** More than one where it is a value of a type that lists them. */
  readonly variants: readonly string[];
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/\/(schematics|testing)\//.test(file));
}

function errorsIn(file: string): readonly MadeError[] {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('new QlikError(')) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return nodesIn(source)
    .filter(ts.isNewExpression)
    .filter(({ expression }) => expression.getText() === 'QlikError')
    .map(({ arguments: [code, message, details] = [], pos }) => {
      const inDetails = (name: string) =>
        (details ? nodesIn(details) : [])
          .filter(ts.isPropertyAssignment)
          .find((property) => property.name.getText() === name)?.initializer;
      const variant = inDetails('variant');
      // Or a variable of that name.
      const named = /\bparams,/.test(details?.getText() ?? '') ? declaredIn(source, 'params') : undefined;
      return {
        place: `${relative(LIBRARY, file)}:${source.getLineAndCharacterOfPosition(pos).line + 1}`,
        codes: (code ? nodesIn(code) : []).filter(ts.isStringLiteral).map(({ text }) => text),
        values: (message ? nodesIn(message) : [])
          .filter(ts.isTemplateSpan)
          .map(({ expression }) => expression.getText()),
        params: keysOf(inDetails('params') ?? named),
        variants: variant ? variantsOf(variant) : [],
      };
    });
}

/** What it is written as, where its texts are not known. */
function variantsOf(variant: ts.Expression): readonly string[] {
  const texts = possibleTexts(variant);
  return texts.length > 0 ? texts : [variant.getText()];
}

function declaredIn(source: ts.SourceFile, name: string): ts.Expression | undefined {
  return nodesIn(source)
    .filter(ts.isVariableDeclaration)
    .find((declaration) => declaration.name.getText() === name)?.initializer;
}

function keysOf(params: ts.Expression | undefined): readonly string[] {
  const literal = (params ? nodesIn(params) : []).find(ts.isObjectLiteralExpression);
  // What is spread into it is there at times only.
  return literal?.properties.flatMap((property) => property.name?.getText() ?? []) ?? [];
}

const errors = sourcesIn(LIBRARY)
  .flatMap(errorsIn)
  .filter(({ codes }) => !codes.some((code) => FOR_DEVELOPERS.test(code)));

describe('errors that users meet', () => {
  it('name the values of their texts, for translations', () => {
    assert.ok(errors.length > 60, 'the errors were not found');
    const lacking = errors.filter(
      ({ values, params, variants }) =>
        values.some((value) => !KNOWN.test(value)) && params.length === 0 && variants.length === 0,
    );
    assert.deepEqual(
      lacking.map(({ place }) => place),
      [],
    );
  });

  it('have their variants and values in docs/translation.md', () => {
    const named = errors.flatMap(({ codes, variants, params }) =>
      (variants.length > 0 ? variants : ['']).flatMap((variant) =>
        codes
          .filter(() => params.length > 0 || /^[\w-]+$/.test(variant))
          .map((code) => `${code} | ${variant} | ${[...params].sort().join(', ')}`),
      ),
    );
    const documented = readTables(readFileSync(inProject('docs/translation.md'), 'utf8'))
      .filter((row) => 'parameters' in row)
      .map((row) => [row['code'], row['variant'], row['parameters']].join(' | ').replaceAll('`', ''));
    assert.deepEqual(documented, [...new Set(named)].sort());
  });
});
