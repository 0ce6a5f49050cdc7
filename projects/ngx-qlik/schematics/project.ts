import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import type { ProjectDefinition } from '@schematics/angular/utility';
import { posix } from 'node:path';

/** Angular's builder before esbuild. */
export const WEBPACK_BUILDER = '@angular-devkit/build-angular:browser';
const BUILDERS = [
  '@angular/build:application',
  '@angular-devkit/build-angular:application',
  '@angular-devkit/build-angular:browser-esbuild',
  WEBPACK_BUILDER,
];
/** The guides of the library: the package does not have them. */
export const GUIDES = 'https://github.com/ngx-qlik/ngx-qlik/blob/main/docs';
/** The file of the workspace's projects. */
export const ANGULAR_JSON = 'angular.json';

/** An application of the workspace. */
export interface Application {
  readonly name: string;
  readonly project: ProjectDefinition;
  /** As {@link join} writes it. */
  readonly sourceRoot: string;
  readonly prefix: string;
  /** Whether pages are rendered on a server or when the application is built. */
  readonly isServerRendered: boolean;
  /** Whether the workspace is Nx's, which shows schematics the `project.json` of each project as one `angular.json`. */
  readonly isNx: boolean;
}

/** The command that serves an application. */
export const serveCommandOf = ({ name, isNx }: Pick<Application, 'name' | 'isNx'>): string =>
  isNx ? `nx serve ${name}` : 'ng serve';

/** The file that has the targets of an application. */
export const targetsFileOf = ({ project, isNx }: Pick<Application, 'project' | 'isNx'>): string =>
  isNx ? join(project.root, 'project.json') : ANGULAR_JSON;

/** Where a target is written, such as `angular.json: projects.shop.architect.serve`. */
export function fieldOf(application: Pick<Application, 'name' | 'project' | 'isNx'>, target: string): string {
  const path = application.isNx ? 'targets' : `projects.${application.name}.architect`;
  return `${targetsFileOf(application)}: ${path}.${target}`;
}

/** What Nx calls the builder of a target. */
export const builderField = (isNx: boolean): string => (isNx ? 'executor' : 'builder');

/**
 * The application that the options name, or the only one.
 * @throws {SchematicsException} naming the option or the field of angular.json
 */
export async function findApplication(tree: Tree, name: string | undefined): Promise<Application> {
  const { projects } = await readWorkspace(tree);
  const isNx = tree.exists('nx.json');
  const file = isNx ? 'The workspace' : ANGULAR_JSON;
  const applications = [...projects].filter(([, { extensions }]) => isApplication(extensions));
  const names = applications.map(([each]) => each);
  const [only] = names;
  const wanted = name === undefined || name === '' ? (names.length === 1 ? only : undefined) : name;
  if (wanted === undefined) {
    throw new SchematicsException(
      names.length === 0
        ? `${file} has no application. Create one with "${isNx ? 'nx generate @nx/angular:application' : 'ng generate application'}".`
        : `${file} has several applications. Name one with --project: ${names.join(', ')}.`,
    );
  }
  const project = projects.get(wanted);
  if (!project || !isApplication(project.extensions)) {
    throw new SchematicsException(
      `--project is "${wanted}", which is no application in ${isNx ? 'the workspace' : ANGULAR_JSON}. There are: ${names.join(', ') || 'none'}.`,
    );
  }
  checkBuilder({ name: wanted, project, isNx });
  const options = project.targets.get('build')?.options ?? {};
  return {
    name: wanted,
    project,
    sourceRoot: project.sourceRoot === undefined ? join(project.root, 'src') : join(project.sourceRoot),
    prefix: project.prefix ?? 'app',
    isServerRendered: Boolean(options['server'] ?? options['ssr']) || project.targets.has('server'),
    isNx,
  };
}

/** Joins parts of a path of the workspace: `./src/` and `src` are the same. An empty text is the folder of the workspace. */
export function join(...parts: readonly string[]): string {
  return posix.join('/', ...parts).replace(/^\/|\/$/g, '');
}

/** Whether a file is in a folder of the workspace, or below it. */
export const isBelow = (folder: string, file: string): boolean =>
  folder === '' || file.startsWith(`${folder}/`);

function checkBuilder(application: Pick<Application, 'name' | 'project' | 'isNx'>): void {
  const { project, isNx } = application;
  const builder = project.targets.get('build')?.builder;
  if (builder !== undefined && BUILDERS.includes(builder)) return;
  throw new SchematicsException(
    `${fieldOf(application, 'build')}.${builderField(isNx)} ${builder === undefined ? 'is missing' : `is "${builder}", which is not supported`}. Supported are ${BUILDERS.join(', ')}. With another builder, follow "By hand" in ${GUIDES}/getting-started.md.`,
  );
}

function isApplication(extensions: Readonly<Record<string, unknown>>): boolean {
  return extensions['projectType'] === 'application';
}
