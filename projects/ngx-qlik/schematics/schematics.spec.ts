import type { Tree } from '@angular-devkit/schematics';
import { UnitTestTree } from '@angular-devkit/schematics/testing';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { ɵAUTH_FEATURES as FEATURES } from 'ngx-qlik/connection-rules';
import { OFFERED } from './resolve-connection.ts';
import {
  add,
  addAloud,
  addApplication,
  angular,
  assertTypeScript,
  buildBefore,
  contents,
  json,
  runnerOf,
  workspace,
} from './testing/fresh-workspace.ts';

const CHART = { app: 'an-app', object: 'a-chart' };
const FIELDS = { clientId: 'client-1', webIntegrationId: 'wi-1', accessCode: 'code-1' };
/** What the command line needs for each auth type. */
const NEEDED: Partial<Record<string, readonly (keyof typeof FIELDS)[]>> = {
  oauth2: ['clientId'],
  'oauth2-impersonation': ['clientId'],
  anonymous: ['clientId', 'accessCode'],
  jwt: ['webIntegrationId'],
  cookie: ['webIntegrationId'],
};

buildBefore();

interface WorkspaceFile {
  readonly projects: Record<
    string,
    {
      readonly architect: {
        readonly build: Build;
        readonly serve: { readonly builder: string; readonly options: Record<string, unknown> };
      };
    }
  >;
}
interface Build {
  readonly options: {
    readonly assets: readonly { readonly glob: string; readonly input?: string; readonly output?: string }[];
  };
  readonly configurations: Record<string, { readonly optimization: { readonly styles: object } }>;
}
interface ConnectionsFile {
  readonly connections: readonly {
    readonly id: string;
    readonly label: string;
    readonly host: string;
    readonly auth: { readonly type: string };
    readonly runtime?: object;
  }[];
}
const workspaceOf = (tree: UnitTestTree) => (json(tree, 'angular.json') as WorkspaceFile).projects;
const buildOf = (tree: UnitTestTree, name = 'shop'): Build => workspaceOf(tree)[name]!.architect.build;
const connectionOf = (tree: UnitTestTree) =>
  (json(tree, 'public/connections.json') as ConnectionsFile).connections[0]!;

function optionsFor(auth: string): Record<string, string> {
  const facts = AUTH_TYPES[auth as keyof typeof AUTH_TYPES];
  const host = facts.credential === 'relay' ? {} : { host: 'https://qlik.example.com' };
  return { auth, ...host, ...Object.fromEntries((NEEDED[auth] ?? []).map((name) => [name, FIELDS[name]])) };
}

function packagesOf(tree: UnitTestTree): Readonly<Record<string, string>> {
  const { dependencies, devDependencies } = json(tree, 'package.json') as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  return { ...dependencies, ...devDependencies };
}

describe('ng add ngx-qlik', () => {
  it('writes connection, providers, assets, build options and a page', async () => {
    const tree = await add(await workspace(), { ...optionsFor('oauth2'), ...CHART });
    assert.deepEqual(json(tree, 'public/connections.json'), {
      connections: [
        {
          id: 'qlik',
          label: 'Qlik Cloud',
          platform: 'cloud',
          host: 'https://qlik.example.com',
          auth: { type: 'oauth2', clientId: 'client-1', tokenStorage: 'session' },
        },
      ],
    });
    const config = tree.readContent('src/app/app.config.ts');
    assert.match(config, /provideQlik\(withConnections\('connections\.json'\), withOAuth2\(\)\)/);
    assert.match(config, /provideHttpClient\(withInterceptors\(\[qlikInterceptor\]\)\)/);
    const { options, configurations } = buildOf(tree);
    assert.deepEqual(options.assets.at(-1), {
      glob: 'oauth-callback.*',
      input: 'node_modules/ngx-qlik/assets',
      output: '.',
    });
    assert.deepEqual(configurations['production']!.optimization.styles, {
      minify: true,
      inlineCritical: false,
    });
    assert.equal(configurations['development']!.optimization, false);
    assert.match(
      tree.readContent('src/app/app.routes.ts'),
      /path: 'qlik', loadComponent: \(\) => import\('\.\/qlik\/qlik-page'\)/,
    );
    assert.match(tree.readContent('src/app/qlik/qlik-page.ts'), /appId = 'an-app'/);
    assert.match(tree.readContent('src/app/qlik/qlik-page.ts'), /Sign in/);
    const silent = await add(await workspace(), { sandbox: '' });
    assert.doesNotMatch(silent.readContent('src/app/qlik/qlik-page.ts'), /Sign in/);
    const { dependencies } = json(tree, 'package.json') as { dependencies: Record<string, string> };
    assert.ok(dependencies['@qlik/api'] && dependencies['@qlik/embed-web-components']);
    assertTypeScript(tree);
  });

  it('writes lists as a formatter does: one element per line, where they are long or were so before', async () => {
    const tree = await workspace();
    const connect = (options: object) => runnerOf().runSchematic('connection', options, added);
    let added = await add(tree, { sandbox: '' });
    const config = 'src/app/app.config.ts';
    assert.match(
      added.readContent(config),
      /\n {2}providers: \[\n {4}provideZone[^\n]*,\n {4}provideRouter\(routes\),\n {4}provideQlik\(withConnections\('connections\.json'\), withAnonymous\(\)\),\n {4}provideHttpClient\([^\n]*,\n {2}\],?\n/,
    );
    added = await connect({ sandbox: '', auth: 'oauth2', connection: 'users' });
    added = await connect({ sandbox: '', auth: 'oauth2-impersonation', connection: 'team' });
    assert.match(
      added.readContent(config),
      /\n {4}provideQlik\(\n {6}withConnections\('connections\.json'\),\n {6}withAnonymous\(\),\n {6}withOAuth2\(\),\n {6}withOAuth2Impersonation\(\),\n {4}\),\n {4}provideHttp/,
    );
    assert.match(added.readContent(config), /import \{\n {2}provideQlik,\n[^}]*,\n\} from 'ngx-qlik';/);
    added = await runnerOf().runSchematic('spaces', { connection: 'users' }, added);
    const routes = added.readContent('src/app/app.routes.ts');
    assert.match(
      routes,
      /\[\n {2}\{ path: '',[^\n]*\},\n {2}\{ path: 'qlik',[^\n]*\},\n {2}\{ path: 'spaces',[^\n]*\},\n\];/,
    );
    const own = await workspace();
    own.overwrite(
      config,
      'export const appConfig = {\r\n\tproviders: [\r\n\t\tone(), // first\r\n\t\ttwo(),\r\n\t],\r\n};\r\n',
    );
    assert.match(
      (await add(own, { sandbox: '' })).readContent(config),
      /\r\n\t\tone\(\), \/\/ first\r\n\t\ttwo\(\),\r\n\t\tprovideQlik\([^\n]*\),\r\n\t\tprovideHttpClient\([^\n]*\),\r\n\t\],\r\n/,
    );
  });

  it('wires the sandbox with no question, at its usual address or another', async () => {
    for (const [sandbox, host] of [
      ['', 'http://localhost:8181'],
      [true, 'http://localhost:8181'],
      ['http://localhost:9000/', 'http://localhost:9000'],
    ] as const) {
      const connection = connectionOf(await add(await workspace(), { sandbox }));
      assert.deepEqual(
        [connection.host, connection.auth.type, connection.id],
        [host, 'anonymous', 'sandbox'],
      );
    }
  });

  it('says where the guide to the policy is, and how the sandbox accepts another port', async () => {
    const { messages } = await addAloud(await workspace(), { sandbox: '' });
    assert.match(messages, /https:\/\/github\.com\/ngx-qlik\/ngx-qlik\/blob\/main\/docs\/csp\.md/);
    assert.match(messages, /npx qlik-sandbox --app-origin http:\/\/localhost:<port>/);
  });

  it('writes pages that are there without a configuration: what a field asks of a connection would throw', async () => {
    let tree = await add(await workspace(), optionsFor('oauth2'));
    tree = await runnerOf().runSchematic('spaces', { connection: 'qlik' }, tree);
    for (const name of ['qlik-page.ts', 'spaces-page.ts']) {
      const file = tree.files.find((each) => each.endsWith(`/${name}`))!;
      const source = tree.readContent(file);
      assert.doesNotMatch(source, / = (?:this\.auth|inject\(QlikAuthService\))\.\w+\(/, file);
      assert.match(source, /isSignedIn = computed\(\s*\(\) => this\.registry\.isKnown\(/, file);
    }
  });

  it('says what anonymous users of the sandbox may not, and how to get users', async () => {
    const hint = /ng generate ngx-qlik:connection --sandbox --auth oauth2 --connection my-tenant/;
    assert.match((await addAloud(await workspace(), { sandbox: '' })).messages, hint);
    assert.doesNotMatch((await addAloud(await workspace(), { sandbox: '', auth: 'oauth2' })).messages, hint);
  });

  it('suggests a command for users of the sandbox that can be run, and none where there are users', async () => {
    const suggested = (messages: string) => /ng generate ngx-qlik:connection (.*)/.exec(messages)?.[1];
    const tenant = { ...optionsFor('oauth2'), connection: 'my-tenant' };
    for (const [first, sandbox, expected] of [
      [undefined, '', '--sandbox --auth oauth2 --connection my-tenant'],
      [tenant, '', '--sandbox --auth oauth2 --connection sandbox-users'],
      [
        tenant,
        'http://localhost:9281',
        '--sandbox=http://localhost:9281 --auth oauth2 --connection sandbox-users',
      ],
    ] as const) {
      const tree = first ? await add(await workspace(), { ...first, route: '' }) : await workspace();
      const { added, messages } = await addAloud(tree, { sandbox, route: '' });
      assert.equal(suggested(messages), expected);
      const [, address, id] = /^--sandbox(?:=(\S+))? --auth oauth2 --connection (.*)$/.exec(expected) ?? [];
      const options = { sandbox: address ?? '', auth: 'oauth2', connection: id };
      const users = await runnerOf().runSchematic('connection', options, added);
      const more = await addAloud(users, { sandbox, route: '', connection: 'another' });
      assert.equal(suggested(more.messages), undefined);
    }
  });

  it('says that the assets changed where they did', async () => {
    const tree = await add(await workspace(), { ...optionsFor('oauth2'), route: '' });
    const { messages } = await addAloud(tree, { ...optionsFor('oauth2'), route: '', connection: 'other' });
    assert.match(messages, /allow the redirect URL/);
    assert.doesNotMatch(messages, /among the assets now/);
  });

  const INDEX = 'src/index.html';
  const PAGE = { address: '^/qlik$', connection: 'sandbox', runtime: true, socket: true };
  const elements = (tree: UnitTestTree) =>
    tree.readContent(INDEX).match(/<script src="qlik-early-start\.js".*<\/script>/g) ?? [];
  const pagesOf = (tree: UnitTestTree): unknown =>
    JSON.parse(/data-pages='([^']*)'/.exec(tree.readContent(INDEX))?.[1] ?? 'null');

  it('lets pages begin before Angular, by a file and an element after the base', async () => {
    const added = await add(await workspace(), { sandbox: '' });
    assert.deepEqual(
      buildOf(added).options.assets.filter(({ glob }) => glob === 'qlik-early-start.js'),
      [{ glob: 'qlik-early-start.js', input: 'node_modules/ngx-qlik/assets', output: '.' }],
    );
    assert.match(
      added.readContent(INDEX),
      /<base href="\/">\n {2}<script src="qlik-early-start\.js" data-pages='/,
    );
    assert.deepEqual([elements(added).length, pagesOf(added)], [1, [PAGE]]);
    const { socket: _, ...cookies } = PAGE;
    const ofCookies = await add(await workspace(), optionsFor('cookie'));
    assert.deepEqual(pagesOf(ofCookies), [{ ...cookies, connection: 'qlik' }]);
    const withoutPage = await add(await workspace(), { sandbox: '', route: '' });
    assert.deepEqual(elements(withoutPage), ['<script src="qlik-early-start.js"></script>']);
    assert.deepEqual(pagesOf(await add(withoutPage, { sandbox: '', route: 'a.b' })), [
      { ...PAGE, address: '^/a\\.b$' },
    ]);
  });

  it('leaves the early start out on demand, and what the application says of it as it is', async () => {
    const without = await add(await workspace(), { sandbox: '', earlyStart: false });
    assert.deepEqual(elements(without), []);
    assert.doesNotMatch(without.readContent('angular.json'), /early-start/);
    const own = await add(await workspace(), { sandbox: '' });
    const calls = [{ ...PAGE, calls: ['/api/v1/spaces'] }, { address: '^/sales/(?<connection>[^/]+)$' }];
    const html = own
      .readContent(INDEX)
      .replace(/data-pages='[^']*'/, () => `data-pages="${JSON.stringify(calls).replaceAll('"', '&quot;')}"`);
    own.overwrite(INDEX, html);
    assert.equal((await add(own, { sandbox: '' })).readContent(INDEX), html);
    const moved = await add(own, { ...optionsFor('oauth2'), connection: 'tenant' });
    assert.deepEqual(pagesOf(moved), [calls[1], { ...PAGE, connection: 'tenant' }]);
    const latin = Buffer.from('<html><head><title>Caf\u00e9</title></head></html>', 'latin1');
    for (const broken of [html.replace(/data-pages="[^"]*"/, 'data-pages="none"'), '<p>No head</p>', latin]) {
      const tree = await workspace();
      tree.overwrite(INDEX, broken);
      const { added, messages } = await addAloud(tree, { sandbox: '' });
      assert.match(messages, /src\/index\.html was left as it is: .*early-start\.md/s);
      assert.deepEqual(added.read(INDEX), Buffer.from(broken));
    }
    const strict = await workspace();
    const security = { security: { autoCsp: true } };
    const settings = workspaceOf(strict) as unknown as Record<'shop', { architect: { build: object } }>;
    Object.assign(settings.shop.architect.build, { configurations: { production: security } });
    strict.overwrite('angular.json', JSON.stringify({ version: 1, projects: settings }));
    assert.match((await addAloud(strict, { sandbox: '' })).messages, /autoCsp.*removes.*early-start\.md/s);
    const marked = await workspace();
    marked.overwrite(INDEX, `\ufeff${marked.readContent(INDEX)}`);
    assert.match((await add(marked, { sandbox: '' })).readContent(INDEX), /^\ufeff<.*data-pages/s);
  });

  it('gives a build by webpack the script that defines the elements, once and in each list of scripts', async () => {
    const ELEMENTS = 'node_modules/@qlik/embed-web-components/dist/index.js';
    const tree = await workspace();
    const file = json(tree, 'angular.json') as WorkspaceFile;
    const { build } = file.projects['shop']!.architect;
    assert.doesNotMatch(
      (await add(tree, { sandbox: '' })).readContent('angular.json'),
      /embed-web-components/,
    );
    Object.assign(build, {
      builder: '@angular-devkit/build-angular:browser',
      configurations: { production: { scripts: [{ input: 'src/own.js' }] }, development: {} },
    });
    tree.overwrite('angular.json', JSON.stringify(file));
    const twice = await add(await add(tree, { sandbox: '' }), { sandbox: '' });
    const { options, configurations } = buildOf(twice) as unknown as {
      options: { scripts: unknown };
      configurations: Record<string, { scripts?: unknown }>;
    };
    assert.deepEqual(options.scripts, [ELEMENTS]);
    assert.deepEqual(configurations['production']?.scripts, [{ input: 'src/own.js' }, ELEMENTS]);
    assert.equal(configurations['development']?.scripts, undefined);
  });

  it('lets the page of another chart begin early where the start page has the script, and only there', async () => {
    const chart = async (tree: Tree, options: object) => runnerOf().runSchematic('chart', options, tree);
    const added = await add(await workspace(), { sandbox: '' });
    const delays = { ...PAGE, address: '^/delays$' };
    for (let times = 0; times < 2; times++)
      assert.deepEqual(pagesOf(await chart(added, { name: 'delays' })), [PAGE, delays]);
    const routes = await chart(added, { name: 'other', route: 'a.b/c' });
    assert.deepEqual(pagesOf(routes), [PAGE, delays, { ...PAGE, address: '^/a\\.b/c$' }]);
    const before = routes.readContent(INDEX);
    assert.equal((await chart(routes, { name: 'embedded', route: '' })).readContent(INDEX), before);
    const without = await add(await workspace(), { sandbox: '', earlyStart: false });
    const html = without.readContent(INDEX);
    assert.equal((await chart(without, { name: 'delays' })).readContent(INDEX), html);
    const runner = runnerOf();
    let messages = '';
    runner.logger.subscribe(({ message }) => (messages += message));
    added.overwrite(INDEX, added.readContent(INDEX).replace(/data-pages='[^']*'/, 'data-pages="none"'));
    await runner.runSchematic('chart', { name: 'more' }, added);
    assert.match(messages, /src\/index\.html was left as it is: .*\^\/more\$.*early-start\.md/s);
  });

  it('says that the chart is below the placeholder of a new project, while there is one', async () => {
    const messageOf = async (tree: Tree) => (await addAloud(tree, { sandbox: '' })).messages;
    const tree = await workspace();
    assert.match(await messageOf(tree.branch()), /\/qlik to see a chart, below the placeholder/);
    tree.overwrite('src/app/app.component.html', '<router-outlet />');
    assert.match(await messageOf(tree), /\/qlik to see a chart\.\n/);
  });

  it('says what there has to be before a chart shows', async () => {
    const messageOf = async (options: object) => (await addAloud(await workspace(), options)).messages;
    const withoutIds = await messageOf(optionsFor('oauth2'));
    assert.match(
      withoutIds,
      /Write the ids of an app and a chart in src\/app\/qlik\/qlik-page\.ts.*then run "ng serve" and open http:\/\/localhost:4200\/qlik to see a chart/s,
    );
    assert.match(withoutIds, /oauth-callback\.html among the assets now: if "ng serve" runs, start it again/);
    assert.doesNotMatch(await messageOf({ ...optionsFor('oauth2'), ...CHART }), /Write the ids/);
    const ofBackend = await messageOf({ auth: 'pfx', ...CHART });
    assert.match(ofBackend, /needs the backend, which has its certificate and key: start it at http/);
    assert.match(ofBackend, /When the backend runs, run "ng serve" and open .*to see a chart/);
    assert.match(
      await messageOf({ auth: 'm2m', ...CHART }),
      /needs the backend, which has its client secret: /,
    );
  });

  it('sends what the backend answers to it', async () => {
    const tree = await add(await workspace(), { auth: 'm2m' });
    assert.equal(connectionOf(tree).host, '/qlik/qlik');
    assert.deepEqual((json(tree, 'proxy.conf.json') as Record<string, object>)['/qlik/'], {
      target: 'http://localhost:3000',
      ws: true,
    });
    assert.equal(workspaceOf(tree)['shop']!.architect.serve.options['proxyConfig'], 'proxy.conf.json');
  });

  it('brings the bundled runtime to types that need it', async () => {
    const tree = await add(await workspace(), { auth: 'pfx' });
    assert.deepEqual(connectionOf(tree).runtime, { bundled: true });
    assert.ok(
      buildOf(tree).options.assets.some(
        ({ input, output }) => input === 'node_modules/ngx-qlik-runtime/files' && output === 'qlik-runtime',
      ),
    );
    assert.match(packagesOf(tree)['ngx-qlik-runtime'] ?? '', /^\^\d+\.\d+\.\d+$/);
    assert.equal(packagesOf(await add(await workspace(), { auth: 'm2m' }))['ngx-qlik-runtime'], undefined);
  });

  it('keeps the features and interceptors of an existing provideHttpClient', async () => {
    const tree = await workspace();
    for (const [written, expected] of [
      ['provideHttpClient()', 'provideHttpClient(withInterceptors([qlikInterceptor]))'],
      [
        'provideHttpClient(withFetch())',
        'provideHttpClient(withFetch(), withInterceptors([qlikInterceptor]))',
      ],
      [
        'provideHttpClient(withInterceptors([own]))',
        'provideHttpClient(withInterceptors([own, qlikInterceptor]))',
      ],
    ]) {
      tree.overwrite('src/app/app.config.ts', `export const appConfig = { providers: [${written}] };\n`);
      const added = await add(tree.branch(), { sandbox: '' });
      assert.ok(added.readContent('src/app/app.config.ts').includes(String(expected)), String(written));
    }
  });

  it('is valid, complete and without effect the second time, for every auth type and kind of application', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...OFFERED),
        fc.record({ isStandalone: fc.boolean(), isZoneless: fc.boolean(), hasRouting: fc.boolean() }),
        fc.constantFrom(undefined, '', 'analytics'),
        async (auth, layout, route) => {
          const options = { ...optionsFor(auth), ...CHART, ...(route === undefined ? {} : { route }) };
          const once = await add(await workspace(layout), options);
          assertTypeScript(once);
          const sources = Object.values(contents(once)).join('\n');
          assert.ok(sources.includes(`${FEATURES[auth]}()`));
          assert.equal(sources.match(/provideQlik\(/g)?.length, 1);
          const before = contents(once);
          assert.deepEqual(contents(await add(once, options)), before);
        },
      ),
      { numRuns: 25, seed: 4321 },
    );
  });

  it('needs the name of one of several applications, and changes that one only', async () => {
    const tree = await addApplication(await workspace(), 'admin');
    await assert.rejects(add(tree.branch(), { sandbox: '' }), /several applications.*--project: shop, admin/);
    const added = await add(tree, { sandbox: '', project: 'admin' });
    assert.ok(added.exists('projects/admin/public/connections.json'));
    assert.ok(!added.exists('public/connections.json'));
  });
});

describe('ng add in workspaces that were edited', () => {
  const MAIN = 'src/main.ts';
  const IMPORTS = `import { bootstrapApplication } from '@angular/platform-browser';
import { AppComponent } from './app/app.component';
`;

  it('finds the providers wherever the application is started', async () => {
    for (const start of [
      'bootstrapApplication(AppComponent);',
      'bootstrapApplication(AppComponent, { providers: [] });',
      'bootstrapApplication(AppComponent, { providers: [...others, own()] }).catch(report);',
      "import { appConfig } from './app/app.config';\nimport { mergeApplicationConfig } from '@angular/core';\nbootstrapApplication(AppComponent, mergeApplicationConfig(appConfig, { providers: [] }));",
      "import { appConfig } from './app/app.config';\nimport { mergeApplicationConfig } from '@angular/core';\nbootstrapApplication(AppComponent, mergeApplicationConfig(appConfig, other));",
    ]) {
      const tree = await workspace();
      tree.overwrite(MAIN, `${IMPORTS}${start}\n`);
      const added = await add(tree, { sandbox: '' });
      const sources = added.readContent(MAIN) + added.readContent('src/app/app.config.ts');
      assert.match(sources, /provideQlik\(withConnections\('connections\.json'\)/, start);
      assert.match(sources, /withInterceptors\(\[qlikInterceptor\]\)/, start);
      assertTypeScript(added);
      const before = contents(added);
      assert.deepEqual(contents(await add(added, { sandbox: '' })), before, start);
    }
  });

  it('keeps line ends, tabs and comments, and changes nothing the second time', async () => {
    const tree = await workspace();
    for (const path of ['/angular.json', '/src/main.ts', '/src/app/app.config.ts', '/src/app/app.routes.ts'])
      tree.overwrite(path, tree.readContent(path).replaceAll('\n', '\r\n').replaceAll('  ', '\t'));
    const comment = '// of this workspace';
    tree.overwrite('angular.json', tree.readContent('angular.json').replace('{', `{ ${comment}`));
    const proxy = `{\n  ${comment}\n  "/own": { "target": "http://localhost:5000" },\n}\n`;
    tree.create('proxy.conf.json', proxy);
    const options = { auth: 'm2m' };
    const added = await add(await add(tree, { sandbox: '' }), { ...options, ...CHART });
    for (const path of ['angular.json', 'proxy.conf.json'])
      assert.ok(added.readContent(path).includes(comment), path);
    assert.match(added.readContent('proxy.conf.json'), /"\/own"[^]*"\/qlik\/"/);
    assertTypeScript(added);
    const before = contents(added);
    assert.deepEqual(contents(await add(added, { ...options, ...CHART })), before);
  });

  it('keeps the form of package.json', async () => {
    const others = (text: string) =>
      text.replace(/^.*"(?:@qlik\/|qlik-sandbox|ngx-qlik-runtime).*\r?\n/gm, '');
    for (const [end, indent, last] of [
      ['\n', '  ', '\n'],
      ['\r\n', '  ', '\r\n'],
      ['\r\n', '\t', ''],
      ['\n', '    ', '\n'],
      ['\n', '  ', ''],
    ] as const)
      for (const options of [{ sandbox: '' }, { auth: 'pfx' }]) {
        const tree = await workspace();
        const text = JSON.stringify(json(tree, 'package.json'), null, indent).replaceAll('\n', end) + last;
        tree.overwrite('package.json', text);
        const added = (await add(tree, options)).readContent('package.json');
        assert.match(added, /"@qlik\/api".*\r?\n.*"@qlik\/embed-web-components"/);
        assert.equal(others(added), text);
      }
  });

  it('takes names with a scope or a space', async () => {
    for (const name of ['@own/shop-window', 'shop window']) {
      const tree = await workspace();
      const file = tree.readContent('angular.json').replace('"shop": {', `${JSON.stringify(name)}: {`);
      tree.overwrite('angular.json', file.replaceAll('shop:build', `${name}:build`));
      const added = await add(tree, { sandbox: '', project: name });
      assert.equal(workspaceOf(added)[name]!.architect.serve.builder, 'ngx-qlik:dev-server');
      assert.match(added.readContent('src/app/app.config.ts'), /provideQlik\(/);
    }
  });

  it('names the files and the commands of Nx in its workspaces', async () => {
    const tree = await workspace();
    tree.create('nx.json', '{}');
    const { messages } = await addAloud(tree.branch(), { sandbox: '' });
    assert.match(messages, /inlineCritical is off in project\.json/);
    assert.match(messages, /"nx serve shop" starts the sandbox.*"nx serve shop --no-sandbox"/);
    assert.match(messages, /[Rr]un "nx serve shop" and open/);
    const file = tree.readContent('angular.json');
    tree.overwrite('angular.json', file.replace(/"@angular[^"]*:application"/, '"@nx/angular:application"'));
    await assert.rejects(
      add(tree.branch(), { sandbox: '' }),
      /project\.json: targets\.build\.executor is "@nx\/angular:application".*Supported are @angular\/build:application, .*"By hand"/,
    );
    const others = await addApplication(await workspace(), 'admin');
    others.create('nx.json', '{}');
    await assert.rejects(
      add(others, { sandbox: '' }),
      /The workspace has several applications.*--project: shop, admin/,
    );
  });

  it('says what is missing in a workspace that has no application', async () => {
    const tree = await angular('workspace', {
      name: 'libraries',
      version: '19.2.0',
      newProjectRoot: 'projects',
    });
    await assert.rejects(add(tree, { sandbox: '' }), /angular\.json has no application/);
  });
});

describe('ng serve with the sandbox', () => {
  const serveOf = (tree: UnitTestTree, name = 'shop') => workspaceOf(tree)[name]!.architect.serve;
  const withServe = async (change: (serve: Record<string, unknown>) => void) => {
    const tree = await workspace();
    const file = json(tree, 'angular.json') as WorkspaceFile;
    change(file.projects['shop']!.architect.serve);
    tree.overwrite('angular.json', JSON.stringify(file));
    return tree;
  };

  it('is the builder of one application only, and its package is in the workspace', async () => {
    const tree = await addApplication(await workspace(), 'admin');
    const former = serveOf(tree, 'admin');
    const { added, messages } = await addAloud(tree, { sandbox: '', project: 'shop' });
    assert.equal(serveOf(added).builder, 'ngx-qlik:dev-server');
    assert.equal(serveOf(added).options, undefined);
    assert.deepEqual(serveOf(added, 'admin'), former);
    assert.match(packagesOf(added)['qlik-sandbox'] ?? '', /^\^\d+\.\d+\.\d+$/);
    assert.match(messages, /"ng serve" starts the sandbox at http:\/\/localhost:8181/);
    const before = contents(added);
    assert.deepEqual(contents(await add(added, { sandbox: '', project: 'shop' })), before);
  });

  it('can be installed by Yarn 1 with Node 20', async () => {
    const heldBy = async (lock: string | undefined, change?: (file: Record<string, object>) => void) => {
      const tree = await workspace();
      if (lock !== undefined) tree.create('yarn.lock', lock);
      const file = json(tree, 'package.json') as Record<string, object>;
      change?.(file);
      tree.overwrite('package.json', JSON.stringify(file));
      const { added, messages } = await addAloud(tree, { sandbox: '' });
      const { resolutions } = json(added, 'package.json') as { resolutions?: Record<string, string> };
      assert.equal(messages.includes('"resolutions" holds'), resolutions?.['light-my-request'] === '6.6.0');
      const before = contents(added);
      assert.deepEqual(contents(await add(added, { sandbox: '' })), before);
      return resolutions;
    };
    const isOld = Number(process.versions.node.split('.')[0]) < 22;
    const yarn1 = '# yarn lockfile v1\n';
    assert.deepEqual(await heldBy(yarn1), isOld ? { 'light-my-request': '6.6.0' } : undefined);
    const own = { 'light-my-request': '6.5.0', other: '1.0.0' };
    assert.deepEqual(await heldBy(yarn1, (file) => void (file['resolutions'] = own)), own);
    assert.equal(await heldBy(undefined), undefined);
    assert.equal(await heldBy('__metadata:\n  version: 8\n'), undefined);
  });

  it('has the ports of the connections', async () => {
    const connect = (tree: Tree, options: object) => runnerOf().runSchematic('connection', options, tree);
    let tree = await add(await workspace(), { sandbox: 'http://localhost:9000' });
    assert.deepEqual(serveOf(tree).options['sandbox'], { cloudPort: 9000 });
    tree = await connect(tree, { sandbox: 'http://localhost:9001', connection: 'eu' });
    tree = await connect(tree, { sandbox: '', auth: 'ticket', connection: 'server' });
    tree = await connect(tree, { sandbox: 'http://localhost:9000', auth: 'oauth2', connection: 'users' });
    assert.deepEqual(serveOf(tree).options['sandbox'], {
      cloudPort: 9000,
      cloud2Port: 9001,
      clientManagedPort: 8183,
    });
    const usual = await connect(await workspace(), { sandbox: 'http://localhost:8182' });
    assert.equal(serveOf(usual).options, undefined);
  });

  it('starts a server at the address of each connection, in whichever order they come, or refuses one', async () => {
    const step = fc.record({
      port: fc.constantFrom<number | undefined>(undefined, 8182, 8183, 9281, 9381, 9481),
      auth: fc.constantFrom<string>('anonymous', 'oauth2', 'ticket'),
    });
    const all = (auth: string, ...ports: readonly number[]) => ports.map((port) => ({ port, auth }));
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (steps, isLeft) => {
        let tree = await add(await workspace(), { sandbox: '', route: '' });
        // A tenant ends the sandbox, and leaves its connection.
        if (isLeft) tree = await add(tree, { ...optionsFor('oauth2'), route: '' });
        for (const [index, { port, auth }] of steps.entries()) {
          const sandbox = port === undefined ? '' : `http://localhost:${port}`;
          const options = { sandbox, auth, connection: `s${index}` };
          const made = await runnerOf()
            .runSchematic('connection', options, tree.branch())
            .catch((thrown: unknown) => String(thrown));
          if (typeof made === 'string')
            assert.match(
              made,
              /angular\.json: projects\.shop\.architect\.serve\.options\.sandbox has .*"ng serve" can start no (?:tenant|client-managed server) at http:/,
            );
          else tree = made;
          assertStarted(tree);
        }
      },
    );
    const examples: [{ port: number; auth: string }[], boolean][] = [
      [all('oauth2', 9281, 9381), false],
      [all('oauth2', 8182, 9281), false],
      [all('ticket', 8183, 9281), false],
      [all('oauth2', 9281), true],
    ];
    await fc.assert(property, { numRuns: 25, examples });

    function assertStarted(tree: UnitTestTree): void {
      const { builder, options } = serveOf(tree);
      if (builder !== 'ngx-qlik:dev-server') return;
      const given = (options?.['sandbox'] ?? {}) as Record<string, number>;
      const usual = (given['cloudPort'] ?? 8181) === 8181 ? [8181, 8182, 8183] : [];
      const names = ['cloudPort', 'cloud2Port', 'clientManagedPort'];
      const [cloud, cloud2, server] = names.map((name, at) => given[name] ?? usual[at]);
      for (const { host, auth } of (json(tree, 'public/connections.json') as ConnectionsFile).connections) {
        const { hostname, port } = new URL(host);
        const started = auth.type === 'ticket' ? [server] : [cloud, cloud2];
        if (hostname === 'localhost')
          assert.ok(started.includes(Number(port)), `${host} ${JSON.stringify(given)}`);
      }
      const ports = [cloud, cloud2, server].filter((port) => port !== undefined);
      assert.equal(new Set(ports).size, ports.length, JSON.stringify(given));
    }
  });

  it('takes the port of a tenant that no connection has any more', async () => {
    const connect = (tree: Tree, port: number) =>
      runnerOf().runSchematic(
        'connection',
        { sandbox: `http://localhost:${port}`, connection: `s${port}` },
        tree,
      );
    const tree = await connect(await add(await workspace(), { sandbox: '' }), 9281);
    await assert.rejects(
      connect(tree.branch(), 9381),
      /has cloudPort 8181 and cloud2Port 9281, which other connections need, .*no tenant at http:\/\/localhost:9381 .*one of these ports with --sandbox, or remove/,
    );
    const file = tree.readContent('public/connections.json');
    tree.overwrite('public/connections.json', file.replace('http://localhost:9281', 'https://a.example'));
    assert.deepEqual(serveOf(await connect(tree, 9381)).options['sandbox'], { cloud2Port: 9381 });
  });

  it('takes the port of the first tenant where no connection has one any more', async () => {
    const tree = await add(await workspace(), { sandbox: '' });
    for (const written of [undefined, { cloudPort: 9000 }, { cloud2Port: 9281 }]) {
      const emptied = new UnitTestTree(tree.branch());
      emptied.overwrite('public/connections.json', '{ "connections": [] }');
      const file = json(emptied, 'angular.json') as WorkspaceFile;
      const { serve } = file.projects['shop']!.architect;
      if (written) Object.assign(serve, { options: { ...serve.options, sandbox: written } });
      emptied.overwrite('angular.json', JSON.stringify(file));
      const again = await add(emptied, { sandbox: 'http://localhost:9111' });
      assert.deepEqual(serveOf(again).options['sandbox'], { ...written, cloudPort: 9111 });
    }
  });

  it('leaves the usual port of the tenant to other projects where only the client-managed server is used', async () => {
    const connect = (tree: Tree, options: object) => runnerOf().runSchematic('connection', options, tree);
    const server = { sandbox: 'http://localhost:9183', auth: 'ticket', connection: 'server' };
    let tree = await connect(await workspace(), server);
    assert.deepEqual(serveOf(tree).options['sandbox'], { cloudPort: 0, clientManagedPort: 9183 });
    tree = await connect(tree, { sandbox: '', connection: 'cloud' });
    assert.deepEqual(serveOf(tree).options['sandbox'], { cloudPort: 8181, clientManagedPort: 9183 });
  });

  it('wraps a development server of another package, and gives it back with a tenant', async () => {
    const options = { port: 4300 };
    const tree = await withServe((serve) => Object.assign(serve, { builder: 'own:dev-server', options }));
    const added = await add(tree, { sandbox: 'http://localhost:9000' });
    assert.deepEqual(serveOf(added).options, {
      ...options,
      devServer: 'own:dev-server',
      sandbox: { cloudPort: 9000 },
    });
    const { added: own, messages } = await addAloud(added, { ...optionsFor('oauth2'), ...CHART });
    assert.deepEqual([serveOf(own).builder, serveOf(own).options], ['own:dev-server', options]);
    assert.match(messages, /does not start the sandbox any more.*npm uninstall qlik-sandbox/);
    const usual = await workspace();
    const former = serveOf(usual);
    const twice = await add(await add(usual, { sandbox: '' }), { ...optionsFor('oauth2'), ...CHART });
    assert.deepEqual(serveOf(twice), former);
  });

  it('has options in a form that Nx accepts: of a list of types it compares values with those that are not objects', () => {
    const schema = readFileSync(inProject('projects/ngx-qlik/schematics/dev-server/schema.json'), 'utf8');
    const { properties } = JSON.parse(schema) as { properties: Record<string, { readonly type?: unknown }> };
    const refused = Object.entries(properties).filter(
      ([, { type }]) => Array.isArray(type) && type.some((each) => each === 'object' || each === 'array'),
    );
    assert.deepEqual(refused, []);
  });

  it('leaves another builder, a sandbox elsewhere, and a missing target, and says what to do', async () => {
    for (const [tree, sandbox, expected] of [
      [await withServe((serve) => (serve['builder'] = 'own:serve')), '', /serve\.builder is "own:serve"/],
      [
        await workspace(),
        'https://sandbox.example',
        /https:\/\/sandbox\.example is not an address of the form http:\/\/localhost:<port>/,
      ],
    ] as const) {
      const former = serveOf(tree);
      const { added, messages } = await addAloud(tree, { sandbox });
      assert.deepEqual(serveOf(added), former);
      assert.match(messages, expected);
      assert.match(messages, /"ng serve" does not start the sandbox/);
    }
  });

  it('comes from beside the file of the library, or says where it has to be', async () => {
    const folderOfFiles = mkdtempSync(join(tmpdir(), 'beside-'));
    const former = process.cwd();
    const root = join(folderOfFiles, 'app');
    mkdirSync(join(root, 'src'), { recursive: true });
    writeFileSync(join(root, 'angular.json'), '{}');
    const workspaceWith = async (specifier: string) => {
      const tree = await workspace();
      const file = json(tree, 'package.json') as { dependencies: Record<string, string> };
      file.dependencies['ngx-qlik'] = specifier;
      tree.overwrite('package.json', JSON.stringify(file));
      return tree;
    };
    const from = async (specifier: string) =>
      packagesOf(await add(await workspaceWith(specifier), { sandbox: '' }))['qlik-sandbox'];
    try {
      process.chdir(join(root, 'src'));
      await assert.rejects(
        from('file:../ngx-qlik-0.1.0.tgz'),
        /package\.json: "ngx-qlik" comes from the file \.\.\/ngx-qlik-0\.1\.0\.tgz.*qlik-sandbox-0\.1\.0\.tgz does not exist.*npm install --save-dev/,
      );
      writeFileSync(join(folderOfFiles, 'qlik-sandbox-0.1.0.tgz'), '');
      mkdirSync(join(folderOfFiles, 'dist/qlik-sandbox'), { recursive: true });
      for (const [specifier, expected] of [
        ['file:../ngx-qlik-0.1.0.tgz', 'file:../qlik-sandbox-0.1.0.tgz'],
        ['../ngx-qlik-0.1.0.tgz', '../qlik-sandbox-0.1.0.tgz'],
        ['file:../ngx-qlik.tgz', 'file:../qlik-sandbox-0.1.0.tgz'],
        ['file:../dist/ngx-qlik', 'file:../dist/qlik-sandbox'],
      ] as const)
        assert.equal(await from(specifier), expected);
      renameSync(join(root, 'angular.json'), join(root, 'nx.json'));
      assert.equal(await from('file:../ngx-qlik.tgz'), 'file:../qlik-sandbox-0.1.0.tgz');
      for (const specifier of ['^0.1.0', 'next', 'npm:@own/ngx-qlik@1', 'https://example.com/ngx-qlik.tgz'])
        assert.match((await from(specifier)) ?? '', /^\^/);
      const runtimeFrom = async (specifier: string) =>
        packagesOf(await add(await workspaceWith(specifier), { auth: 'pfx' }))['ngx-qlik-runtime'];
      await assert.rejects(
        runtimeFrom('file:../ngx-qlik-0.1.0.tgz'),
        /ngx-qlik-runtime-0\.1\.0\.tgz does not exist.*"npm install <path of ngx-qlik-runtime/,
      );
      writeFileSync(join(folderOfFiles, 'ngx-qlik-runtime-0.1.0.tgz'), '');
      assert.equal(await runtimeFrom('file:../ngx-qlik-0.1.0.tgz'), 'file:../ngx-qlik-runtime-0.1.0.tgz');
    } finally {
      process.chdir(former);
      rmSync(folderOfFiles, { recursive: true });
    }
  });
});

describe('ng add after ng add', () => {
  const PAGE = 'src/app/qlik/qlik-page.ts';
  const own = { ...optionsFor('oauth2'), ...CHART };

  it('shows the new connection in the page of the sandbox', async () => {
    const { added, messages } = await addAloud(await add(await workspace(), { sandbox: '' }), own);
    assert.equal(added.readContent(PAGE), (await add(await workspace(), own)).readContent(PAGE));
    assert.match(added.readContent('src/app/app.config.ts'), /withAnonymous\(\), withOAuth2\(\)/);
    assert.equal((json(added, 'public/connections.json') as ConnectionsFile).connections.length, 2);
    assert.equal(added.readContent('src/app/app.routes.ts').match(/qlik-page/g)?.length, 1);
    assert.match(messages, /allow the redirect URL/);
    assert.match(messages, /to see a chart/);
  });

  it('names each connection differently, and keeps a name that was edited', async () => {
    const labelsOf = (tree: UnitTestTree) =>
      (json(tree, 'public/connections.json') as ConnectionsFile).connections.map(({ label }) => label);
    const users = { sandbox: '', auth: 'oauth2', connection: 'users' };
    const twice = await add(await add(await workspace(), { sandbox: '' }), users);
    assert.deepEqual(labelsOf(twice), ['Sandbox', 'Sandbox (users)']);
    const before = contents(twice);
    assert.deepEqual(contents(await add(twice, users)), before);
    const file = twice.readContent('public/connections.json');
    twice.overwrite('public/connections.json', file.replace('Sandbox (users)', 'Sandbox'));
    assert.deepEqual(labelsOf(await add(twice.branch(), users)), ['Sandbox', 'Sandbox']);
    await assert.rejects(
      add(twice, { ...users, label: 'Users' }),
      /another label \("Sandbox", not "Users"\)/,
    );
  });

  it('leaves a page that was edited, says what to do, and goes on', async () => {
    const tree = await add(await workspace(), { sandbox: '' });
    const edited = `${tree.readContent(PAGE)}// mine\n`;
    tree.overwrite(PAGE, edited);
    const { added, messages } = await addAloud(tree, own);
    assert.equal(added.readContent(PAGE), edited);
    assert.match(messages, /qlik-page\.ts was edited.*connectionId="qlik".*--route ''/);
    assert.match(messages, /allow the redirect URL/);
    assert.doesNotMatch(messages, /to see a chart/);
    assert.match(added.readContent('src/app/app.config.ts'), /withOAuth2\(\)/);
  });

  it('keeps the ids of the page of the same connection, and says nothing of what is there', async () => {
    const tree = await add(await workspace(), own);
    const before = contents(tree);
    const { added, messages } = await addAloud(tree, optionsFor('oauth2'));
    assert.deepEqual(contents(added), before);
    assert.doesNotMatch(messages, /Content-Security-Policy|redirect URL/);
    const formatted = added.readContent(PAGE).replaceAll('\n', '\r\n').replaceAll('  ', '\t');
    added.overwrite(PAGE, formatted);
    assert.equal((await add(added.branch(), own)).readContent(PAGE), formatted);
    const other = await add(added, { ...own, app: 'other-app' });
    assert.match(other.readContent(PAGE), /appId = 'other-app'[^]*objectId = 'a-chart'/);
  });
});

describe('ng add with bad input', () => {
  const refuses = async (options: object, message: RegExp, change?: (tree: UnitTestTree) => void) => {
    const tree = await workspace();
    change?.(tree);
    // The command line writes what a schematic changed when all of it has succeeded, and nothing of one that fails.
    await assert.rejects(add(tree, options), message);
  };

  it('names the option that is wrong, and what is expected', async () => {
    await refuses({ auth: 'oauth3', host: 'https://a.example' }, /--auth is "oauth3".*oauth2, /);
    await refuses({ auth: 'oauth3' }, /https:\/\/github\.com\/ngx-qlik\/ngx-qlik\/blob\/main\/docs\/auth/);
    await refuses({}, /Add --auth and --host/);
    await refuses(
      { sandbox: '', clientIdentifier: 'x' },
      /--client-identifier is no option of "ng add ngx-qlik"\. There are: --project, --sandbox.*--client-id/,
    );
    await refuses({ auth: 'oauth2', clientId: 'x' }, /--host is missing/);
    await refuses({ auth: 'oauth2', host: 'https://a.example' }, /--client-id is missing/);
    await refuses(
      { auth: 'oauth2', host: 'tenant', clientId: 'x' },
      /--host is "tenant"; expected an address/,
    );
    await refuses({ auth: 'windows', host: 'https://a.example', clientId: 'x' }, /--client-id is given/);
    await refuses({ auth: 'windows', host: 'https://a.example', platform: 'cloud' }, /--platform is "cloud"/);
    await refuses({ ...optionsFor('windows'), platform: 'clout' }, /--platform is "clout"/);
    await refuses({ ...optionsFor('windows'), connection: 'a b' }, /--connection is "a b"/);
    for (const sandbox of ['', 'true', 'http://localhost:8181'])
      await refuses(
        { sandbox, host: 'https://a.example' },
        /--host is "https:\/\/a\.example", and --sandbox .*Leave one of them out/,
      );
    await refuses({ sandbox: 'localhost' }, /--sandbox is "localhost"; expected an address/);
    await refuses({ sandbox: 'http://localhost:99999' }, /--sandbox is "http:\/\/localhost:99999"/);
    await refuses({ sandbox: '', project: 'nowhere' }, /--project is "nowhere".*There are: shop/);
  });

  it('says nothing of what it has not done, when it refuses', async () => {
    const tree = await add(await workspace(), { sandbox: '', auth: 'oauth2', connection: 'my-tenant' });
    const { added, messages } = await addAloud(tree, { ...optionsFor('oauth2'), connection: 'my-tenant' });
    assert.match((added as unknown as Error).message, /has another host/);
    assert.equal(messages, '');
  });

  it('keeps what the user has added to a connection, and changes nothing', async () => {
    const tree = await add(await workspace(), optionsFor('oauth2'));
    const file = 'public/connections.json';
    const changed = {
      ...connectionOf(tree),
      runtime: { url: 'https://other.example.com' },
      auth: { ...connectionOf(tree).auth, scope: 'user_default offline_access', tokenStorage: 'memory' },
    };
    tree.overwrite(file, JSON.stringify({ connections: [changed] }));
    const before = contents(tree);
    assert.deepEqual(contents(await add(tree, optionsFor('oauth2'))), before);
  });

  it('names all fields of a connection in which another of its id differs, and gives no advice', async () => {
    const tree = await add(await workspace(), optionsFor('oauth2'));
    const { added, messages } = await addAloud(tree, {
      ...optionsFor('anonymous'),
      host: 'https://b.example',
    });
    const { message } = added as unknown as Error;
    for (const difference of [
      'another host ("https://qlik.example.com", not "https://b.example")',
      'another auth.type ("oauth2", not "anonymous")',
      'another auth.accessCode (missing, not "code-1")',
      'another id with --connection',
    ])
      assert.ok(message.includes(difference), message);
    assert.doesNotMatch(messages, /Content-Security-Policy/);
  });

  it('names the file and the field that is in the way', async () => {
    const file = 'public/connections.json';
    const sandbox = { sandbox: '' };
    await refuses(sandbox, /public\/connections\.json is not JSON/, (tree) => tree.create(file, '{'));
    await refuses(sandbox, /"connections" is missing/, (tree) => tree.create(file, '{}'));
    const other = {
      connections: [{ id: 'sandbox', label: 'Sandbox', platform: 'cloud', host: 'https://a.example' }],
    };
    await refuses(sandbox, /connections\[0\].*another host/, (tree) =>
      tree.create(file, JSON.stringify(other)),
    );
    await refuses({ auth: 'm2m' }, /proxy\.conf\.json: "\/qlik\/" has another target/, (tree) =>
      tree.create('proxy.conf.json', '{ "/qlik/": { "target": "http://localhost:1" } }'),
    );
    await refuses(sandbox, /architect\.build\.builder is "own:builder"/, (tree) =>
      tree.overwrite(
        'angular.json',
        tree.readContent('angular.json').replace(/"@angular[^"]*:application"/, '"own:builder"'),
      ),
    );
  });
});

describe('ng generate ngx-qlik:…', () => {
  it('adds a second connection and its auth type, a chart and a list', async () => {
    const runner = runnerOf();
    let tree = await add(await workspace(), { sandbox: '' });
    tree = await runner.runSchematic(
      'connection',
      { sandbox: '', auth: 'oauth2', connection: 'users' },
      tree,
    );
    assert.match(tree.readContent('src/app/app.config.ts'), /withAnonymous\(\), withOAuth2\(\)/);
    await assert.rejects(
      runner.runSchematic('spaces', {}, tree.branch()),
      /Name one with --connection: sandbox, users/,
    );
    await assert.rejects(
      runner.runSchematic('spaces', { connection: 'x' }, tree.branch()),
      /"x", which is not in/,
    );
    tree = await runner.runSchematic('spaces', { connection: 'users' }, tree);
    const list = tree.readContent('src/app/spaces/spaces-page.ts');
    assert.match(list, /spaces\(CONNECTION\)/);
    // Before the response it is not known whether there are none.
    assert.match(list, /entries = signal<readonly Space\[\] \| undefined>\(undefined\)/);
    assert.match(list, /Loading…/);
    tree = await runner.runSchematic('chart', { name: 'delays', connection: 'users', app: "it's" }, tree);
    await assert.rejects(
      runner.runSchematic('chart', { name: 'delays', connection: 'users', app: 'other' }, tree.branch()),
      /src\/app\/delays\/delays-page\.ts exists already/,
    );
    assert.match(tree.readContent('src/app/delays/delays-page.ts'), /class DelaysPage/);
    assertTypeScript(tree);
  });
});

describe('the Content-Security-Policy that ng generate ngx-qlik:connection prints', () => {
  /** Adds a connection to a tenant of Qlik Cloud, and returns the policy that is printed with it. */
  const addTenant = async (tree: Tree) => {
    const runner = runnerOf();
    let messages = '';
    runner.logger.subscribe(({ message }) => (messages += `${message}\n`));
    const tenant = { host: 'https://tenant.eu.qlikcloud.com', clientId: 'client-1', connection: 'tenant' };
    await runner.runSchematic('connection', { auth: 'oauth2', ...tenant }, tree);
    const policies = messages.match(/^default-src .*$/gm) ?? [];
    assert.equal(policies.length, 1);
    const policy: Record<string, string> = Object.fromEntries(
      (policies[0] ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    return { policy, messages };
  };
  const CDN = 'https://cdn.qlikcloud.com';

  it('is one for all connections of the file, each host once', async () => {
    const tree = await add(await workspace(), optionsFor('oauth2'));
    const file = 'public/connections.json';
    const connection = { ...connectionOf(tree), auth: { type: 'windows' }, platform: 'client-managed' };
    const connections = [
      connectionOf(tree),
      { ...connection, id: 'again', host: 'https://qlik.example.com/prefix' },
      {
        ...connection,
        id: 'script',
        host: 'http://sense.example:8080',
        runtime: { url: 'https://files.example/qlik/main.js' },
      },
      // Of the application's own server, and what a policy cannot name.
      { ...connection, id: 'own', host: '/qlik' },
      { ...connection, id: 'six', host: 'https://[::1]' },
      { ...connection, id: 'wrong', host: "https://*.example;script-src'" },
      { ...connection, id: 'none', host: 5 },
    ];
    tree.overwrite(file, JSON.stringify({ connections }));
    const { policy, messages } = await addTenant(tree);
    assert.match(messages, /of all connections in public\/connections\.json/);
    const hosts =
      'https://qlik.example.com http://sense.example:8080 https://files.example https://tenant.eu.qlikcloud.com';
    assert.equal(policy['script-src'], `'self' ${hosts} ${CDN}`);
    assert.equal(policy['frame-src'], `'self' ${hosts}`);
    assert.equal(
      policy['connect-src'],
      `'self' ${hosts} ${CDN} wss://qlik.example.com ws://sense.example:8080 wss://files.example wss://tenant.eu.qlikcloud.com`,
    );
  });

  it('has the connections that the code lists, and says where it cannot know them', async () => {
    const written = async (list: string) => {
      const tree = await add(await workspace(), optionsFor('oauth2'));
      const config = 'src/app/app.config.ts';
      tree.overwrite(
        config,
        tree.readContent(config).replace("withConnections('connections.json')", `withConnections(${list})`),
      );
      return addTenant(tree);
    };
    const listed = await written("[{ id: 'a', host: 'https://a.example', auth: { type: 'windows' } }]");
    assert.equal(listed.policy['frame-src'], "'self' https://a.example https://tenant.eu.qlikcloud.com");
    const unknown = await written('loadThem()');
    assert.equal(unknown.policy['frame-src'], "'self' https://tenant.eu.qlikcloud.com");
    assert.match(unknown.messages, /of this connection: add the hosts of the others/);
  });
});

describe('ng generate ngx-qlik:… with a name', () => {
  it('that is no name refuses it as such, with a route and without', async () => {
    const tree = await add(await workspace(), { sandbox: '' });
    const before = contents(tree);
    const bad = ['a/b/c', '../evil', 'reports/', '/x', 'a\\b', 'Sales Café', '1st', '..', ''];
    for (const name of bad)
      for (const route of [undefined, 'fine'])
        for (const page of ['chart', 'spaces'])
          await assert.rejects(
            runnerOf().runSchematic(page, { name, ...(route === undefined ? {} : { route }) }, tree.branch()),
            (error: Error) => error.message.startsWith(`The name is "${name}". Expected are letters`),
          );
    assert.deepEqual(contents(tree), before);
    const made = await runnerOf().runSchematic('chart', { name: 'Sales by Month' }, tree);
    assert.match(made.readContent('src/app/sales-by-month/sales-by-month-page.ts'), /class SalesByMonthPage/);
  });
});

describe('ng update', () => {
  it('adds the callback page where OAuth2 is used without it, once', async () => {
    const runner = runnerOf('migrations.json');
    const tree = await workspace();
    const plain = contents(await runner.runSchematic('callback-page', {}, tree.branch()));
    assert.deepEqual(plain, contents(tree));
    tree.create('src/app/qlik.ts', 'provideQlik(withOAuth2());');
    const updated = await runner.runSchematic('callback-page', {}, tree);
    assert.equal(buildOf(updated).options.assets.at(-1)?.glob, 'oauth-callback.*');
    const before = contents(updated);
    assert.deepEqual(contents(await runner.runSchematic('callback-page', {}, updated)), before);
  });
});
