// @ts-check
const ENGINE = 'packages/sandbox/engine';

/** What a layer is made of, beside the layers that it may import. Its name in the boundaries is `sandbox-engine-<name>`. */
const LAYERS = [
  { name: 'protocol', files: [`${ENGINE}/protocol/**`], uses: [] },
  { name: 'model', files: [`${ENGINE}/model/**`], uses: [] },
  { name: 'selection', files: [`${ENGINE}/selection/**`], uses: ['model'] },
  { name: 'expression', files: [`${ENGINE}/expression/**`], uses: ['model', 'selection'] },
  { name: 'script', files: [`${ENGINE}/script/**`], uses: ['protocol', 'model', 'expression'] },
  { name: 'search', files: [`${ENGINE}/search/**`], uses: ['protocol', 'model', 'selection'] },
  { name: 'cube', files: [`${ENGINE}/cube/**`], uses: ['protocol', 'model', 'selection', 'expression'] },
  {
    name: 'objects',
    files: [`${ENGINE}/objects/**`],
    uses: ['protocol', 'model', 'selection', 'expression', 'cube'],
    // A layout is built for the state of one session.
    usesTypesOf: ['document'],
  },
  // The state of one session with an app: its handles, selections and changes.
  {
    name: 'document',
    files: [`${ENGINE}/session/{session-document,document-*,soft-patches,handles,request-progress}.ts`],
    uses: ['protocol', 'model', 'selection', 'expression', 'cube', 'objects'],
    // It keeps the breakpoints of its script.
    usesTypesOf: ['script'],
  },
  // What the servers around the engine give it, and get from it.
  { name: 'contract', files: [`${ENGINE}/connection.ts`], uses: [], usesTypesOf: ['objects'] },
  {
    name: 'methods',
    files: [`${ENGINE}/methods/**`],
    uses: ['protocol', 'model', 'selection', 'expression', 'script', 'search', 'cube', 'objects', 'document'],
    usesTypesOf: ['contract'],
  },
  {
    name: 'session',
    files: [`${ENGINE}/session/**`],
    uses: ['protocol', 'model', 'expression', 'objects', 'document', 'methods'],
    usesTypesOf: ['contract'],
  },
  {
    name: 'root',
    files: [`${ENGINE}/*.ts`],
    uses: ['protocol', 'expression', 'script', 'objects', 'session'],
    usesTypesOf: ['contract', 'methods'],
  },
];

/** @param {string} name */
const typeOf = (name) => `sandbox-engine-${name}`;

/** Every layer of the sandbox's engine. */
const ENGINE_TYPES = LAYERS.map(({ name }) => typeOf(name));

/** What the rest of the sandbox may import of it. */
export const ENGINE_INTERFACE = ['root', 'contract', 'protocol'].map(typeOf);

/** The layers as elements of `eslint-plugin-boundaries`, test support and measurements first. */
export const ENGINE_PARTS = [
  { name: 'testing', files: [`${ENGINE}/{testing,bench}/**`, `${ENGINE}/**/trial-*.ts`] },
  ...LAYERS,
].map(({ name, files }) => ({ type: typeOf(name), pattern: files, mode: 'full' }));

/** Imports go down only; types of the layer above where they are listed. The demo apps are data that each layer may read. */
export const ENGINE_RULES = [
  ...LAYERS.flatMap(({ name, uses, usesTypesOf = [] }) => [
    { from: typeOf(name), allow: [name, ...uses].map(typeOf).concat('sandbox-apps', 'sandbox-json') },
    { from: typeOf(name), allow: usesTypesOf.map(typeOf), importKind: 'type' },
  ]),
  // Servers count calls alike.
  { from: ['root', 'contract'].map(typeOf), allow: 'sandbox-listening' },
  {
    from: typeOf('testing'),
    allow: [...ENGINE_TYPES, typeOf('testing'), 'sandbox-apps', 'sandbox-json', 'sandbox-published-types'],
  },
  { from: 'sandbox-spec', allow: [...ENGINE_TYPES, typeOf('testing')] },
];
