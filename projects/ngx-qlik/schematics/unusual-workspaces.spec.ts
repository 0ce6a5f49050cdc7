import type { UnitTestTree } from '@angular-devkit/schematics/testing';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import {
  add,
  addAloud,
  assertTypeScript,
  buildBefore,
  contents,
  json,
  type Layout,
  runnerOf,
  workspace,
} from './testing/fresh-workspace.ts';

buildBefore();

interface Target {
  options?: object;
  readonly configurations?: Record<string, object>;
}

const MAIN = 'src/main.ts';
const CONFIG = 'src/app/app.config.ts';
const ROUTES = 'src/app/app.routes.ts';
const MODULE = 'src/app/app.module.ts';
const SANDBOX = { sandbox: '' };
const BACKEND = { auth: 'm2m', app: 'an-app', object: 'a-chart' };
const MODULES: Layout = { isStandalone: false, isZoneless: false, hasRouting: true };
const QLIK = "provideQlik(withConnections('connections.json'), withAnonymous())";
const INTERCEPTOR = 'provideHttpClient(withInterceptors([qlikInterceptor]))';

/** The text of a file in one line. */
const lineOf = (tree: UnitTestTree, file: string) => tree.readContent(file).replace(/\s+/g, ' ');
const replaceIn = (tree: UnitTestTree, file: string, [from, to]: readonly [string | RegExp, string]) =>
  tree.overwrite(file, tree.readContent(file).replace(from, to));
const startWith = (tree: UnitTestTree, text: string) =>
  tree.overwrite(
    MAIN,
    `import { bootstrapApplication } from '@angular/platform-browser';\nimport { AppComponent } from './app/app.component';\n${text}\n`,
  );
const configureBy = (tree: UnitTestTree, text: string) =>
  tree.overwrite(
    CONFIG,
    `import { ApplicationConfig, mergeApplicationConfig } from '@angular/core';\nimport { provideRouter } from '@angular/router';\nimport { routes } from './app.routes';\n${text}\n`,
  );
const withAlias = (tree: UnitTestTree) =>
  replaceIn(tree, 'tsconfig.json', [
    '"compilerOptions": {',
    '"compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["src/app/*"] }, // own\n',
  ]);

/** Runs `ng add` twice. @returns what the first run made; the second changes nothing */
async function addTwice(tree: UnitTestTree, options: object = SANDBOX) {
  const { added, messages } = await addAloud(tree, options);
  assert.ok(!(added instanceof Error), String(added));
  assertTypeScript(added);
  const before = contents(added);
  assert.deepEqual(contents(await add(added, options)), before);
  return { added, messages };
}

describe('ng add where the providers are written unusually', () => {
  const WHOLE = `${QLIK}, ${INTERCEPTOR}, ]`;

  it('keeps providers that are no list', async () => {
    for (const [written, expected] of [
      ['const providers = [];\nexport const appConfig: ApplicationConfig = { providers };', '...providers'],
      ['const all = [];\nexport const appConfig: ApplicationConfig = { providers: all };', '...all'],
      ['export const appConfig: ApplicationConfig = { providers: core() };', '...core()'],
      [
        'export const appConfig: ApplicationConfig = { providers: isDev ? [] : core() };',
        '...(isDev ? [] : core())',
      ],
      ['export const appConfig: ApplicationConfig = { providers: [[own()]].flat() };', '...[[own()]].flat()'],
      ['export const appConfig: ApplicationConfig = { providers: [...core] };', '...core'],
    ] as const) {
      const tree = await workspace();
      configureBy(tree, written);
      const { added } = await addTwice(tree);
      const config = lineOf(added, CONFIG);
      assert.ok(config.includes(`providers: [ ${expected}, ${WHOLE}`), config);
      assert.equal(config.match(/\bproviders:/g)?.length, 1);
    }
  });

  it('finds the configuration behind types, functions, merges and spreads', async () => {
    const all = '{ providers: [provideRouter(routes)] }';
    for (const [config, start] of [
      [`export const appConfig = ${all} as ApplicationConfig;`],
      [`export const appConfig = ${all} satisfies ApplicationConfig;`],
      [`export const appConfig = mergeApplicationConfig(${all}, other);`],
      [`function create() { return ${all}; }\nexport const appConfig = create();`],
      [
        `export const create = () => (${all});`,
        "import { create } from './app/app.config';\nbootstrapApplication(AppComponent, create());",
      ],
      [
        `export default ${all};`,
        "import config from './app/app.config';\nbootstrapApplication(AppComponent, config);",
      ],
      [
        `export const appConfig = ${all};`,
        "import * as config from './app/app.config';\nbootstrapApplication(AppComponent, config.appConfig);",
      ],
      [
        `export const appConfig = ${all};`,
        "import { appConfig } from './app/app.config';\nconst all = { ...appConfig };\nbootstrapApplication(AppComponent, all);",
      ],
      [
        `export const appConfig = ${all};`,
        "import { appConfig } from './app';\nbootstrapApplication(AppComponent, appConfig);",
      ],
      [
        `export const appConfig = ${all};`,
        "import { appConfig } from '@app/app.config';\nbootstrapApplication(AppComponent, appConfig);",
      ],
    ] as const) {
      const tree = await workspace();
      withAlias(tree);
      tree.create(
        'src/app/index.ts',
        "export * from './app.component';\nexport { appConfig } from './app.config';\n",
      );
      configureBy(tree, config);
      if (start !== undefined) startWith(tree, start);
      const { added } = await addTwice(tree);
      assert.ok(
        lineOf(added, CONFIG).includes(`providers: [ provideRouter(routes), ${WHOLE}`),
        `${config} ${start}`,
      );
    }
  });

  it('finds the start in another file than the main one', async () => {
    const tree = await workspace();
    tree.create('src/bootstrap.ts', tree.readContent(MAIN));
    tree.overwrite(MAIN, "import('./bootstrap').catch(console.error);\n");
    assert.ok(lineOf((await addTwice(tree)).added, CONFIG).includes(WHOLE));
  });

  it('finds the root module under any name, and its metadata', async () => {
    for (const change of [
      (tree: UnitTestTree) => replaceIn(tree, MODULE, ['providers: []', 'providers: CORE']),
      (tree: UnitTestTree) =>
        replaceIn(tree, MODULE, [/@NgModule\(([^]*)\)\nexport/, 'const META = $1;\n@NgModule(META)\nexport']),
      (tree: UnitTestTree) => {
        replaceIn(tree, MODULE, ['export class AppModule', 'export default class RootModule']);
        replaceIn(tree, MAIN, [/import \{ AppModule \}/, 'import AppModule']);
      },
      (tree: UnitTestTree) => {
        tree.create('src/app/index.ts', "export * from './app.module';\n");
        replaceIn(tree, MAIN, ['./app/app.module', './app']);
      },
      (tree: UnitTestTree) => {
        withAlias(tree);
        replaceIn(tree, MAIN, ['./app/app.module', '@app/app.module']);
      },
    ]) {
      const tree = await workspace(MODULES);
      change(tree);
      const module = lineOf((await addTwice(tree)).added, MODULE);
      assert.match(module, /providers: \[ (?:\.\.\.CORE, )?provideQlik\(.*provideHttpClient\(/);
    }
  });

  it('leaves files alone that the application does not load, and imports of types', async () => {
    const tree = await workspace();
    const helper =
      "import { provideHttpClient } from '@angular/common/http';\nexport const forTests = [provideHttpClient()];\n";
    tree.create('src/app/testing/helper.ts', helper);
    configureBy(
      tree,
      "import type { QlikError } from 'ngx-qlik';\nexport const appConfig: ApplicationConfig = { providers: [provideRouter(routes)] };",
    );
    const { added } = await addTwice(tree);
    assert.equal(added.readContent('src/app/testing/helper.ts'), helper);
    assert.ok(lineOf(added, CONFIG).includes(INTERCEPTOR));
    assert.match(added.readContent(CONFIG), /^import type \{ QlikError \} from 'ngx-qlik';$/m);
    assert.match(
      added.readContent(CONFIG),
      /^import \{ provideQlik, [^}]*qlikInterceptor \} from 'ngx-qlik';$/m,
    );
  });

  it('keeps comments beside what they are about', async () => {
    const tree = await workspace();
    configureBy(
      tree,
      'export const appConfig: ApplicationConfig = {\n  providers: [\n    provideRouter(routes), // of the shop\n    // more to come\n  ],\n};',
    );
    tree.overwrite(
      ROUTES,
      "import { Routes } from '@angular/router';\nexport const routes: Routes = [\n  { path: 'a', children: [] }, // first\n  // everything else\n  { path: '**', redirectTo: 'a' },\n];\n",
    );
    const { added } = await addTwice(tree);
    assert.match(
      added.readContent(CONFIG),
      /\n {4}provideRouter\(routes\), \/\/ of the shop\n {4}provideQlik/,
    );
    assert.match(
      added.readContent(ROUTES),
      /children: \[\] \}, \/\/ first\n {2}\{ path: 'qlik',[^\n]*\},\n {2}\/\/ everything else\n {2}\{ path: '\*\*'/,
    );
  });

  it('says what to add by hand where the providers are known at run time only, and goes on when they are there', async () => {
    const tree = await workspace();
    startWith(tree, 'bootstrapApplication(AppComponent, await loadConfig());');
    await assert.rejects(
      add(tree.branch(), SANDBOX),
      /providers of the application were not found: src\/main\.ts .*Add provideQlik\(withConnections\('connections\.json'\), withAnonymous\(\)\) to the providers by hand/,
    );
    startWith(
      tree,
      `import { provideQlik, withConnections } from 'ngx-qlik';\nexport const own = [provideQlik(withConnections('connections.json')), provideHttpClient()];\nbootstrapApplication(AppComponent, await loadConfig(own));`,
    );
    assert.match(
      lineOf((await addTwice(tree)).added, MAIN),
      /withAnonymous\(\)\), provideHttpClient\(withInterceptors/,
    );
  });

  it('names the field of angular.json that has no main file', async () => {
    for (const [to, expected] of [
      ['', /build\.options\.browser is missing/],
      ['"browser": "src/nowhere.ts",', /build\.options\.browser is "src\/nowhere\.ts", which does not exist/],
    ] as const) {
      const tree = await workspace();
      replaceIn(tree, 'angular.json', ['"browser": "src/main.ts",', to]);
      await assert.rejects(add(tree, SANDBOX), expected);
    }
  });
});

describe('commands where the connections are elsewhere', () => {
  const withSource = async (source: string, more = '') => {
    const tree = await workspace();
    configureBy(
      tree,
      `import { provideQlik, withConnections } from 'ngx-qlik';\n${more}\nexport const appConfig: ApplicationConfig = { providers: [provideRouter(routes), provideQlik(withConnections(${source}))] };`,
    );
    return tree;
  };
  const run = async (name: string, options: object, tree: UnitTestTree) => {
    const runner = runnerOf();
    const messages: string[] = [];
    runner.logger.subscribe(({ message }) => messages.push(message));
    return { changed: await runner.runSchematic(name, options, tree), messages: messages.join('\n') };
  };
  const OLD = {
    id: 'old',
    label: 'Old',
    platform: 'cloud',
    host: 'https://old.example',
    auth: { type: 'none' },
  };

  it('write to the file that the application reads', async () => {
    for (const [source, path, more, address] of [
      ["'./connections.json'", 'public/connections.json', '', './connections.json'],
      ["'/connections.json'", 'public/connections.json', '', '/connections.json'],
      ["'config/tenants.json'", 'public/config/tenants.json', '', 'config/tenants.json'],
      ['FILE', 'public/tenants.json', "const FILE = 'tenants.json';", 'tenants.json'],
      ["'assets/tenants.json'", 'src/assets/tenants.json', '', 'assets/tenants.json'],
      ["'files/tenants.json'", 'shared/tenants.json', '', 'files/tenants.json'],
    ] as const) {
      const tree = await withSource(source, more);
      replaceIn(tree, 'angular.json', [
        '"assets": [',
        '"assets": ["src/assets", { "glob": "**/*", "input": "./shared/", "output": "/files" },',
      ]);
      tree.create('src/assets/tenants.json', JSON.stringify({ connections: [OLD] }));
      const { added } = await addTwice(tree);
      assert.match(added.readContent(path), /"id": "sandbox"/, source);
      assert.equal(added.exists('public/connections.json'), path === 'public/connections.json');
      const script = /<script[^>]*early-start[^>]*>/.exec(added.readContent('src/index.html'))?.[0] ?? '';
      assert.equal(/data-connections='([^']*)'/.exec(script)?.[1], address);
    }
    const tree = await withSource("'assets/tenants.json'");
    replaceIn(tree, 'angular.json', ['"assets": [', '"assets": ["src/assets",']);
    tree.create('src/assets/tenants.json', JSON.stringify({ connections: [OLD] }));
    const { changed } = await run('chart', { connection: 'old' }, tree);
    assert.match(changed.readContent('src/app/chart/chart-page.ts'), /connectionId="old"/);
  });

  /** A workspace whose application reads `connections.json`, with these assets and files. */
  const withAssets = async (
    assets: {
      readonly options?: readonly unknown[];
      readonly configurations?: Record<string, readonly unknown[]>;
    },
    files: Readonly<Record<string, readonly unknown[]>>,
  ) => {
    const tree = await withSource("'connections.json'");
    const file = json(tree, 'angular.json') as {
      projects: { shop: { architect: { build: { options: { assets?: unknown } } & Target } } };
    };
    const { build } = file.projects.shop.architect;
    build.options.assets = assets.options;
    for (const [name, list] of Object.entries(assets.configurations ?? {}))
      Object.assign(build.configurations?.[name] ?? {}, { assets: list });
    tree.overwrite('angular.json', JSON.stringify(file));
    for (const [path, connections] of Object.entries(files))
      tree.create(path, JSON.stringify({ connections }));
    return tree;
  };
  const PUBLIC = { glob: '**/*', input: 'public' };

  it('write to the file that is served, by whichever form of assets', async () => {
    for (const [options, path] of [
      [['src/connections.json', PUBLIC], 'src/connections.json'],
      [[PUBLIC, './src/connections.json'], 'src/connections.json'],
      [['src', PUBLIC], 'src/connections.json'],
      [[{ glob: 'connections.json', input: 'config' }, PUBLIC], 'config/connections.json'],
      [[{ glob: '*.json', input: './config/', output: '/' }, PUBLIC], 'config/connections.json'],
      [
        [
          { ...PUBLIC, ignore: ['*.json'] },
          { glob: '*.json', input: 'config' },
        ],
        'config/connections.json',
      ],
    ] as const) {
      const tree = await withAssets({ options }, { [path]: [OLD] });
      const { added } = await addTwice(tree);
      assert.match(added.readContent(path), /"id": "old"[^]*"id": "sandbox"/, path);
      assert.ok(!added.exists('public/connections.json'));
      await run('chart', { connection: 'old' }, added);
    }
    const { added } = await addTwice(await withAssets({ options: [{ ...PUBLIC, ignore: ['*.json'] }] }, {}));
    assert.ok(added.exists('public/connections.json'));
    assert.match(
      added.readContent('angular.json').replace(/\s+/g, ''),
      /\{"glob":"connections\.json","input":"public"\}/,
    );
  });

  it('name a configuration with assets of its own that has others, or none', async () => {
    const own = { glob: '**/*', input: 'prod-public' };
    const none = { glob: '*.png', input: 'images' };
    const config = (name: string) => ({ glob: '*.json', input: `config/${name}` });
    for (const [assets, files, path, expected] of [
      [
        { options: [PUBLIC], configurations: { production: [own] } },
        {},
        'public',
        /production\.assets serves no "connections\.json", .*Add \{"glob":"connections\.json","input":"public"\} to it, for those of public\/connections\.json; or write others to prod-public\/connections\.json\./,
      ],
      [
        { options: [PUBLIC], configurations: { production: [none] } },
        {},
        'public',
        /production\.assets serves no [^;]*public\/connections\.json\.$/m,
      ],
      [
        { options: [PUBLIC], configurations: { production: [PUBLIC, own] } },
        { 'prod-public/connections.json': [OLD], 'public/connections.json': [] },
        'public',
        /angular\.json: projects\.shop\.architect\.build\.configurations\.production\.assets serves prod-public\/connections\.json as "connections\.json", which does not have the connection "sandbox"\. It was written to public\/connections\.json: add it/,
      ],
      // That of "ng serve" comes first.
      [
        { options: [PUBLIC], configurations: { development: [PUBLIC, config('dev')] } },
        { 'public/connections.json': [OLD], 'config/dev/connections.json': [] },
        'config/dev',
        /build\.options\.assets serves public\/connections\.json as/,
      ],
      [
        { configurations: { production: [config('prod')], development: [config('dev')] } },
        { 'config/prod/connections.json': [OLD], 'config/dev/connections.json': [] },
        'config/dev',
        /configurations\.production\.assets serves config\/prod\/connections\.json as/,
      ],
      // A new file would take the place of the other one in a build for production.
      [
        { options: [PUBLIC], configurations: { production: [own, PUBLIC] } },
        { 'prod-public/connections.json': [OLD] },
        'prod-public',
        /build\.options\.assets serves no "connections\.json"/,
      ],
    ] as const) {
      const { added, messages } = await addTwice(await withAssets(assets, files));
      assert.match(added.readContent(`${path}/connections.json`), /"id": "sandbox"/, path);
      for (const other of ['public', 'prod-public'].filter((each) => each !== path))
        assert.ok(!added.exists(`${other}/connections.json`) || `${other}/connections.json` in files, other);
      assert.match(messages, expected);
    }
    const same = { options: [PUBLIC], configurations: { production: [own, PUBLIC] } };
    assert.doesNotMatch((await addTwice(await withAssets(same, {}))).messages, /assets serves/);
    const known = await addTwice(
      await withAssets(
        { options: [PUBLIC], configurations: { production: [own] } },
        {
          'prod-public/connections.json': [{ ...OLD, id: 'sandbox' }],
          'public/connections.json': [],
        },
      ),
    );
    assert.doesNotMatch(known.messages, /assets serves/);
  });

  it('read the file of an address with the path of the application', async () => {
    for (const source of ["'/shop/connections.json'", "'connections.json'", "'./connections.json?v=1'"]) {
      const tree = await withSource(source);
      replaceIn(tree, 'angular.json', ['"assets": [', '"baseHref": "/shop/", "assets": [']);
      assert.ok((await addTwice(tree)).added.exists('public/connections.json'), source);
    }
  });

  it('name the call of an address that is none', async () => {
    for (const address of ['cfg/%ZZ.json', '100%.json', '%.json', '%ff.json'])
      for (const name of ['ng-add', 'connection', 'chart'])
        await assert.rejects(
          run(name, name === 'chart' ? {} : SANDBOX, await withSource(`'${address}'`)),
          (error: Error) =>
            error.message.startsWith(`src/app/app.config.ts has withConnections('${address}'): `) &&
            /"%" .*"%25"/.test(error.message),
        );
  });

  it('name the place of connections that are in no file', async () => {
    for (const source of [
      "'https://config.example/connections.json'",
      "'/api/connections'",
      'CompanyLoader',
      'environment.connections',
      '[]',
      JSON.stringify([OLD]),
    ]) {
      const tree = await withSource(
        source,
        'declare const CompanyLoader: new () => unknown, environment: { connections: unknown };',
      );
      for (const name of ['ng-add', 'connection']) {
        const { changed, messages } = await run(name, SANDBOX, tree.branch() as UnitTestTree);
        assert.match(
          messages,
          /app\.config\.ts has withConnections\(.*Add this one there by hand:\s*\{\s*"id": "sandbox"/,
        );
        assert.ok(!changed.exists('public/connections.json'), source);
        assert.match(changed.readContent(CONFIG), /withAnonymous\(\)/);
      }
      const index = (await add(tree.branch(), SANDBOX)).readContent('src/index.html');
      assert.equal(index.includes('qlik-early-start'), source.startsWith("'"), source);
    }
  });

  it('read the list of the code for a page, and say where they cannot', async () => {
    const tree = await withSource(JSON.stringify([OLD]));
    const { changed } = await run('chart', {}, tree.branch() as UnitTestTree);
    assert.match(changed.readContent('src/app/chart/chart-page.ts'), /connectionId="old"/);
    await assert.rejects(
      run('chart', { connection: 'x' }, tree),
      /--connection is "x", which is not in src\/app\/app\.config\.ts\. There are: old/,
    );
    await assert.rejects(
      run('chart', { connection: 'x' }, await withSource("'/api/connections'")),
      /app\.config\.ts has withConnections\('\/api\/connections'\): .*in no file of the workspace/,
    );
  });
});

describe('ng add where the routes are written unusually', () => {
  it('finds them behind aliases, barrels, other names and default exports', async () => {
    for (const [imported, used, routes] of [
      ["import { routes } from '@app/app.routes'", 'routes', 'export const routes: Routes = [];'],
      ["import { routes } from './routing'", 'routes', 'export const routes: Routes = [];'],
      ["import { routes as own } from './app.routes'", 'own', 'export const routes = [] satisfies Routes;'],
      ["import * as all from './app.routes.js'", 'all.routes', 'export const routes: Routes = [];'],
      ["import own from './app.routes'", 'own', 'const routes: Routes = [];\nexport default routes;'],
      ["import own from './app.routes'", 'own', 'export default [] as Routes;'],
      ["import { create } from './app.routes'", 'create()', 'export const create = (): Routes => [];'],
    ] as const) {
      const tree = await workspace();
      withAlias(tree);
      tree.create('src/app/routing/index.ts', "export { routes } from '../app.routes';\n");
      tree.overwrite(ROUTES, `import { Routes } from '@angular/router';\n${routes}\n`);
      replaceIn(tree, CONFIG, ["import { routes } from './app.routes'", imported]);
      replaceIn(tree, CONFIG, ['provideRouter(routes)', `provideRouter(${used})`]);
      const { added } = await addTwice(tree);
      assert.match(
        added.readContent(ROUTES),
        /path: 'qlik', loadComponent: \(\) => import\('\.\/qlik\/qlik-page'\)/,
        imported,
      );
    }
  });

  it('comes before what may have a wildcard', async () => {
    const tree = await workspace();
    tree.overwrite(
      ROUTES,
      "const shop: Routes = [];\nexport const routes: Routes = [{ path: 'a', children: [] }, ...shop, notFound];\n",
    );
    assert.match(
      lineOf((await addTwice(tree)).added, ROUTES),
      /\{ path: 'a'.*path: 'qlik'.*\.\.\.shop, notFound/,
    );
  });

  it('says where the page has no route what to write, and promises no chart', async () => {
    const { messages } = await addTwice(
      await workspace({ isStandalone: true, isZoneless: false, hasRouting: false }),
    );
    assert.match(
      messages,
      /no route to src\/app\/qlik\/qlik-page\.ts.*loadComponent: \(\) => import\('\.\/qlik\/qlik-page'\)\.then.*<app-qlik-page \/>/s,
    );
    assert.doesNotMatch(messages, /to see a chart/);
  });

  it('refuses paths that are none, and takes those with "/" around them', async () => {
    for (const route of ["it's", 'a b', '**', ':id', '\\x', 'C:/Program Files/Git/qlik'])
      await assert.rejects(add(await workspace(), { ...SANDBOX, route }), /--route is ".*such as "qlik"/);
    const made = await addTwice(await workspace(), { ...SANDBOX, route: '' });
    for (const route of ['..', '.', 'a/../b', './a', 'a/..', '../a', 'a//b'])
      for (const run of [
        add(await workspace(), { ...SANDBOX, route }),
        runnerOf().runSchematic('chart', { route }, made.added.branch()),
      ])
        await assert.rejects(run, /--route is ".*such as "qlik"/, route);
    await addTwice(await workspace(), { ...SANDBOX, route: 'v1.2/.../a.b' });
    const { added } = await addTwice(await workspace(), { ...SANDBOX, route: '/reports/sales/' });
    assert.match(added.readContent(ROUTES), /path: 'reports\/sales'/);
  });

  it('has the line ends of the file', async () => {
    const tree = await workspace();
    tree.overwrite(ROUTES, tree.readContent(ROUTES).replaceAll('\n', '\r\n'));
    assert.doesNotMatch((await addTwice(tree)).added.readContent(ROUTES), /[^\r]\n/);
  });
});

describe('ng add where paths of the workspace are spelled unusually', () => {
  /** Other spellings of a path. */
  const spelled = fc
    .record({ before: fc.constantFrom('', './', '/', './/', 'src/../'), isFolder: fc.boolean() })
    .map(
      ({ before, isFolder }) =>
        (path: string, kind: 'file' | 'folder' = 'file') =>
          `${before}${path}${isFolder && kind === 'folder' ? '/' : ''}`,
    );

  it('writes the same files', async () => {
    const usual = contents((await addTwice(await workspace())).added);
    const { 'angular.json': _, ...expected } = Object.fromEntries(
      Object.entries(usual).map(([path, text]) => [path.slice(1), text]),
    );
    await fc.assert(
      fc.asyncProperty(spelled, spelled, async (sources, files) => {
        const tree = await workspace();
        for (const [from, to] of [
          ['"sourceRoot": "src"', `"sourceRoot": "${sources('src', 'folder')}"`],
          ['"src/main.ts"', `"${files('src/main.ts')}"`],
          ['"tsconfig.app.json"', `"${files('tsconfig.app.json')}"`],
          ['"input": "public"', `"input": "${files('public', 'folder')}"`],
        ] as const)
          replaceIn(tree, 'angular.json', [from, to]);
        const { added, messages } = await addTwice(tree);
        for (const [path, text] of Object.entries(expected))
          assert.equal(added.readContent(path), text, path);
        assert.equal(Object.keys(contents(added)).length, Object.keys(usual).length);
        assert.match(messages, /open http:\/\/localhost:4200\/qlik to see a chart/);
      }),
      { numRuns: 12, examples: [[(path) => `./${path}`, (path) => path]] },
    );
  });

  it('finds sources in the folder of the workspace itself', async () => {
    for (const root of ['', '.', './']) {
      const tree = await workspace();
      for (const path of tree.files.filter((each) => each.startsWith('/src/')))
        tree.rename(path, path.slice('/src'.length));
      replaceIn(tree, 'angular.json', ['"sourceRoot": "src"', `"sourceRoot": "${root}"`]);
      replaceIn(tree, 'angular.json', [/"src\//g, '"']);
      replaceIn(tree, 'angular.json', ['"browser"', '"index": "index.html", "browser"']);
      const { added } = await addTwice(tree);
      assert.match(added.readContent('app/app.routes.ts'), /import\('\.\/qlik\/qlik-page'\)/);
      assert.match(added.readContent('app/app.config.ts'), /provideQlik\(/);
    }
  });
});

describe('ng add where the application is served at another address', () => {
  const TENANT = { auth: 'oauth2', host: 'https://a.example', clientId: 'x', app: 'a', object: 'o' };

  it('says that one', async () => {
    for (const [serve, build, expected] of [
      [{}, {}, 'http://localhost:4200/'],
      [
        { options: { port: 4321, ssl: true } },
        { options: { baseHref: '/shop/' } },
        'https://localhost:4321/shop/',
      ],
      [{ options: { host: 'dev.example' } }, {}, 'http://dev.example:4200/'],
      [{ options: { host: '0.0.0.0', port: 0 } }, {}, 'http://localhost:<port>/'],
      [{ options: { host: '::1' } }, {}, 'http://[::1]:4200/'],
      [{ options: { port: 1 }, configurations: { development: { port: 2 } } }, {}, 'http://localhost:2/'],
      [{}, { configurations: { development: { baseHref: 'dev' } } }, 'http://localhost:4200/dev/'],
      [{}, { configurations: { production: { baseHref: '/live/' } } }, 'http://localhost:4200/'],
      [
        { options: { servePath: '/served' } },
        { options: { baseHref: '/shop/' } },
        'http://localhost:4200/served/',
      ],
      [{}, { options: { baseHref: 'https://cdn.example/shop/' } }, 'http://localhost:4200/shop/'],
      [{}, { options: { baseHref: './' } }, 'http://localhost:4200/'],
    ] as const) {
      const tree = await workspace();
      const file = json(tree, 'angular.json') as {
        projects: { shop: { architect: Record<'serve' | 'build', Target> } };
      };
      const { architect } = file.projects.shop;
      for (const [name, more] of Object.entries({ serve, build }) as ['serve' | 'build', Target][]) {
        architect[name].options = { ...architect[name].options, ...more.options };
        for (const [configuration, options] of Object.entries(more.configurations ?? {}))
          Object.assign(architect[name].configurations?.[configuration] ?? {}, options);
      }
      tree.overwrite('angular.json', JSON.stringify(file));
      const { messages } = await addTwice(tree, TENANT);
      assert.ok(messages.includes(`the redirect URL ${expected}oauth-callback.html and`), messages);
      assert.ok(
        messages.includes(`the origin ${new RegExp('^[^/]*//[^/]*').exec(expected)?.[0]},`),
        messages,
      );
      assert.ok(messages.includes(`open ${expected}qlik to see`), messages);
    }
  });
});

describe('commands where there is a callback page already', () => {
  const FILE = 'public/oauth-callback.html';
  const OWN = '<p>Thank you</p>';
  const TENANT = { auth: 'oauth2', host: 'https://a.example', clientId: 'x' };

  it('refuse to take its place, unless it is a copy of the one of the package', async () => {
    const tree = await workspace();
    tree.create(FILE, OWN);
    for (const name of ['ng-add', 'connection'])
      await assert.rejects(
        runnerOf().runSchematic(name, TENANT, tree.branch()),
        /^Error: public\/oauth-callback\.html is not the page of ngx-qlik.*another name/,
      );
    await addTwice(tree.branch() as UnitTestTree, SANDBOX);
    tree.overwrite(FILE, readFileSync(inProject('projects/ngx-qlik/assets/oauth-callback.html')));
    await addTwice(tree, TENANT);
  });

  it('leave it with a warning at an update', async () => {
    const runner = runnerOf('migrations.json');
    const messages: string[] = [];
    runner.logger.subscribe(({ message }) => messages.push(message));
    const tree = await workspace();
    tree.create('src/app/qlik.ts', 'provideQlik(withOAuth2());');
    tree.create(FILE, OWN);
    const before = contents(tree);
    assert.deepEqual(contents(await runner.runSchematic('callback-page', {}, tree)), before);
    assert.match(messages.join('\n'), /public\/oauth-callback\.html is not the page of ngx-qlik/);
  });
});

describe('ng add with a proxy table', () => {
  const FILE = 'proxy.conf.json';
  const developmentWithProxy = async (file: string, content: string) => {
    const tree = await workspace();
    tree.create(file, content);
    const target = '"buildTarget": "shop:build:development"';
    replaceIn(tree, 'angular.json', [target, `${target}, "proxyConfig": "${file}"`]);
    return tree;
  };
  const tableOf = async (content: unknown, options: object = BACKEND) => {
    const tree = await workspace();
    tree.create(FILE, JSON.stringify(content));
    return JSON.parse((await addTwice(tree, options)).added.readContent(FILE)) as Record<
      string,
      { ws?: boolean }
    >;
  };

  it('comes before what takes its paths', async () => {
    const names = Object.keys(await tableOf({ '/own': {}, '/api/**': {}, '/': {} }));
    assert.ok(names.indexOf('/own') < names.indexOf('/health'));
    assert.ok(names.indexOf('/api/qlik') < names.indexOf('/api/**'));
    assert.equal(names.at(-1), '/');
  });

  it('takes an address with a "/" at its end, and lets WebSockets through', async () => {
    const target = 'http://localhost:3000';
    const table = await tableOf(
      { '/qlik/': { target: `${target}/`, secure: false } },
      { ...BACKEND, backend: `${target}/` },
    );
    assert.deepEqual(table['/qlik/'], { target: `${target}/`, secure: false, ws: true });
  });

  it('takes the form of a list', async () => {
    const own = { context: ['/api'], target: 'http://localhost:1' };
    const list = Object.values(await tableOf([own]));
    assert.deepEqual(list.at(-1), own);
    assert.deepEqual(list[0], { context: ['/health'], target: 'http://localhost:3000' });
  });

  it('is that of each configuration', async () => {
    const tree = await developmentWithProxy('./dev-proxy.json', '{}');
    const { added } = await addTwice(tree, BACKEND);
    assert.match(added.readContent('dev-proxy.json'), /"\/qlik\/"/);
    assert.ok(!added.exists(FILE));
  });

  it('that is a program names what has to be in it, as the table has it', async () => {
    const tree = await developmentWithProxy('proxy.conf.js', 'module.exports = {};');
    const { messages } = await addTwice(tree, BACKEND);
    const [, named = ''] =
      /proxy\.conf\.js is a program.*Send (.*) to http:\/\/localhost:3000 in it/.exec(messages) ?? [];
    const paths = named.split(', ').map((each) => each.replace(' (with WebSockets)', ''));
    assert.deepEqual(paths.sort(), Object.keys(await tableOf({})).sort());
  });

  it('refuses a file that cannot be read, and an address that is none', async () => {
    const tree = await workspace();
    for (const content of ['', '{', 'null', '"x"']) {
      const broken = tree.branch();
      broken.create(FILE, content);
      await assert.rejects(
        add(broken, BACKEND),
        /proxy\.conf\.json (?:is not JSON|has no table).*Correct or remove/,
        content,
      );
    }
    for (const backend of ['localhost:3000', '', 'ftp://backend.example'])
      await assert.rejects(
        add(tree.branch(), { ...BACKEND, backend }),
        /--backend is ".*such as "http:\/\/localhost:3000"/,
      );
  });
});

describe('ng add with options that mean something else', () => {
  it('says that a type needs code', async () => {
    for (const auth of ['noauth', 'reference'])
      await assert.rejects(
        add(await workspace(), { auth }),
        new RegExp(`--auth is "${auth}", which needs code .*auth/none\\.md`),
      );
  });

  it('takes true and false as texts', async () => {
    assert.match(
      (await addTwice(await workspace(), { sandbox: 'true' })).added.readContent('public/connections.json'),
      /localhost:8181/,
    );
    await assert.rejects(add(await workspace(), { sandbox: 'false' }), /Add --auth and --host/);
  });
});
