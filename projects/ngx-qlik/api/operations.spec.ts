import { type OperationName, OPERATIONS, readArguments } from './operations';

/** What a function of `@qlik/api` asks Qlik's runtime for. */
interface Invocation {
  readonly method: string;
  readonly pathTemplate: string;
  readonly pathVariables?: Readonly<Record<string, string>>;
  readonly query?: object;
  readonly body?: unknown;
}

type PublishedFunction = (...values: readonly unknown[]) => Promise<unknown>;

const PUBLISHED = Promise.all([
  import('@qlik/api/apps'),
  import('@qlik/api/collections'),
  import('@qlik/api/groups'),
  import('@qlik/api/items'),
  import('@qlik/api/reloads'),
  import('@qlik/api/spaces'),
  import('@qlik/api/tenants'),
  import('@qlik/api/themes'),
  import('@qlik/api/users'),
]).then((modules): Readonly<Record<string, unknown>> => Object.assign({}, ...modules) as never);

/** Calls a function of the package, with a runtime that records what it would send. */
async function invocationOf(name: string, values: readonly unknown[]): Promise<Invocation> {
  let recorded: Invocation | undefined;
  const invokeFetch = (_api: string, invocation: Invocation) => {
    recorded = invocation;
    return Promise.resolve({ status: 200, data: {} });
  };
  // Undocumented: in place of modules of Qlik's runtime. Read in `@qlik/api` 2.19.
  const hostConfig = { runtimeModuleMocks: { 'auth@v1': {}, 'invoke-fetch@v1': { invokeFetch } } };
  const published = await PUBLISHED;
  await (published[name] as PublishedFunction)(...values, { hostConfig });
  if (!recorded) throw new Error(`${name} calls nothing.`);
  return recorded;
}

describe('The calls of QlikApi', () => {
  for (const name of Object.keys(OPERATIONS) as OperationName[]) {
    it(`send what ${name} of @qlik/api sends`, async () => {
      const [, template = '', ...rest] = OPERATIONS[name].split(' ');
      const ids = [...template.matchAll(/\{\}/g)].map((_, index) => `id-${index}`);
      const values = [...ids, ...rest.map((part) => ({ part }))];
      const invocation = await invocationOf(name, values);
      const { request, options } = readArguments(name, [...values, 'options']);
      const path = Object.entries(invocation.pathVariables ?? {}).reduce(
        (text, [variable, value]) => text.replace(`{${variable}}`, value),
        invocation.pathTemplate,
      );
      expect(`${request.method} /api/v1/${request.path.join('/')}`).toBe(
        `${invocation.method.toUpperCase()} ${path}`,
      );
      expect(request.query).toEqual(invocation.query ?? {});
      expect(request.body).toEqual(invocation.body);
      expect(options).toBe('options');
    });
  }

  it('take an argument that is left out as one without members', () => {
    expect(readArguments('getSpaces', []).request.query).toEqual({});
    expect(readArguments('copyApp', ['a']).request).toEqual({
      method: 'POST',
      path: ['apps', 'a', 'copy'],
      query: {},
      body: {},
    });
  });
});
