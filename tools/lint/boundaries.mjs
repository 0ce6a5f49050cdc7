// @ts-check
import plugin from 'eslint-plugin-boundaries';
import { ENGINE_INTERFACE, ENGINE_PARTS, ENGINE_RULES } from './engine-layers.mjs';

/**
 * A part of the project: which files belong to it. The first pattern that fits a file decides.
 *
 * @param {string} type
 * @param {string | string[]} pattern
 * @param {string[]} [capture]
 */
const part = (type, pattern, capture) => ({ type, pattern, mode: 'full', ...(capture ? { capture } : {}) });

const PARTS = [
  part('app-spec', ['src/**/*.spec.ts']),
  part('app-feature', 'src/app/features/*/**', ['feature']),
  part('app-shell', 'src/app/shell/**'),
  part('app-ui', 'src/app/ui/**'),
  part('app-shared', 'src/app/*/**'),
  part('app-root', ['src/*.ts', 'src/app/*.ts']),

  // Specs in Node, of what the library reads from an engine.
  part('library-conformance', 'projects/ngx-qlik/qix/conformance/*.ts'),
  // Run by the Angular command line, in Node.
  part('library-schematics-spec', [
    'projects/ngx-qlik/schematics/**/*.spec.ts',
    'projects/ngx-qlik/schematics/testing/**',
  ]),
  part('library-schematics', ['projects/ngx-qlik/schematics/**', 'projects/ngx-qlik/package.json']),
  // What specs prove, which the tests of a browser leave to them.
  part('library-proved-outcomes', 'projects/ngx-qlik/src/faults/testing/proved-outcomes.ts'),
  part('library-spec', [
    'projects/ngx-qlik/**/*.spec.ts',
    'projects/ngx-qlik/{src,embed}/**/testing/*.ts',
    'projects/ngx-qlik/test-setup.ts',
  ]),
  part('library-asset', 'projects/ngx-qlik/assets/*'),
  part('library-types', 'projects/ngx-qlik/*.d.ts'),
  part('library-testing-entry', 'projects/ngx-qlik/testing/public-api.ts'),
  // Needs Angular's CDK, which the tests of an application may do without.
  part('library-harnesses-entry', 'projects/ngx-qlik/testing/harnesses/public-api.ts'),
  part('library-harnesses', 'projects/ngx-qlik/testing/harnesses/**'),
  part(
    'library-entry',
    ['projects/ngx-qlik/{rest,api,qix,embed,scope,diagnostics,reports,languages}/public-api.ts'],
    ['name'],
  ),
  part('library-checks-entry', 'projects/ngx-qlik/checks/public-api.ts'),
  part('library-checks', 'projects/ngx-qlik/checks/**/*.ts'),
  part(
    'library-base-entry',
    'projects/ngx-qlik/{auth-types,connection-rules,json,quoting,redaction}/public-api.ts',
    ['name'],
  ),
  part('library-base', 'projects/ngx-qlik/{auth-types,connection-rules,json,quoting,redaction}/*.ts', [
    'name',
  ]),
  part('library-core-entry', 'projects/ngx-qlik/src/public-api.ts'),
  part('library-strategy-group', 'projects/ngx-qlik/src/auth/strategies/*.ts', ['group']),
  part('library-strategy', 'projects/ngx-qlik/src/auth/strategies/*/*.ts', ['group', 'way']),
  part('library-core', 'projects/ngx-qlik/src/**/*.ts'),
  part('library-testing', 'projects/ngx-qlik/testing/**'),
  part('library-layouts', [
    'projects/ngx-qlik/qix/hypercube/{chart-columns,column-sorting,delivered-columns,hypercube-definition,table-cells}.ts',
    'projects/ngx-qlik/qix/objects/{engine-codes,layout,session-objects}.ts',
    'projects/ngx-qlik/qix/session/remembered-fields.ts',
    'projects/ngx-qlik/qix/lists/list-object.ts',
    'projects/ngx-qlik/qix/model/data-model.ts',
    'projects/ngx-qlik/qix/selections/{select-in-field,selected-texts}.ts',
  ]),
  part('library-part', 'projects/ngx-qlik/*/**/*.ts', ['name']),

  part('sandbox-spec', ['packages/sandbox/**/*.spec.ts', 'packages/sandbox/**/conformance/**']),
  part('sandbox-runtime', 'packages/sandbox/runtime/**'),
  ...ENGINE_PARTS,
  part('sandbox-apps', 'packages/sandbox/apps/**'),
  part('sandbox-own-apps', 'packages/sandbox/own-apps/**'),
  part('sandbox-json', 'packages/sandbox/json/**'),
  part('sandbox-listening', 'packages/sandbox/listening/**'),
  part('sandbox-faults', 'packages/sandbox/faults/**'),
  part('sandbox-cloud-testing', 'packages/sandbox/cloud/testing/**'),
  part('sandbox-cloud', 'packages/sandbox/cloud/**'),
  part('sandbox-client-managed', 'packages/sandbox/client-managed/**'),
  part('sandbox-admin', 'packages/sandbox/admin/**'),
  // Qlik's published types, and the comparison of answers with them in tests.
  part('sandbox-published-types', 'packages/sandbox/published-types/**'),
  part('sandbox-root', ['packages/sandbox/*.ts', 'packages/sandbox/test-runners/**']),

  part('backend-spec', [
    'packages/backend/**/*.spec.ts',
    'packages/backend/{testing,conformance,fuzz,bench}/**',
  ]),
  part('backend', 'packages/backend/**'),
  part('e2e', 'tests/e2e/**'),
  part('bench-page', 'tests/bench/library/{entry,page}.ts'),
  part('bench', 'tests/bench/**'),
  part('platforms', 'tests/platforms/**'),
  part('consumers', 'tests/consumers/**'),
  part('example-tests', 'tests/examples/**'),
  part('sample-tests', 'tests/samples/**'),
  part('examples', 'examples/**'),
  part('doctor-spec', 'packages/doctor/**/*.spec.ts'),
  part('doctor', 'packages/doctor/**'),
  part('test-support', 'tests/support/**'),
  // What `npm start` and the tests do alike; no tool imports what is only for tests.
  part('processes', 'tools/{processes,environment,build,stack}/**'),
  // Writes the guides of the auth types by the demos of the application.
  part('guides', 'tools/docs/guides/**'),
  // Builds what is published besides the library.
  part('packages', 'tools/packages/**'),
  part('scripts', ['tools/**', '*.js', '*.mjs', '*.cjs']),
];

const LIBRARY = ['library-core-entry', 'library-entry', 'library-base-entry'];
const SANDBOX = [
  'json',
  'runtime',
  'apps',
  'own-apps',
  'listening',
  'published-types',
  'cloud',
  'cloud-testing',
  'client-managed',
  'faults',
  'admin',
  'root',
  'spec',
]
  .map((name) => `sandbox-${name}`)
  .concat(ENGINE_INTERFACE);

/** Who may import whom; what is not said here is forbidden. */
const RULES = [
  { from: 'app-root', allow: ['app-root', 'app-feature', 'app-shell', 'app-shared', 'app-ui', ...LIBRARY] },
  { from: 'app-shell', allow: ['app-shell', 'app-shared', 'app-ui', ...LIBRARY] },
  { from: 'app-shared', allow: ['app-shared', 'app-ui', ...LIBRARY] },
  {
    from: 'app-feature',
    allow: [['app-feature', { feature: '${from.feature}' }], 'app-shared', 'app-ui', ...LIBRARY],
  },
  { from: 'app-ui', allow: ['app-ui'] },
  {
    from: 'app-spec',
    allow: [
      'app-root',
      'app-shell',
      'app-feature',
      'app-shared',
      'app-ui',
      'app-spec',
      'library-testing-entry',
      ...LIBRARY,
    ],
  },

  {
    from: 'library-core-entry',
    allow: ['library-core', 'library-base-entry', 'library-strategy', 'library-strategy-group'],
  },
  { from: 'library-core', allow: ['library-core', 'library-types', 'library-base-entry'] },
  // Tables and functions that every part may use, in a page and in Node: they import nothing.
  {
    from: ['library-base', 'library-base-entry'],
    allow: [['library-base', { name: '${from.name}' }]],
  },
  // But how JSON is read, and the names of the auth types, so that a table of them is checked by types.
  {
    from: ['library-base', 'library-base-entry'],
    allow: [['library-base-entry', { name: '{json,quoting}' }]],
  },
  { from: 'library-base', allow: ['library-base-entry'], importKind: 'type' },
  // The code of types that sign in in one way knows no other types; the functions that add types to an application import those of their group.
  { from: 'library-strategy', allow: ['library-core', 'library-base-entry'] },
  {
    from: 'library-strategy-group',
    allow: ['library-core', 'library-base-entry', ['library-strategy', { group: '${from.group}' }]],
  },
  {
    from: ['library-entry', 'library-part'],
    allow: ['library-core-entry', 'library-base-entry', ['library-part', { name: '${from.name}' }]],
  },
  {
    // Checks and reports are shared by the page and the command line: no Angular, no browser, and only types of the core.
    from: ['library-checks', 'library-checks-entry'],
    allow: ['library-checks', 'library-base-entry'],
  },
  { from: 'library-checks', allow: ['library-core-entry'], importKind: 'type' },
  {
    from: [
      ['library-entry', { name: 'diagnostics' }],
      ['library-part', { name: 'diagnostics' }],
    ],
    allow: ['library-checks-entry'],
  },
  {
    // An embed shares its socket with a session of the library's own, which takes it up again when it is lost.
    from: [['library-part', { name: 'embed' }]],
    allow: [['library-entry', { name: 'qix' }]],
  },
  {
    // An export has the data of an app session, and calls Qlik as REST does.
    from: [
      ['library-entry', { name: 'reports' }],
      ['library-part', { name: 'reports' }],
    ],
    allow: [
      ['library-entry', { name: 'qix' }],
      ['library-entry', { name: 'rest' }],
    ],
  },
  {
    // Both call Qlik's REST interfaces.
    from: [
      ['library-entry', { name: 'api' }],
      ['library-part', { name: 'api' }],
    ],
    allow: [['library-entry', { name: 'rest' }]],
  },
  // How layouts of the engine are read is the same in a page and in a spec in Node: no Angular and no browser in it.
  { from: 'library-layouts', allow: ['library-layouts', ['library-base-entry', { name: 'json' }]] },
  {
    from: [
      ['library-entry', { name: 'qix' }],
      ['library-part', { name: 'qix' }],
    ],
    allow: ['library-layouts'],
  },
  { from: ['library-spec', 'library-conformance'], allow: ['library-layouts'] },
  {
    from: 'library-conformance',
    allow: ['library-testing', 'sandbox-engine-testing', 'sandbox-engine-protocol'],
  },
  { from: 'library-schematics', allow: ['library-schematics', 'library-base-entry'] },
  {
    from: 'library-schematics-spec',
    allow: ['library-schematics', 'library-schematics-spec', 'library-base-entry', 'processes'],
  },
  { from: 'library-testing-entry', allow: ['library-testing'] },
  // The fake of exports replaces what makes files in `reports`.
  {
    from: 'library-testing',
    allow: [
      'library-core-entry',
      'library-base-entry',
      'library-testing',
      ['library-entry', { name: 'reports' }],
    ],
  },
  { from: 'library-harnesses-entry', allow: ['library-harnesses'] },
  { from: 'library-harnesses', allow: ['library-testing-entry', 'library-harnesses'] },
  {
    from: 'library-spec',
    allow: [
      ...LIBRARY,
      'library-core',
      'library-base',
      'library-checks',
      'library-checks-entry',
      'library-part',
      'library-strategy',
      'library-strategy-group',
      'library-spec',
      'library-proved-outcomes',
      'library-testing',
      'library-testing-entry',
      'library-harnesses-entry',
      // Values that properties are tried with.
      'test-support',
    ],
  },

  // How JSON of any kind is read: every part of the sandbox may, in a page too.
  { from: SANDBOX, allow: ['sandbox-json'] },
  { from: 'sandbox-runtime', allow: ['sandbox-runtime'] },
  { from: 'sandbox-apps', allow: ['sandbox-apps'] },
  {
    from: 'sandbox-own-apps',
    allow: ['sandbox-own-apps', 'sandbox-apps', 'sandbox-engine-root', 'sandbox-runtime'],
  },
  { from: 'sandbox-listening', allow: ['sandbox-listening'] },
  { from: 'sandbox-faults', allow: ['sandbox-faults', 'sandbox-listening'] },
  ...ENGINE_RULES,
  {
    from: 'sandbox-cloud',
    allow: [
      'sandbox-cloud',
      ...ENGINE_INTERFACE,
      'sandbox-apps',
      'sandbox-runtime',
      'sandbox-listening',
      'sandbox-faults',
    ],
  },
  {
    from: 'sandbox-client-managed',
    allow: [
      'sandbox-client-managed',
      ...ENGINE_INTERFACE,
      'sandbox-apps',
      'sandbox-runtime',
      'sandbox-listening',
      'sandbox-faults',
    ],
  },
  {
    from: 'sandbox-admin',
    allow: [
      'sandbox-admin',
      'sandbox-cloud',
      'sandbox-client-managed',
      'sandbox-listening',
      'sandbox-faults',
    ],
  },
  {
    from: 'sandbox-published-types',
    allow: [
      'sandbox-published-types',
      'sandbox-cloud',
      'sandbox-apps',
      ...ENGINE_INTERFACE,
      'sandbox-engine-methods',
    ],
  },
  {
    from: 'sandbox-cloud-testing',
    allow: [
      'sandbox-cloud-testing',
      'sandbox-cloud',
      'sandbox-published-types',
      'sandbox-listening',
      'sandbox-apps',
      ...ENGINE_INTERFACE,
    ],
  },
  { from: ['sandbox-root', 'sandbox-spec'], allow: SANDBOX },
  // How the tests start their browser and read workbooks; the sandbox itself needs nothing of the project around it.
  { from: 'sandbox-spec', allow: ['processes', 'test-support'] },

  { from: ['backend', 'backend-spec'], allow: ['backend'] },
  // How the tests start programs; the backend itself needs nothing of the project around it.
  { from: 'backend-spec', allow: ['backend-spec', 'test-support', 'processes'] },
  { from: 'test-support', allow: ['test-support', 'processes'] },
  { from: 'library-proved-outcomes', allow: ['library-base-entry'] },
  {
    from: 'e2e',
    allow: ['e2e', 'test-support', 'processes', 'library-base-entry', 'library-proved-outcomes'],
  },
  // A page of an application that uses the published library; its type is what the bench may see of it.
  { from: 'bench-page', allow: ['bench-page', ...LIBRARY] },
  {
    from: 'platforms',
    allow: [
      'platforms',
      'test-support',
      'processes',
      'packages',
      'library-testing-entry',
      'library-checks-entry',
      ...LIBRARY,
    ],
  },
  { from: 'consumers', allow: ['consumers', 'test-support', 'processes', 'packages'] },
  // How commands run and built files are served is the same for all projects outside of this one.
  { from: 'example-tests', allow: ['example-tests', 'consumers', 'test-support', 'processes'] },
  // Apps that stand for those of samples are built as the sandbox's demo apps are.
  {
    from: 'sample-tests',
    allow: ['sample-tests', 'consumers', 'test-support', 'processes', 'sandbox-apps'],
  },
  { from: 'examples', allow: ['examples', 'backend', ...LIBRARY] },
  // The definitions of charts, for an app that it generates.
  { from: 'bench', allow: ['bench', 'bench-page', 'test-support', 'processes', 'sandbox-apps'] },
  { from: 'processes', allow: ['processes'] },
  {
    from: 'doctor',
    allow: ['doctor', 'library-checks-entry', 'library-base-entry'],
  },
  { from: 'doctor', allow: ['library-core-entry'], importKind: 'type' },
  {
    from: 'doctor-spec',
    allow: [
      'doctor',
      'doctor-spec',
      'library-checks-entry',
      'library-base-entry',
      'test-support',
      'processes',
    ],
  },
  { from: 'doctor-spec', allow: ['library-core-entry'], importKind: 'type' },
  { from: 'packages', allow: ['packages', 'processes', 'sandbox-faults', 'sandbox-runtime'] },
  { from: 'scripts', allow: ['scripts', 'packages', 'processes', 'library-base-entry'] },
  {
    from: 'guides',
    allow: ['guides', 'processes', 'library-base-entry', ['app-feature', { feature: 'auth-demos' }]],
  },
];

const MESSAGE =
  '"${file.type}" may not import "${dependency.type}"; the parts and who may import whom are in tools/lint/boundaries.mjs.';

const CODE = '**/*.{ts,mts,mjs,js,cjs}';

/**
 * The rule about imports, with those of {@link RULES} that apply.
 *
 * @param {(rule: (typeof RULES)[number]) => boolean} applies
 * @returns {import('eslint').Linter.RulesRecord}
 */
const importRule = (applies) => ({
  'boundaries/element-types': [
    'error',
    { default: 'disallow', message: MESSAGE, rules: RULES.filter(applies) },
  ],
});

/**
 * What the files of a part may import. The plugin compares each import with each rule that it is given, which with all of them takes longer
 * than the rest of ESLint; so a file gets those about its part. With those of another part all of its imports would be refused.
 *
 * @param {ReturnType<typeof part>} from
 * @returns {import('eslint').Linter.Config}
 */
const importsOf = ({ type, pattern }) => ({
  files: [pattern].flat().map((each) => [each, CODE]),
  rules: importRule(({ from }) => [from].flat().some((each) => [each].flat()[0] === type)),
});

const BY_NAME = 'A package, or another entry point of the library, is imported by its name.';

/**
 * Imports by path that a name is there for. The parts above say what may be imported; this says how.
 *
 * @param {string[]} files
 * @param {string[]} group
 * @returns {import('eslint').Linter.Config}
 */
const byName = (files, group) => ({
  files: files.map((folder) => `${folder}/**/*.{ts,mts,mjs,js,cjs}`),
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message: BY_NAME }] }] },
});

/**
 * The import rules of the architecture: one way only, from the application to the library, and between other parts not at all.
 *
 * @type {import('eslint').Linter.Config[]}
 */
export const boundaries = [
  {
    files: [CODE],
    plugins: { boundaries: plugin },
    settings: {
      'boundaries/elements': PARTS,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
      'boundaries/include': [CODE],
      'import/resolver': { typescript: { project: ['tsconfig.json'], alwaysTryTypes: false } },
    },
    rules: {
      ...importRule(() => false),
      'boundaries/no-unknown-files': 'error',
      'boundaries/no-unknown': 'error',
    },
  },
  // The last configuration that fits a file decides, and the first part.
  ...PARTS.toReversed().map(importsOf),
  // The packages for Node resolve to what was built of them, or to nothing.
  { files: ['examples/**'], rules: { 'boundaries/no-unknown': 'off' } },
  byName(['src', 'packages', 'tests', 'tools', 'examples'], ['**/projects/ngx-qlik/**']),
  byName(['projects/ngx-qlik'], ['**/packages/**', '../**/public-api', '!./public-api']),
];
