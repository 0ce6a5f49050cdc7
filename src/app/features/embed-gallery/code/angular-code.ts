import { isRecord } from '../../../json/is-record';
import { type Example, quoted, setInputs } from './example';

/** Returns a component that shows the example, to copy into an application with `provideQlik`. */
export function writeAngular(example: Example): string {
  const { componentName } = example.ui;
  return `import { Component } from '@angular/core';
import { ${componentName} } from 'ngx-qlik/embed';

@Component({
  selector: 'app-example',
  imports: [${componentName}],
  template: \`
${indent(inTemplateLiteral(writeTemplate(example)), 4)}
  \`,
})
export class ExampleComponent {${writeMembers(example)}}
`;
}

/** Values that are too long for a template, as class members. */
function writeMembers(example: Example): string {
  const members = setInputs(example)
    .filter(({ isLong }) => isLong)
    .map(({ name, value }) =>
      indent(`protected readonly ${name} = ${JSON.stringify(value, undefined, 2)};`, 2),
    );
  return members.length === 0 ? '' : `\n${members.join('\n')}\n`;
}

/** Returns the element for an Angular template. */
export function writeTemplate(example: Example): string {
  const { ui, connection, appId } = example;
  const bindings = [
    bind('connectionId', connection.id),
    ...(appId === undefined ? [] : [bind('appId', appId)]),
    ...setInputs(example).map(({ name, value, isLong }) =>
      isLong ? `[${name}]=${quoted(name)}` : bind(name, value),
    ),
  ];
  return [`<${ui.selector}`, ...bindings.map((binding) => `  ${binding}`), '/>'].join('\n');
}

function bind(name: string, value: unknown): string {
  // Double braces would be an interpolation.
  return typeof value === 'string' && !value.includes('{{')
    ? `${name}=${quoted(value)}`
    : `[${name}]=${quoted(writeLiteral(value))}`;
}

/** Returns a value as a template expression with single-quoted strings. */
function writeLiteral(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(writeLiteral).join(', ')}]`;
  if (!isRecord(value)) return String(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${writeName(name)}: ${writeLiteral(member)}`,
  );
  return `{ ${members.join(', ')} }`;
}

function writeName(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : writeLiteral(name);
}

function inTemplateLiteral(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
}

function indent(text: string, width: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(width));
}
