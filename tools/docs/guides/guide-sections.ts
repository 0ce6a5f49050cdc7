import { readFileSync } from 'node:fs';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import type { AuthDemo } from '../../../src/app/features/auth-demos/auth-demo.ts';
import { AUTH_DEMOS } from '../../../src/app/features/auth-demos/demos.ts';
import { formatText } from '../../environment/format-text.ts';
import { inProject } from '../../environment/project-root.ts';

const ORIGIN = 'https://portal.example.com';
const LONGEST_LINE = 150;
const LONGEST_OBJECT = 80;

/** Guides that are about more than one auth type. */
const SHARED_GUIDES: Readonly<Record<string, readonly string[]>> = { none: ['none', 'reference'] };

/** The fields of `auth` that `ng add` has options for. */
const ADD_OPTIONS = [
  ['clientId', 'client-id'],
  ['webIntegrationId', 'web-integration-id'],
  ['accessCode', 'access-code'],
] as const;

/** The sections that a guide has from the demo of its auth type. */
const SECTIONS = ['use', 'configuration', 'administrator', 'secret'] as const;

type Section = (typeof SECTIONS)[number];

/** The file of the guide of an auth type, without its folder. */
function guideOf(type: string): string {
  const [shared] = Object.entries(SHARED_GUIDES).find(([, types]) => types.includes(type)) ?? [type];
  return `${shared}.md`;
}

/** The marker before a section; `<!-- /demo -->` is behind it. */
function markerOf(type: string, section: Section): string {
  return `<!-- demo of ${type}: ${section} -->`;
}

/**
 * Returns a guide in which each marked section has what the demo says.
 * @throws {Error} when a demo has no section of its own in the guide
 */
export function fillGuide(guide: string, demos: readonly AuthDemo[]): string {
  let filled = guide;
  for (const demo of demos) {
    for (const section of SECTIONS) {
      const marker = markerOf(demo.type, section);
      const [before, rest] = split(filled, marker);
      const [, after] = split(rest, '<!-- /demo -->');
      filled = `${before}${marker}\n\n${writeSection(section, demo, demos)}\n\n<!-- /demo -->${after}`;
    }
  }
  return filled;
}

function writeSection(section: Section, demo: AuthDemo, demos: readonly AuthDemo[]): string {
  switch (section) {
    case 'use': {
      const subject = demos.length > 1 ? `\`${demo.type}\`` : 'it';
      return [
        wrap(`**Use ${subject} when:** ${toMarkdown(demo.useWhen)}`),
        `**Do not use ${subject} when:**`,
        demo.notWhen.map((reason) => wrap(`- ${toMarkdown(reason)}`, '  ')).join('\n'),
      ].join('\n\n');
    }
    case 'configuration':
      return writeConfiguration(demo);
    case 'administrator':
      return demo
        .administratorSteps(ORIGIN)
        .map((step, at) => wrap(`${at + 1}. ${toMarkdown(step)}`, '   '))
        .join('\n');
    case 'secret':
      return wrap(toMarkdown(demo.secretLocation));
  }
}

function writeConfiguration(demo: AuthDemo): string {
  const { configuration, backendConfiguration, setUp } = demo;
  const command = addCommand(configuration);
  return [
    ...(command === undefined ? [] : ['This writes the connection and its providers:', fence('sh', command)]),
    command === undefined ? 'The file `connections.json`:' : 'By hand, the file `connections.json`:',
    fence('json', toJson({ connections: [configuration] })),
    ...(backendConfiguration
      ? [
          "The backend's secrets file, which `ng add` does not write:",
          fence('json', toJson({ connections: { [configuration.id]: backendConfiguration } })),
        ]
      : []),
    'In `app.config.ts`:',
    fence('ts', writeSetUp(setUp)),
    ...writeSandbox(demo),
  ].join('\n\n');
}

/** How to try it without a server of Qlik's; nothing for types that need a backend with secrets, and those without a sign-in. */
function writeSandbox({ configuration: { id, auth }, tryHint }: AuthDemo): readonly string[] {
  if (auth.type === 'reference') return [];
  const { credential, usesBackend } = AUTH_TYPES[auth.type];
  if (usesBackend || (credential !== 'cookie' && credential !== 'bearer')) return [];
  const hint = tryHint === undefined ? '' : ` ${toMarkdown(tryHint)}`;
  return [
    wrap(
      `The same with the [sandbox](../getting-started.md#the-sandbox-beside-ng-serve), which \`ng serve\` starts.${hint}`,
    ),
    fence('sh', `npx ng generate ngx-qlik:connection --sandbox --auth ${auth.type} --connection ${id}`),
  ];
}

/** The command that adds the connection to an application; `undefined` for a type that `ng add` does not have. */
function addCommand({ id, host, auth }: AuthDemo['configuration']): string | undefined {
  if (auth.type === 'reference') return undefined;
  const options: Record<string, unknown> = {
    auth: auth.type,
    // A path of the application, which follows from the id.
    ...(AUTH_TYPES[auth.type].credential === 'relay' ? {} : { host }),
    ...Object.fromEntries(
      ADD_OPTIONS.map(([field, option]) => [option, Reflect.get(auth, field) as unknown]),
    ),
    connection: id,
  };
  const written = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${name} ${/ /.test(String(value)) ? `"${String(value)}"` : String(value)}`);
  return ['npx ng add ngx-qlik', ...written].join(' \\\n  ');
}

/** The providers with their imports, among those that an application has. */
function writeSetUp(setUp: string): string {
  const names = [...new Set(setUp.match(/\b(?:provideQlik|qlikInterceptor|with[A-Z]\w*)\b/g))];
  const own = names.filter((name) => name !== 'withInterceptors').sort(byName);
  return `import { provideHttpClient, withInterceptors } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { ${own.join(', ')} } from 'ngx-qlik';

export const appConfig: ApplicationConfig = {
  providers: [
    // … those that are there, such as provideRouter(routes)
${setUp.replaceAll(/^/gm, '    ')}
  ],
};`;
}

/** As imports are sorted: without regard to upper case. */
const byName = (left: string, right: string): number => left.localeCompare(right, 'en');

/** JSON as one would write it: what is inside and short stays on one line. */
function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /(?<=: )\{\s+([^{}]+?)\s+\}/g,
    (whole: string, members: string) => {
      const line = `{ ${members.replaceAll(/,\s+/g, ', ')} }`;
      return line.length <= LONGEST_OBJECT ? line : whole;
    },
  );
}

function fence(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

/** Plain text of a page as Markdown: straight quotes, and the placeholders that the guides have. */
function toMarkdown(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('’', "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/Access-Control-[\w-]+: .+?(?=, Access-Control-|\.$)/g, (header) => `\`${header}\``)
    .replaceAll(
      /(?:npm run|npx) [\w-]+(?: (?:--|[\w./-]*\w))*?(?=[.,:](?: |$))/g,
      (command) => `\`${command}\``,
    )
    .replaceAll(new RegExp(`\`([^\`]*)${ORIGIN}`, 'g'), '`$1<origin>')
    .replaceAll(new RegExp(`${ORIGIN}([\\w/.-]*\\w)?`, 'g'), '`<origin>$1`')
    .replaceAll(new URL(ORIGIN).hostname, 'the host name of the page');
}

function wrap(text: string, indent = ''): string {
  const lines: string[] = [''];
  // What is in backticks stays on one line.
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line === '' || line === indent) lines[lines.length - 1] = line + word;
    else if (line.length + 1 + word.length <= LONGEST_LINE) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}

function split(text: string, marker: string): readonly [before: string, after: string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`A guide lacks "${marker}".`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

/** A guide: its file, and its text as it is and as it has to be. */
export interface Guide {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly filled: string;
}

/** The guides of `docs/auth`: each with its text, and with that which it has to have by the demos of the application. */
export async function readGuides(): Promise<readonly Guide[]> {
  const names = [...new Set(AUTH_DEMOS.map(({ type }) => guideOf(type)))].sort();
  return await Promise.all(
    names.map(async (name) => {
      const path = inProject(`docs/auth/${name}`);
      const text = readFileSync(path, 'utf8');
      const demos = AUTH_DEMOS.filter(({ type }) => guideOf(type) === name);
      const filled = fillGuide(text, demos);
      return { name, path, text, filled: await formatText(path, filled) };
    }),
  );
}
