import type { Step } from './step.ts';
import { audit } from './steps/audit.ts';
import { apiReport, build, consumers, platforms, secrets, size } from './steps/built.ts';
import { format, lint, repository, types } from './steps/checks.ts';
import { e2e } from './steps/e2e.ts';
import { backendSpecs, nodeSpecs, unit } from './steps/specs.ts';

/** What measures no time, and waits for nothing, is done in the time that the other steps leave. */
const IN_BACKGROUND = 0;

/**
 * All that is checked. The order is what fills two processors: long steps come first, and those that wait a lot beside those that do not. The
 * end-to-end tests measure time, so nothing but the background runs beside them there.
 */
export const STEPS: readonly Step[] = [
  { id: 'format', title: 'Format (Oxfmt)', cores: IN_BACKGROUND, run: format },
  {
    id: 'repository',
    title: 'Unused code, circles, spelling and links (knip, cspell, remark)',
    cores: IN_BACKGROUND,
    run: repository,
  },
  {
    id: 'lint',
    title: 'Lint, with the boundaries between the parts (Oxlint, ESLint)',
    cores: IN_BACKGROUND,
    run: lint,
  },
  { id: 'types', title: 'Types (tsc, builds of Angular)', cores: IN_BACKGROUND, run: types },
  { id: 'build', title: 'Production build', cores: 1, run: build },
  {
    id: 'backend',
    title: 'Backend',
    // A good third of its time it waits: for time limits, for a Redis that hangs.
    cores: 0.5,
    ownSpecs: /^packages\/backend\/.*\.spec\.ts$/,
    run: backendSpecs,
  },
  {
    id: 'consumers',
    title: 'The packed library in a fresh project of another version of Angular',
    // Half of its time it waits for the registry.
    cores: 0.5,
    after: ['build'],
    run: consumers,
  },
  {
    id: 'unit-library',
    title: 'Unit tests of the library, without zone.js',
    cores: 1,
    run: unit('ngx-qlik'),
  },
  {
    id: 'sandbox',
    title: "Sandbox, and its conformance with Qlik's own clients",
    // Several programs beside each other, and browsers.
    cores: 1.5,
    ownSpecs: /^packages\/sandbox\/.*\.spec\.ts$/,
    run: nodeSpecs('packages/sandbox'),
  },
  {
    id: 'platforms',
    title: 'The built library in Node, on a server, hydrated, and with jsdom',
    cores: 1,
    after: ['build'],
    ownSpecs: /^tests\/platforms\/.*\.spec\.ts$/,
    run: platforms,
  },
  {
    id: 'unit-zone',
    title: 'Unit tests of the library, with zone.js',
    cores: 1,
    // Both keep what they compiled in one cache.
    after: ['unit-library'],
    run: unit('ngx-qlik', 'zone'),
  },
  { id: 'unit-app', title: 'Unit tests of the application', cores: 1, run: unit('ngx-qlik-app') },
  {
    id: 'workspace',
    title: "The workspace's own specs",
    cores: 1,
    ownSpecs:
      /^(tools|packages\/doctor|projects\/ngx-qlik\/(qix\/conformance|schematics)|tests\/(bench|consumers|e2e|examples|samples))\/.*\.spec\.ts$/,
    run: nodeSpecs(
      'tools',
      'tests/bench',
      'tests/consumers',
      'tests/examples',
      'tests/samples',
      'tests/e2e',
      'packages/doctor',
      'projects/ngx-qlik/qix/conformance',
      'projects/ngx-qlik/schematics',
    ),
  },
  {
    id: 'audit',
    title: 'Known weaknesses of dependencies, level high and above (npm audit)',
    cores: 1,
    run: audit,
  },
  {
    id: 'api-report',
    title: "The library's public interface against its report",
    cores: 1,
    after: ['build'],
    run: apiReport,
  },
  { id: 'size', title: 'Size of what a browser loads', cores: 1, after: ['build'], run: size },
  { id: 'secrets', title: 'No secret in the build', cores: 1, after: ['build'], run: secrets },
  {
    id: 'e2e',
    title: 'End-to-end tests and accessibility in a browser (Playwright, axe)',
    cores: 2,
    after: ['build'],
    ownSpecs: /^tests\/e2e\/.*\.e2e\.ts$/,
    run: e2e,
  },
];
