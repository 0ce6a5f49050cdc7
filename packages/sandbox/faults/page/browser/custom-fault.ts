import { element } from './dom.ts';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A setting of an effect: its name in the API, its form control and its initial value. */
interface Setting {
  readonly name: string;
  readonly label: string;
  readonly kind: 'number' | 'text' | 'long' | readonly string[];
  readonly initial?: string;
}

const MOMENT: readonly Setting[] = [
  { name: 'at', label: 'When', kind: ['call', 'accepted', 'now'] },
  { name: 'method', label: 'Method of the call (with “call”)', kind: 'text', initial: 'OpenDoc' },
  { name: 'afterMs', label: 'Delay in milliseconds', kind: 'number', initial: '0' },
];

const EFFECTS: Readonly<Record<string, readonly Setting[]>> = {
  status: [
    { name: 'status', label: 'Status', kind: 'number', initial: '503' },
    { name: 'retryAfter', label: 'Retry-After, seconds', kind: 'number' },
    { name: 'headers', label: 'Headers, one per line: name: value', kind: 'long' },
    { name: 'body', label: 'Body (JSON or text)', kind: 'long' },
  ],
  delay: [{ name: 'ms', label: 'Milliseconds', kind: 'number', initial: '3000' }],
  'never-answer': [],
  'cut-off': [],
  'replace-body': [
    { name: 'contentType', label: 'Content type', kind: 'text', initial: 'text/html' },
    { name: 'body', label: 'Body', kind: 'long', initial: '<h1>Sign in</h1>' },
    { name: 'status', label: 'Status (default: the real one)', kind: 'number' },
  ],
  'rewrite-next': [{ name: 'origin', label: 'Origin', kind: 'text', initial: 'https://foreign.example' }],
  'no-cors': [],
  'set-headers': [{ name: 'headers', label: 'Headers, one per line: name: value', kind: 'long' }],
  'rewrite-redirect': [{ name: 'parameters', label: 'Parameters, one per line: name: value', kind: 'long' }],
  'close-socket': [
    { name: 'code', label: 'Close code', kind: 'number', initial: '4240' },
    ...MOMENT,
    { name: 'reason', label: 'Reason', kind: 'text' },
  ],
  'silent-socket': MOMENT,
};

/** Effects for both handshakes of sockets and requests. */
const EITHER = ['status', 'delay', 'never-answer'];

/** Renders the form for any fault. `submit` gets the body for the API; the form shows its error. */
export function customFault(form: HTMLFormElement, submit: (fault: object) => Promise<void>): void {
  const path = control({
    name: 'path',
    label: 'Path: prefix, or pattern with * and **',
    kind: 'text',
    initial: '/api/v1',
  });
  const method = control({
    name: 'method',
    label: 'Method',
    kind: ['any', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  });
  const effect = control({ name: 'effect', label: 'Effect', kind: Object.keys(EFFECTS) });
  const kind = control({ name: 'kind', label: 'To', kind: ['http', 'websocket'] });
  const skip = control({ name: 'skip', label: 'Matches to skip first', kind: 'number', initial: '0' });
  const problem = element('p', { className: 'bad wide', role: 'alert', hidden: true });
  const button = element('button', { type: 'submit', className: 'main', textContent: 'Set up' });
  let settings: readonly Control[] = [];
  const showSettings = (): void => {
    for (const { label } of settings) label.remove();
    settings = (EFFECTS[effect.field.value] ?? []).map(control);
    skip.label.before(...settings.map(({ label }) => label));
    const isSocketOnly = effect.field.value.endsWith('-socket');
    kind.label.hidden = !EITHER.includes(effect.field.value);
    method.label.hidden = isSocketOnly;
    if (isSocketOnly && path.field.value === '/api/v1') path.field.value = '/**';
  };
  effect.field.addEventListener('change', showSettings);
  form.append(
    ...[effect, kind, path, method, skip].map(({ label }) => label),
    element('div', { className: 'wide' }, button),
    problem,
  );
  showSettings();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.hidden = true;
    const match = {
      ...given('path', path.field.value),
      ...(method.label.hidden || method.field.value === 'any' ? {} : { method: method.field.value }),
      ...(kind.label.hidden ? {} : { kind: kind.field.value }),
    };
    const body = {
      match,
      ...given('skip', skip.field.value, Number),
      effect: { type: effect.field.value, ...readSettings(settings) },
    };
    submit(body).catch((error: unknown) => {
      problem.hidden = false;
      problem.textContent = error instanceof Error ? error.message : String(error);
    });
  });
}

interface Control {
  readonly setting: Setting;
  readonly label: HTMLLabelElement;
  readonly field: Field;
}

function control(setting: Setting): Control {
  const { name, label, kind, initial = '' } = setting;
  const field =
    typeof kind !== 'string'
      ? element('select', { name }, ...kind.map((value) => element('option', { value, textContent: value })))
      : kind === 'long'
        ? element('textarea', { name, rows: 2, value: initial, spellcheck: false })
        : element('input', { name, type: kind, value: initial, autocomplete: 'off', spellcheck: false });
  return { setting, field, label: element('label', {}, label, field) };
}

function readSettings(settings: readonly Control[]): object {
  const value = (name: string): string =>
    settings.find(({ setting }) => setting.name === name)?.field.value.trim() ?? '';
  const plain = settings
    .map(({ setting }) => setting)
    .filter(({ name }) => !['headers', 'parameters', 'body', 'retryAfter'].includes(name))
    .filter(({ name }) => name !== 'method' || value('at') === 'call')
    .map(({ name, kind }) => given(name, value(name), kind === 'number' ? Number : String));
  return {
    ...plain.reduce((all, each) => ({ ...all, ...each }), {}),
    ...given('headers', value('headers'), asPairs),
    ...given('parameters', value('parameters'), asPairs),
    ...given('retryAfter', value('retryAfter'), (seconds) => ({ seconds: Number(seconds), as: 'seconds' })),
    ...given('body', value('body'), asJson),
  };
}

/** Returns an object with the member of a filled field; an empty object for an empty one. */
function given(name: string, value: string, read: (text: string) => unknown = String): object {
  return value.trim() === '' ? {} : { [name]: read(value.trim()) };
}

function asPairs(text: string): object {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => {
    const [name = '', ...rest] = line.split(':');
    return [name.trim(), rest.join(':').trim()];
  });
  return Object.fromEntries(pairs) as object;
}

function asJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    // Not JSON: the value is a text.
    return text;
  }
}
