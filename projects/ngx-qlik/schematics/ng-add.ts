import { chain, type Rule, SchematicsException, strings, type Tree } from '@angular-devkit/schematics';
import { DependencyType, ExistingBehavior } from '@schematics/angular/utility';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import packageFile from '../package.json';
import schema from './ng-add/schema.json';
import { terminalPrompt } from './ask.ts';
import { wireConnection } from './connection.ts';
import { addEarlyStart } from './early-start.ts';
import { type AddOptions, optionOf } from './options.ts';
import { addPackage } from './package-file.ts';
import { isShown, pageFileOf, pathOfRoute, startPageRule } from './page-rules.ts';
import { lacksIds } from './pages.ts';
import { type Application, findApplication, join, serveCommandOf } from './project.ts';
import { sourcesOf } from './provider-list.ts';
import { resolveConnection } from './resolve-connection.ts';
import { isForSandbox } from './sandbox.ts';
import { serveAddressOf } from './serve-address.ts';
import { isServedWithSandbox, serveWithoutSandbox } from './serve-target.ts';

const QLIK_PACKAGES = ['@qlik/api', '@qlik/embed-web-components'] as const;
const PAGE = 'qlik';

/** Adds Qlik to an application: `ng add ngx-qlik`. */
export function ngAdd(given: AddOptions): Rule {
  return async (tree) => {
    checkNames(given);
    const application = await findApplication(tree, given.project);
    const { connection, options } = await resolveConnection(given, terminalPrompt());
    const route = pathOfRoute(options.route ?? 'qlik');
    const page = { id: connection.id, platform: connection.platform, authType: connection.auth.type };
    return chain([
      ...QLIK_PACKAGES.map((name) =>
        addPackage(name, packageFile.peerDependencies[name], {
          type: DependencyType.Default,
          // Whichever version is there was chosen by the application.
          existing: ExistingBehavior.Skip,
        }),
      ),
      given.earlyStart === false ? () => undefined : addEarlyStart(application, route, page),
      wireConnection(
        application,
        connection,
        given,
        route === '' ? undefined : startPageRule(application, { ...options, route, name: PAGE, given }, page),
      ),
      // What is said to be done comes after all that may refuse.
      isForSandbox(given) ? () => undefined : leaveSandbox(application),
      (changed, { logger }) => {
        if (route === '') return;
        const file = pageFileOf(application, PAGE);
        const source = changed.readText(file);
        if (!isShown(source, connection.id)) return;
        // It has no route, which was said.
        if (!sourcesOf(changed, application).files.includes(file)) return;
        const place = hasPlaceholder(changed, application)
          ? ', below the placeholder that "ng new" wrote: remove it from the template of the application'
          : '';
        const ids = lacksIds(source) ? `write the ids of an app and a chart in ${file}, then ` : '';
        const backend = AUTH_TYPES[connection.auth.type].usesBackend ? 'when the backend runs, ' : '';
        const { origin, base } = serveAddressOf(application);
        const run = `run "${serveCommandOf(application)}" and open ${origin}${base}${route} to see a chart${place}.\n`;
        logger.info(strings.capitalize(ids + backend + run));
      },
    ]);
  };
}

/** The command line would say of an option that there is not that it "must NOT have additional properties". @throws {SchematicsException} naming it */
function checkNames(given: AddOptions): void {
  const names = Object.keys(schema.properties);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  const asOptions = (each: readonly string[]) => each.map(optionOf).join(', ');
  throw new SchematicsException(
    `${asOptions(unknown)} is no option of "ng add ngx-qlik". There are: ${asOptions(names)}.`,
  );
}

/** An application with a tenant of its own is served without the sandbox. */
function leaveSandbox(application: Application): Rule {
  if (!isServedWithSandbox(application)) return () => undefined;
  return chain([
    serveWithoutSandbox(application),
    (_tree, { logger }) =>
      logger.info(
        '"ng serve" does not start the sandbox any more. Its connection stays in connections.json: when it is not needed, remove it there, its auth type from provideQlik(…), and the package with "npm uninstall qlik-sandbox". Another "ng generate ngx-qlik:connection --sandbox" brings it back beside the tenant.',
      ),
  ]);
}

/** Whether the template is still that of `ng new`, which fills the window: the outlet of the router comes after it. */
function hasPlaceholder(tree: Tree, { sourceRoot }: Application): boolean {
  const folder = tree.getDir(join(sourceRoot, 'app'));
  return folder.subfiles.some(
    (name) => name.endsWith('.html') && folder.file(name)?.content.includes('is only a placeholder') === true,
  );
}
