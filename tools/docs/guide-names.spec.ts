import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';

/** The guides whose samples a reader can copy into what `ng add ngx-qlik --sandbox` makes. */
const GUIDES: readonly string[] = [
  'docs/data-access.md',
  'docs/embedding.md',
  'docs/exports.md',
  'docs/initial-state.md',
  'docs/qix.md',
  'docs/migration/capability-apis.md',
  'docs/migration/enigma-nebula.md',
  'docs/migration/qlik-embed.md',
];

/** Names in samples: of objects and sheets, of fields in attributes, in brackets, in definitions and in calls, and of variables. */
const NAMES: readonly RegExp[] = [
  /\b(?:objectId|object-id|sheetId|fieldId)="([^"]+)"/g,
  /\bobjectId: '([^']+)'/g,
  /'=?\w*\(?\[([^\]'[]+)\]/g,
  /\bfield: '([^']+)'/g,
  /\b(?:select|selectMatches|lock|texts|injectList|field)\((?:[\w.]+, )?'([^']+)'/g,
  /\binjectVariable\([\w.]+, '([^']+)'/g,
];
/** Placeholders of the reader's own, as the text around them says. */
const PLACEHOLDERS: readonly string[] = ['object-id'];

/** The names in Movies, the app that `ng add` opens, by the list in the package's document. */
function moviesNames(): ReadonlySet<string> {
  const text = readFileSync(inProject('packages/sandbox/PACKAGE.md'), 'utf8');
  const entry = /^- \*\*Movies\*\*.*?(?=^- )/ms.exec(text)?.[0] ?? '';
  return new Set([...entry.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

describe('the samples of the guides', () => {
  const known = moviesNames();

  it('have a list of names to compare with', () => {
    for (const name of ['movies-overview', 'movies-by-rating', 'Major Genre', 'vGoodRating'])
      assert.ok(known.has(name), name);
  });

  for (const guide of GUIDES)
    it(`name what is in the app of the sandbox: ${guide}`, () => {
      const text = readFileSync(inProject(guide), 'utf8');
      const samples = [...text.matchAll(/^```(?:ts|html|js)\n(.*?)^```$/gms)].map(
        ([, sample = '']) => sample,
      );
      const names = samples.flatMap((sample) =>
        NAMES.flatMap((pattern) => [...sample.matchAll(pattern)].map(([, name = '']) => name)),
      );
      const unknown = names.filter((name) => !known.has(name) && !PLACEHOLDERS.includes(name));
      assert.deepEqual([...new Set(unknown)], []);
    });
});
