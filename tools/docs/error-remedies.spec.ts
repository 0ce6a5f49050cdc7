import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';
import { nodesIn, possibleTexts } from './possible-texts.ts';

const LIBRARY = inProject('projects/ngx-qlik');
/** Each language has the same keys. */
const TRANSLATED: ReadonlySet<string> = new Set(
  [...readFileSync(join(LIBRARY, 'languages/de.ts'), 'utf8').matchAll(/^ {2}'(.+\.remedy)':/gm)].flatMap(
    ([, key = '']) => key,
  ),
);

/** Remedies in English that one translated text stands for: each list is of one key. A remedy that says something else needs a variant. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  'app-open-timeout.remedy': ['Try again.', 'Try again; the engine may be busy or the app very large.'],
  'engine-error.remedy': [
    'Check the expression or the object of the call.',
    'Check the expressions.',
    // Reported by nothing: a selection that cannot be restored is among the lost fields.
    'Try again.',
  ],
  'export-failed.remedy': ['Select less data, or try again when Qlik is less busy.', 'Try again.'],
  // A page limit and a header of the server are matters of the developer or the administrator.
  'http-unexpected-answer.remedy': [
    'Add "Access-Control-Expose-Headers: qlik-csrf-token" to the additional response headers of the virtual proxy.',
    'Check that the host is a Qlik server and that no proxy answers instead; then try again.',
    'Narrow the query, or allow more with maxPages.',
    'Sign out and in again.',
    'Try again in a moment.',
  ],
  'http-unreachable.remedy': [
    'Check the network and try again.',
    "Check the network, and that this page's origin is an allowed origin of the OAuth client; then try again.",
  ],
  'object-not-found.remedy': [
    'Check its id. It may have been deleted, or belong to another app.',
    'Check its id; it may be deleted or in another app.',
  ],
  'reload-failed.remedy': [
    'Cancel it, and start it again.',
    'Correct the load script or its data, and reload again.',
    'Load less data, or ask an administrator about the limits of reloads.',
  ],
  'session-suspended.closed.remedy': ['Open it again.', 'Open the app again.'],
  // What is set in the tenant is the administrator's.
  'sign-in-failed.remedy': [
    "Add this page's host name to the host allow list of the virtual proxy, and let it use Windows or form authentication.",
    'Sign in again.',
    'Sign in again; if it stays, compare client id and redirect address with the OAuth client in the tenant.',
  ],
  // The application has ended: nothing is left that shows it.
  'sign-in-required.remedy': [
    'Open it again.',
    'Sign in again.',
    'Sign in and try again.',
    'Start the application again.',
  ],
  'sign-in-state-mismatch.remedy': [
    'Sign in again from this page.',
    '`Sign in again. If ${label} has more names than ${host}, list them as "issuers" of its auth.`',
  ],
  'sign-in-timeout.remedy': [
    'Sign in again. Where the browser asks whether to leave this page, leave it; where the sign-in page opens after all, go on there.',
    'Try again.',
  ],
};

/** The remedies that errors of a file have as texts of their own, by the key of their translation; developers' errors have none. */
function remediesIn(file: string): readonly (readonly [key: string, english: string])[] {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('new QlikError(')) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const nodes = nodesIn(source);
  const textOf = (value: ts.Expression | undefined): string | undefined => {
    if (value && ts.isStringLiteralLike(value)) return value.text;
    if (value && ts.isTemplateExpression(value)) return value.getText();
    if (!value || !ts.isIdentifier(value)) return undefined;
    return textOf(
      nodes.filter(ts.isVariableDeclaration).find(({ name }) => name.getText() === value.text)?.initializer,
    );
  };
  return nodes
    .filter(ts.isNewExpression)
    .filter(({ expression }) => expression.getText() === 'QlikError')
    .flatMap(({ arguments: [code, , details] = [] }) => {
      const valueOf = (name: string) =>
        (details ? nodesIn(details) : [])
          .filter(ts.isPropertyAssignment)
          .find((property) => property.name.getText() === name)?.initializer;
      const remedy = textOf(valueOf('remedy'));
      if (!code || !ts.isStringLiteral(code) || remedy === undefined) return [];
      const variant = valueOf('variant');
      const variants = variant ? possibleTexts(variant) : [];
      return (variants.length > 0 ? variants : [''])
        .map((variant) => `${code.text}.${variant}.remedy`)
        .map((ofVariant) => (TRANSLATED.has(ofVariant) ? ofVariant : `${code.text}.remedy`))
        .flatMap((key) => (TRANSLATED.has(key) ? [[key, remedy] as const] : []));
    });
}

describe('translated remedies', () => {
  const files = readdirSync(LIBRARY, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/\/(schematics|testing)\//.test(file));
  const remedies = files.flatMap(remediesIn);

  it('say what the remedies in English say', () => {
    assert.ok(remedies.length > 50, 'the errors were not found');
    const shared = [...new Set(remedies.map(([key]) => key))]
      .map((key) => {
        const texts = remedies.flatMap(([ofKey, english]) => (ofKey === key ? [english] : []));
        return [key, [...new Set(texts)].sort()] as const;
      })
      .filter(([, texts]) => texts.length > 1);
    assert.deepEqual(Object.fromEntries(shared), ALIKE);
  });
});
