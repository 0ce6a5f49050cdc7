import { chain, type Rule, type Tree } from '@angular-devkit/schematics';
import { addDependency, type DependencyType, type ExistingBehavior } from '@schematics/angular/utility';

/** The packages of a workspace. */
export const PACKAGE_JSON = '/package.json';

/** Adds a package to those of the workspace, as Angular does, and keeps the line ends and the indentation of the file, which Angular does not. */
export function addPackage(
  name: string,
  specifier: string,
  options: { readonly type: DependencyType; readonly existing?: ExistingBehavior },
): Rule {
  return (tree) => {
    const before = readPackages(tree);
    return chain([
      addDependency(name, specifier, options),
      (changed) => {
        const after = readPackages(changed);
        if (after !== before) changed.overwrite(PACKAGE_JSON, inFormOf(before, after));
      },
    ]);
  };
}

const readPackages = (tree: Tree): string => (tree.exists(PACKAGE_JSON) ? tree.readText(PACKAGE_JSON) : '');

/** A text of JSON with the line ends and the indentation of another. */
function inFormOf(model: string, text: string): string {
  const [end = '\n'] = /\r?\n/.exec(model) ?? [];
  const [, indent = '  '] = /\n([ \t]+)/.exec(model) ?? [];
  const [last = ''] = /\s*$/.exec(model) ?? [];
  return JSON.stringify(JSON.parse(text), null, indent).replaceAll('\n', end) + last;
}
