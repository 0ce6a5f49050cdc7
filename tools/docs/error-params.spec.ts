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
/** Values that translated texts do not name, by the key of the message. */
const UNNAMED: Readonly<Record<string, readonly string[]>> = {
  'app-open-failed.message': ['app'],
  // Empty there.
  'engine-error.field-refusal.message': ['selection'],
  'engine-error.refusal.message': ['field', 'selection'],
  'engine-error.selection.message': ['field'],
  'sign-in-state-mismatch.no-issuer.message': ['issuers'],
  // The limit, which such a list does not come to.
  'http-unexpected-answer.loop.message': ['pages'],
  // They name the host.
  'runtime-unreachable.host.message': ['address', 'reason'],
  'runtime-unreachable.virtual-proxy.message': ['address', 'reason'],
  'runtime-timeout.message': ['address', 'name'],
};
/** Messages in English that one translated text stands for: it says the same, or less. What says something else needs a variant. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  'app-open-timeout.message': [
    'No progress in time.',
    'The app did not open within ${milliseconds / 1000} s.',
  ],
  'export-failed.message': [
    '${connection.label} did not finish the file in time.',
    'The engine of ${label} wrote no file.',
  ],
  'export-failed.reason.message': ['${what}.', '${what}: ${details}.'],
  'export-unsupported.reason.message': ['${what}.', '${what}: ${detail}'],
  'http-unexpected-answer.message': [
    'The response of ${connection.label} is not one of Qlik’s API.',
    'The tenant answered ${response.status} to a token exchange.',
  ],
  'object-not-found.bookmark.message': [
    'The app has no bookmark "${name}" for this user.',
    'There is no ${kind} "${quoted}" in ${where}.',
  ],
  'object-not-found.field.message': [
    'There is no ${kind} "${quoted}" in ${where}.',
    'There is no field "${name}" in this app.',
  ],
  'object-not-found.object.message': [
    'There is no ${kind} "${quoted}" in ${where}.',
    'There is no object "${objectId}" in this app.',
  ],
  'runtime-timeout.message': [
    "Qlik's script ${url} did not arrive within ${milliseconds / 1000} s.",
    'The bundled runtime ${url.href} did not arrive within ${milliseconds / 1000} s.',
    'The module "${name}" of Qlik\'s runtime did not arrive within ${this.limits.module / 1000} s.',
  ],
  'session-suspended.closed.message': [
    'The app was closed before it was open.',
    'This use of the app has ended.',
  ],
  'sign-in-canceled.message': [
    'The sign-in to ${connection.label} was canceled.',
    'The sign-in to ${label} was left.',
  ],
  'sign-in-failed.reason.message': [
    'The sign-in could not be completed: ${why}.',
    'The sign-in could not begin: ${reason}.',
    'The tenant ended the sign-in: ${reason}.',
  ],
  'sign-in-refused.reason.message': [
    'The sign-in to ${connection.label} was refused${suffix}.',
    'The sign-in was refused.',
  ],
  // The application has ended: nothing is left that shows it.
  'sign-in-required.message': [
    '${label} was reconfigured.',
    'No user is signed in to ${label}.',
    'The application has ended.',
    'The application of this connection has ended.',
    'The sign-in has ended.',
  ],
  'sign-in-timeout.message': [
    'The sign-in to ${connection.label} takes too long.',
    'The sign-in was not finished within five minutes.',
    'Too late.',
  ],
};
/** Values that `provideQlikMessages` takes from the error itself. */
const KNOWN = /(^|\.)(label|status)$/;

interface MadeError {
  readonly place: string;
  readonly codes: readonly string[];
  /** The message as it is written: more than one where a condition chooses. */
  readonly messages: readonly string[];
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
        messages: message ? messagesOf(message) : [],
        values: (message ? nodesIn(message) : [])
          .filter(ts.isTemplateSpan)
          .map(({ expression }) => expression.getText()),
        params: keysOf(inDetails('params') ?? named),
        variants: variant ? variantsOf(variant) : [],
      };
    });
}

function messagesOf(message: ts.Expression): readonly string[] {
  if (ts.isConditionalExpression(message))
    return [...messagesOf(message.whenTrue), ...messagesOf(message.whenFalse)];
  if (ts.isStringLiteral(message)) return [message.text];
  return [ts.isTemplateLiteral(message) ? message.getText().slice(1, -1) : message.getText()];
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

interface Kind {
  readonly code: string;
  readonly variant: string;
  readonly messages: readonly string[];
}

/** The errors that one place makes. Of several codes, variants and messages that conditions choose, those of one place in their lists go together. */
function kindsOf({ codes, variants, messages }: MadeError): readonly Kind[] {
  const all = variants.length > 0 ? variants : [''];
  const isPaired = codes.length > 1 && codes.length === all.length;
  return codes.flatMap((code, at) =>
    all.flatMap((variant, index) => {
      if (isPaired && at !== index) return [];
      const place = codes.length > 1 ? at : index;
      const hasOwn = messages.length > 1 && messages.length === Math.max(codes.length, all.length);
      return [{ code, variant, messages: messages.filter((_, each) => !hasOwn || each === place) }];
    }),
  );
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

  const translated = new Map(
    [
      ...readFileSync(join(LIBRARY, 'languages/de.ts'), 'utf8').matchAll(
        /^ {2}'(\S+\.(?:message|remedy))':\s+'(.*)',$/gm,
      ),
    ].map(([, key = '', text = '']) => [key, text]),
  );
  /** The key that a text of an error has in another language, as `provideQlikMessages` looks for it. */
  const keyOf = (code: string, variant: string, part: string, params: readonly string[]) =>
    [
      ...(params.includes('reason') ? [`${code}.${variant}.reason.${part}`] : []),
      `${code}.${variant}.${part}`,
      ...(params.includes('reason') ? [`${code}.reason.${part}`] : []),
    ].find((key) => translated.has(key)) ?? `${code}.${part}`;
  const made = errors.flatMap((error) =>
    kindsOf(error).map(({ code, variant, messages }) => ({
      params: error.params,
      messages,
      message: keyOf(code, variant, 'message', error.params),
      remedy: keyOf(code, variant, 'remedy', error.params),
    })),
  );

  it('name their values in other languages, too', () => {
    const lost = made.flatMap(({ message, remedy, params }) => {
      const texts = `${translated.get(message)} ${translated.get(remedy)}`;
      // A remedy of a server is shown in place of the translated one.
      const named = ['remedy', ...(UNNAMED[message] ?? [])];
      return params
        .filter((name) => !named.includes(name) && !new RegExp(`\\{(${name}|english)\\}`).test(texts))
        .map((name) => `${message}: ${name}`);
    });
    assert.deepEqual(lost, []);
  });

  it('have messages in other languages that say the same', () => {
    const shared = [...new Set(made.map(({ message }) => message))]
      .sort()
      .map(
        (key) =>
          [
            key,
            [...new Set(made.flatMap((each) => (each.message === key ? each.messages : [])))].sort(),
          ] as const,
      )
      .filter(([, texts]) => texts.length > 1);
    assert.deepEqual(Object.fromEntries(shared), ALIKE);
  });

  it('have in the packs that the documentation shows the values that they are given', () => {
    const files = ['docs/translation.md', 'projects/ngx-qlik/src/errors/provide-qlik-messages.ts'];
    const shown = files.flatMap((file) => [
      ...readFileSync(inProject(file), 'utf8').matchAll(/'([\w.-]+\.(?:message|remedy))': '([^']*)'/g),
    ]);
    assert.ok(shown.length > 3, 'the packs were not found');
    const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const unfilled = shown.flatMap(([, key = '', text = '']) =>
      namesIn(text).filter(
        (name) => name !== 'english' && !namesIn(translated.get(key) ?? '').includes(name),
      ),
    );
    assert.deepEqual(unfilled, []);
  });

  it('have their variants and values in docs/translation.md', () => {
    const named = errors.flatMap((error) =>
      kindsOf(error)
        .filter(({ variant }) => error.params.length > 0 || /^[\w-]+$/.test(variant))
        .map(({ code, variant }) => `${code} | ${variant} | ${[...error.params].sort().join(', ')}`),
    );
    const documented = readTables(readFileSync(inProject('docs/translation.md'), 'utf8'))
      .filter((row) => 'parameters' in row)
      .map((row) => [row['code'], row['variant'], row['parameters']].join(' | ').replaceAll('`', ''));
    assert.deepEqual(documented, [...new Set(named)].sort());
  });
});
