// @ts-check
// Writes the pages of the API from the docstrings of library, backend and sandbox into content/api: `npm run docs` runs it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, ReflectionKind } from 'typedoc';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = fileURLToPath(new URL('content/api/', import.meta.url));
const LIBRARY = [
  'src',
  'rest',
  'api',
  'qix',
  'embed',
  'reports',
  'languages',
  'scope',
  'auth-types',
  'diagnostics',
  'checks',
  'connection-rules',
  'redaction',
  'testing',
  'testing/harnesses',
];

/** Names of the modules, by the files that are their entry points. */
const PACKAGES = {
  'ngx-qlik': {
    tsconfig: 'projects/ngx-qlik/tsconfig.lib.json',
    modules: Object.fromEntries(
      LIBRARY.map((folder) => [
        folder === 'src' ? 'ngx-qlik' : `ngx-qlik/${folder}`,
        `projects/ngx-qlik/${folder}/public-api.ts`,
      ]),
    ),
  },
  'ngx-qlik-backend': {
    tsconfig: 'packages/backend/tsconfig.json',
    modules: { 'ngx-qlik-backend': 'packages/backend/index.ts' },
  },
  'qlik-sandbox': {
    tsconfig: 'packages/sandbox/tsconfig.json',
    modules: {
      'qlik-sandbox': 'packages/sandbox/index.ts',
      'qlik-sandbox/playwright': 'packages/sandbox/test-runners/playwright.ts',
      'qlik-sandbox/global-setup': 'packages/sandbox/test-runners/global-setup.ts',
    },
  },
};

const rows = [];
for (const [name, { tsconfig, modules }] of Object.entries(PACKAGES)) {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    name,
    entryPoints: Object.values(modules).map((file) => ROOT + file),
    tsconfig: ROOT + tsconfig,
    out: OUT + name,
    readme: 'none',
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    disableSources: true,
    // The types of the sources are checked by the tests, with the options of each project.
    skipErrorChecking: true,
    githubPages: false,
    hideGenerator: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    // Angle brackets of types are text for Vue, not tags.
    useHTMLEncodedBrackets: true,
    sanitizeComments: true,
    docsRoot: fileURLToPath(new URL('content/', import.meta.url)),
    logLevel: 'Warn',
    validation: { notExported: false, invalidLink: false, notDocumented: false },
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    const { project } = context;
    const names = Object.keys(modules);
    if (names.length === 1) project.name = name;
    else
      for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
        // TypeDoc calls a module by the path of its file, without the ending.
        const found = Object.entries(modules).find(([, path]) =>
          path.replace(/\.ts$/, '').endsWith(`/${module.name}`),
        );
        if (!found) throw new Error(`The module ${module.name} of ${name} has no name.`);
        module.name = found[0];
      }
    // Angular's mark of exports that are for other entry points of the library only.
    for (const reflection of Object.values(project.reflections))
      if (reflection.name.startsWith('ɵ')) project.removeReflection(reflection);
  });
  const project = await app.convert();
  if (!project) throw new Error(`The docstrings of ${name} could not be read.`);
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error(`The pages of ${name} could not be written.`);
  rows.push(`- [${name}](/api/${name}/)`);
}
writeFileSync(
  `${OUT}index.md`,
  `# API reference\n\nWritten from the docstrings of each package.\n\n${rows.join('\n')}\n\nThe HTTP interface of the backend: \`ngx-qlik-backend/openapi.json\` in its package.\n`,
);
