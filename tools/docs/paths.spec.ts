import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject, PROJECT_ROOT } from '../environment/project-root.ts';

/** Paths in documents are relative to the project, to the document, to the package around it or, as ARCHITECTURE.md says, to the library. */
const BASES = ['.', 'projects/ngx-qlik', 'projects/ngx-qlik/src'];

/** A file with the ending of a source or a document, or a folder with its slash; below a folder, and without a placeholder. */
const PATH =
  /(?<![\w@:/.<>*{}…~-])(?:\.\/)?[\w-][\w.-]*(?:\/[\w.-]+)*\/(?:[\w.-]+\.(?:ts|mts|mjs|cjs|md|html)\b|[\w.-]+\/(?=`))/g;

/** Folders that a command makes, and packages that are installed. */
const NOT_KEPT =
  /^(?:\.\/)?(?:dist|coverage|node_modules|test-results|playwright-report|chunks|docs\/examples)\//;

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: PROJECT_ROOT, encoding: 'utf8' }).split('\0');
// Says what was, not what is.
const documents = tracked.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');

describe('paths in the documents', () => {
  for (const document of documents) {
    it(`are there: ${document}`, () => {
      const code = readFileSync(inProject(document), 'utf8').match(/```[^]*?```|`[^`\n]+`/g) ?? [];
      const paths = code.flatMap((piece) => piece.match(PATH) ?? []);
      const isThere = (path: string) =>
        [dirname(document), dirname(dirname(document)), ...BASES].some((base) =>
          existsSync(inProject(join(base, path))),
        );
      assert.deepEqual(
        paths.filter((path) => !NOT_KEPT.test(path) && !isThere(path)),
        [],
      );
    });
  }
});

describe('commands in the documents', () => {
  const { workspaces } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
    readonly workspaces: readonly string[];
  };
  const names = workspaces.map((folder) => {
    const { name } = JSON.parse(readFileSync(inProject(`${folder}/package.json`), 'utf8')) as {
      readonly name: string;
    };
    return name;
  });

  it('name workspaces that there are', () => {
    const sources = [...documents, 'packages/sandbox/command-line.ts'];
    const named = sources.flatMap((source) =>
      [...readFileSync(inProject(source), 'utf8').matchAll(/\bnpm [a-z]+ -w ([\w/-]+)/g)].map(
        ([, workspace = '']) => ({ source, workspace }),
      ),
    );
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(({ workspace }) => ![...workspaces, ...names].includes(workspace)),
      [],
    );
  });
});
