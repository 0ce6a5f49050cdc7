import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import ts from 'typescript';
import { type Application, fieldOf, isBelow, join } from './project.ts';
import {
  follow,
  importsOf,
  type Located,
  type ModuleResolution,
  moduleResolutionOf,
  unwrapped,
} from './references.ts';
import { addElement, edit, findIn, isCallOf, parse } from './source-files.ts';

/** The sources of an application, from its main file on. */
export interface AppSources {
  readonly modules: ModuleResolution;
  readonly main: string;
  /** Those below the folder of the sources that the application loads, the main file first. */
  readonly files: readonly string[];
}

/** Where a provider of an application goes. */
type Place =
  | Located<ts.PropertyAssignment>
  | Located<ts.ShorthandPropertyAssignment>
  /** Has no `providers` yet. */
  | Located<ts.ObjectLiteralExpression>
  /** Has no configuration yet. */
  | Located<ts.CallExpression>;

/**
 * Reads which files an application loads.
 * @throws {SchematicsException} where its main file is missing
 */
export function sourcesOf(tree: Tree, application: Application): AppSources {
  const options = application.project.targets.get('build')?.options ?? {};
  const name = ['browser', 'main'].find((each) => typeof options[each] === 'string') ?? 'browser';
  const { [name]: written, tsConfig: configuration } = options;
  const main = typeof written === 'string' ? join(written) : '';
  if (main === '' || !tree.exists(main)) {
    const field = `${fieldOf(application, 'build')}.options.${name}`;
    throw new SchematicsException(
      `${field} ${main === '' ? 'is missing' : `is "${main}", which does not exist`}. Write the main file of the application there, such as "src/main.ts", and run the command again.`,
    );
  }
  const modules = moduleResolutionOf(tree, typeof configuration === 'string' ? configuration : undefined);
  const files = new Set([main]);
  for (const file of files) for (const imported of importsOf(modules, file)) files.add(imported);
  const { sourceRoot } = application;
  return { modules, main, files: [...files].filter((file) => file === main || isBelow(sourceRoot, file)) };
}

/**
 * Adds a provider to those of an application.
 * @returns the file that has it now
 * @throws {SchematicsException} where they are known at run time only
 */
export function addProvider(sources: AppSources, text: string): string {
  const place = findPlace(sources);
  if (!place) {
    throw new SchematicsException(
      `The providers of the application were not found: ${sources.main} has no call of bootstrapApplication(…) or bootstrapModule(…) whose configuration can be read. Add ${text} to the providers by hand, with its imports, and run the command again: it does the rest.`,
    );
  }
  const { tree } = sources.modules;
  const { file, node } = place;
  const list = `[${text}]`;
  if (ts.isCallExpression(node)) addElement(tree, file, { list: node, text: `{ providers: ${list} }` });
  else if (ts.isObjectLiteralExpression(node))
    addElement(tree, file, { list: node, text: `providers: ${list}` });
  else if (ts.isShorthandPropertyAssignment(node))
    edit(tree, file, node, `providers: [...${node.name.text}, ${text}]`);
  else {
    const initializer = unwrapped(node.initializer);
    if (ts.isArrayLiteralExpression(initializer)) addElement(tree, file, { list: initializer, text });
    else edit(tree, file, node.initializer, `[...${inBrackets(node.initializer)}, ${text}]`);
  }
  return file;
}

const inBrackets = (node: ts.Expression): string =>
  ts.isConditionalExpression(node) || ts.isBinaryExpression(node) ? `(${node.getText()})` : node.getText();

function findPlace({ modules, files }: AppSources): Place | undefined {
  for (const file of files) {
    const source = parse(modules.tree, file);
    const call = findIn(source, isCallOf('bootstrapApplication'));
    const configuration = call?.arguments[1];
    if (call && !configuration) return { file, node: call };
    if (configuration) return placeIn(modules, { file, node: configuration });
    const moduleName = findIn(source, isCallOf('bootstrapModule'))?.arguments[0];
    if (moduleName) return placeInModule(modules, { file, node: moduleName });
  }
  return undefined;
}

function placeInModule(modules: ModuleResolution, name: Located): Place | undefined {
  const found = follow(modules, name, ts.isClassDeclaration);
  const decorator = found && ts.getDecorators(found.node)?.find(isNgModule);
  const metadata =
    decorator && ts.isCallExpression(decorator.expression) && decorator.expression.arguments[0];
  return found && metadata ? placeIn(modules, { file: found.file, node: metadata }) : undefined;
}

const isNgModule = ({ expression }: ts.Decorator): boolean => isCallOf('NgModule')(expression);

/** Where a configuration, or the metadata of a module, has its providers. Merged ones count together, so any of them will do. */
function placeIn(modules: ModuleResolution, configuration: Located): Place | undefined {
  const found = follow(
    modules,
    configuration,
    (node): node is ts.ObjectLiteralExpression | ts.CallExpression =>
      ts.isObjectLiteralExpression(node) || isCallOf('mergeApplicationConfig')(node),
  );
  if (!found) return undefined;
  const { file, node } = found;
  if (ts.isCallExpression(node)) {
    for (const argument of node.arguments) {
      const place = placeIn(modules, { file, node: argument });
      if (place) return place;
    }
    return undefined;
  }
  for (const property of [...node.properties].reverse()) {
    if (property.name?.getText() === 'providers') {
      if (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property))
        return { file, node: property } as Place;
      return undefined;
    }
    // A list beside it would take the place of the one that it brings.
    if (ts.isSpreadAssignment(property)) return placeIn(modules, { file, node: property.expression });
  }
  return { file, node };
}
