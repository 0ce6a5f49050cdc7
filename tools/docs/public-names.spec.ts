import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';

const REPORTS = 'projects/ngx-qlik/goldens';

/** Names that no guide has, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  AppEmbedBase: 'the members of embeds, which the guide has',
  AssistantBase: 'the members of embeds, which the guide has',
  EmbedBase: 'the members of embeds, which the guide has',
  EmbedHarness: 'the members of harnesses',
  EmbedElements: 'replaced by provideQlikTesting only',
  ConnectionScope: 'made by provideConnectionScope',
  NO_CREDENTIAL: 'a value for strategies, in the interface of a strategy',
  QLIK_AUTH_STRATEGIES: 'filled by withX() and provideStrategy()',
  AUTH_TYPES: 'a table, for programs that list auth types',
  factsOfAuthType: 'an entry of that table',
  AUTH_RULES: 'what checkConnection compares with',
  DUPLICATE_ID: 'a text of findDuplicateIds',
  findDuplicateIds: 'beside checkConnection, for programs that read files of connections',
  ReportRedactor: 'of programs that run checks, see runChecks',
  findFirstCause: 'the member firstCause of reports',
  STATUS_NAMES: 'texts of reports, see toMarkdown',
};

const documents = readdirSync(inProject('docs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => readFileSync(inProject(`docs/${path}`), 'utf8'))
  .join('\n');
const words = new Set(documents.match(/[\w$]+/g));

/** What an entry point has besides types: its name, and of a component or directive the name in templates. */
function valuesOf(
  report: string,
): readonly { readonly name: string; readonly selector: string | undefined }[] {
  const text = readFileSync(inProject(`${REPORTS}/${report}`), 'utf8');
  return [...text.matchAll(/^export (?:abstract )?(?:class|function|const) (\w+)(?:(?!^export )[^])*/gm)].map(
    ([whole, name = '']) => ({
      name,
      selector: /ɵɵComponentDeclaration<\w+, "([\w-]+)"/.exec(whole)?.[1],
    }),
  );
}

describe('the guides', () => {
  const reports = readdirSync(inProject(REPORTS));

  for (const report of reports)
    it(`name what the entry point has: ${report}`, () => {
      const missing = valuesOf(report).filter(({ name, selector }) => {
        if (Object.hasOwn(ELSEWHERE, name) || words.has(name)) return false;
        // A harness has the name of its component.
        if (name.endsWith('Harness')) return false;
        return selector === undefined || !documents.includes(`\`${selector}\``);
      });
      assert.deepEqual(
        missing.map(({ name }) => name),
        [],
      );
    });

  it('name each input and output of the embeds', () => {
    const report = readFileSync(inProject(`${REPORTS}/ngx-qlik-embed.api.md`), 'utf8');
    const members = [
      ...report.matchAll(/^ {4}readonly (\w+): (?:InputSignal|InputSignalWithTransform|OutputEmitterRef)</gm),
    ].map(([, name = '']) => name);
    assert.ok(members.length > 30);
    assert.deepEqual(
      [...new Set(members)].filter((name) => !words.has(name)),
      [],
    );
  });

  it('leave out no name that they have by now', () => {
    assert.deepEqual(
      Object.keys(ELSEWHERE).filter((name) => words.has(name)),
      [],
    );
  });
});
