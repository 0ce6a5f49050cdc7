import { chain, type Rule } from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import { addAssets, PACKAGE_ASSETS } from './build-options.ts';
import { join } from './project.ts';

/**
 * `ng update` to 0.2: a sign-in by OAuth2 looks for its callback page before it begins, so applications that have none get it. Without the page
 * they could not sign in before either.
 */
export function addCallbackPage(): Rule {
  return async (tree) => {
    const { projects } = await readWorkspace(tree);
    const rules: Rule[] = [];
    for (const [name, project] of projects) {
      if (project.extensions['projectType'] !== 'application' || !project.targets.has('build')) continue;
      const users: string[] = [];
      tree.getDir(project.sourceRoot ?? join(project.root, 'src')).visit((path) => {
        if (path.endsWith('.ts') && /\bwithOAuth2\(/.test(tree.readText(path))) users.push(path);
      });
      const assets = JSON.stringify(project.targets.get('build')?.options?.['assets'] ?? []);
      if (users.length > 0 && !assets.includes('oauth-callback'))
        rules.push(addAssets(name, [PACKAGE_ASSETS.callbackPage]));
    }
    return chain(rules);
  };
}
