import { chain, type Rule } from '@angular-devkit/schematics';
import { addDependency, DependencyType, ExistingBehavior } from '@schematics/angular/utility';
import packageFile from '../package.json';
import { terminalPrompt } from './ask.ts';
import { wireConnection } from './connection.ts';
import type { AddOptions } from './options.ts';
import { chartPageRule } from './page-rules.ts';
import { findApplication } from './project.ts';
import { resolveConnection } from './resolve-connection.ts';

const QLIK_PACKAGES = ['@qlik/api', '@qlik/embed-web-components'] as const;

/** Adds Qlik to an application: `ng add ngx-qlik`. */
export function ngAdd(given: AddOptions): Rule {
  return async (tree) => {
    const application = await findApplication(tree, given.project);
    const { connection, options } = await resolveConnection(given, terminalPrompt());
    const route = options.route ?? 'qlik';
    const page = { id: connection.id, platform: connection.platform, authType: connection.auth.type };
    return chain([
      ...QLIK_PACKAGES.map((name) =>
        addDependency(name, packageFile.peerDependencies[name], {
          type: DependencyType.Default,
          // Whichever version is there was chosen by the application.
          existing: ExistingBehavior.Skip,
        }),
      ),
      wireConnection(application, connection, options.backend),
      route === '' ? () => undefined : chartPageRule(application, { ...options, route, name: 'qlik' }, page),
      (_tree, { logger }) => {
        if (route !== '')
          logger.info(`Run "ng serve" and open http://localhost:4200/${route} to see a chart.\n`);
      },
    ]);
  };
}
