import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import type { Application } from './project.ts';
import { presentFiles } from './served-files.ts';

/** The page of the way back from a sign-in. */
export const CALLBACK_PAGE = 'oauth-callback.html';
/** What the page of the package loads. A copy of it is as good. */
const SCRIPT = 'oauth-callback.js';

/** The page of the application's own that the one of the package would take the place of. */
export function ownCallbackPage(
  tree: Tree,
  application: Pick<Application, 'project' | 'sourceRoot'>,
): string | undefined {
  return presentFiles(tree, application, CALLBACK_PAGE).find(
    (path) => tree.read(path)?.includes(SCRIPT) === false,
  );
}

/** @throws {SchematicsException} where the application has a page of its own in the place of the one of the package */
export function refuseOwnCallbackPage(tree: Tree, application: Application): void {
  const own = ownCallbackPage(tree, application);
  if (own !== undefined)
    throw new SchematicsException(
      `${own} is not the page of ngx-qlik, which a sign-in comes back to and which would take its place in the build. Give yours another name, and run the command again.`,
    );
}
