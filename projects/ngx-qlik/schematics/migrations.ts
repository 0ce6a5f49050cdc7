import { chain, type Rule } from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import { addAssets, PACKAGE_ASSETS } from './build-options.ts';
import { ownCallbackPage } from './callback-page.ts';
import { GUIDES, join } from './project.ts';

/**
 * `ng update` to 0.2: a sign-in by OAuth2 looks for its callback page before it begins, so applications that have none get it. Without the page
 * they could not sign in before either.
 */
export function addCallbackPage(): Rule {
  return async (tree, { logger }) => {
    const { projects } = await readWorkspace(tree);
    const rules: Rule[] = [];
    for (const [name, project] of projects) {
      if (project.extensions['projectType'] !== 'application' || !project.targets.has('build')) continue;
      const users: string[] = [];
      const sourceRoot = join(project.sourceRoot ?? join(project.root, 'src'));
      tree.getDir(sourceRoot).visit((path) => {
        if (path.endsWith('.ts') && /\bwithOAuth2\(/.test(tree.readText(path))) users.push(path);
      });
      const assets = JSON.stringify(project.targets.get('build')?.options?.['assets'] ?? []);
      if (users.length === 0 || assets.includes('oauth-callback')) continue;
      const own = ownCallbackPage(tree, { project, sourceRoot });
      if (own !== undefined)
        logger.warn(
          `${own} is not the page of ngx-qlik, which a sign-in comes back to. It was left as it is: give it another name, and add the rule of "By hand" in ${GUIDES}/getting-started.md to the assets.`,
        );
      else rules.push(addAssets(name, [PACKAGE_ASSETS.callbackPage]));
    }
    return chain(rules);
  };
}
