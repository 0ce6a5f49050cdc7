import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import type { ProjectDefinition } from '@schematics/angular/utility';

const BUILDERS = [
  '@angular/build:application',
  '@angular-devkit/build-angular:application',
  '@angular-devkit/build-angular:browser-esbuild',
  '@angular-devkit/build-angular:browser',
];
/** The guides of the library: the package does not have them. */
export const GUIDES = 'https://github.com/ngx-qlik/ngx-qlik/blob/main/docs';
/** The file of the workspace's projects. */
export const ANGULAR_JSON = 'angular.json';

/** An application of the workspace. */
export interface Application {
  readonly name: string;
  readonly project: ProjectDefinition;
  readonly sourceRoot: string;
  readonly prefix: string;
  /** Whether pages are rendered on a server or when the application is built. */
  readonly isServerRendered: boolean;
}

/**
 * The application that the options name, or the only one.
 * @throws {SchematicsException} naming the option or the field of angular.json
 */
export async function findApplication(tree: Tree, name: string | undefined): Promise<Application> {
  const { projects } = await readWorkspace(tree);
  const applications = [...projects].filter(([, { extensions }]) => isApplication(extensions));
  const names = applications.map(([each]) => each);
  const [only] = names;
  const wanted = name === undefined || name === '' ? (names.length === 1 ? only : undefined) : name;
  if (wanted === undefined) {
    throw new SchematicsException(
      names.length === 0
        ? `${ANGULAR_JSON} has no application. Create one with "ng generate application".`
        : `${ANGULAR_JSON} has several applications. Name one with --project: ${names.join(', ')}.`,
    );
  }
  const project = projects.get(wanted);
  if (!project || !isApplication(project.extensions)) {
    throw new SchematicsException(
      `--project is "${wanted}", which is no application in ${ANGULAR_JSON}. There are: ${names.join(', ') || 'none'}.`,
    );
  }
  checkBuilder(wanted, project);
  const options = project.targets.get('build')?.options ?? {};
  return {
    name: wanted,
    project,
    sourceRoot: project.sourceRoot ?? join(project.root, 'src'),
    prefix: project.prefix ?? 'app',
    isServerRendered: Boolean(options['server'] ?? options['ssr']) || project.targets.has('server'),
  };
}

/** Joins parts of a path of the workspace. */
export function join(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .join('/')
    .replace(/\/{2,}/g, '/');
}

function checkBuilder(name: string, project: ProjectDefinition): void {
  const builder = project.targets.get('build')?.builder;
  if (builder !== undefined && BUILDERS.includes(builder)) return;
  throw new SchematicsException(
    `${ANGULAR_JSON}: projects.${name}.architect.build.builder ${builder === undefined ? 'is missing' : `is "${builder}", which is not supported`}. Supported are ${BUILDERS.join(', ')}. With another builder, follow "By hand" in ${GUIDES}/getting-started.md.`,
  );
}

function isApplication(extensions: Readonly<Record<string, unknown>>): boolean {
  return extensions['projectType'] === 'application';
}
