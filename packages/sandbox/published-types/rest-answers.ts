import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { isRecord } from '../json/is-record.ts';
import { ANSWER_OPTIONS, differencesOf, isKnown, type Difference } from './difference.ts';
import { pathPattern } from './endpoints.ts';
import { REST_SCHEMA_FILE } from './schema-files.ts';

/** An answer of a REST endpoint. */
export interface RestAnswer {
  readonly method: string;
  /** The path of the route, such as `/api/v1/spaces/:spaceId`. */
  readonly route: string;
  readonly status: number;
  /** The body as it is sent; undefined without one. */
  readonly body: string | undefined;
}

/** Compares answers of a tenant with the types of `@qlik/api`. */
export class RestAnswerCheck {
  private readonly ajv = new Ajv(ANSWER_OPTIONS);
  private readonly modules: readonly string[];
  private readonly schema: unknown;
  private readonly validators = new Map<string, ValidateFunction | undefined>();

  constructor() {
    this.schema = JSON.parse(readFileSync(REST_SCHEMA_FILE, 'utf8'));
    const modules = isRecord(this.schema) ? this.schema['modules'] : undefined;
    if (!isRecord(modules)) throw new TypeError(`${REST_SCHEMA_FILE.href} has no schemas.`);
    this.modules = Object.keys(modules);
    for (const [name, schema] of Object.entries(modules))
      if (isRecord(schema)) this.ajv.addSchema(schema, name);
  }

  /** Returns the differences that are not known; none for an endpoint that `@qlik/api` does not have. */
  differences({ method, route, status, body }: RestAnswer): readonly Difference[] {
    const answer = `${method} ${pathPattern(route)}`;
    const isSuccess = status < 400;
    const validate = this.validator(isSuccess ? 'successes' : 'failures', answer);
    if (!validate) return [];
    // `void` is `null` in JSON schema.
    const data: unknown = body === undefined || body === '' ? null : JSON.parse(body);
    const value = isSuccess ? { data, status } : { data };
    return differencesOf(answer, '', validate, value).filter((difference) => !isKnown(difference));
  }

  private validator(part: 'successes' | 'failures', answer: string): ValidateFunction | undefined {
    const key = `${part} ${answer}`;
    if (this.validators.has(key)) return this.validators.get(key);
    const steps = ['definitions', 'Results', 'properties', part, 'properties', answer];
    const module = this.modules.find((name) => {
      const found = ['modules', name, ...steps].reduce<unknown>(
        (inner, step) => (isRecord(inner) ? inner[step] : undefined),
        this.schema,
      );
      return found !== undefined;
    });
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('/', '~1'))).join('/');
    const validate = module === undefined ? undefined : this.ajv.compile({ $ref: `${module}#/${pointer}` });
    this.validators.set(key, validate);
    return validate;
  }
}
