import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';

/**
 * Compiles the schema of a route with the first request that it checks. A sandbox has some hundred, and a program calls a few of them: to
 * compile all takes a third of the time in which it starts.
 * @param options of `ajv`, beside Fastify's that fill in defaults
 */
export function compileWhenNeeded(options: Options): FastifySchemaCompiler<unknown> {
  const ajv = new Ajv({ useDefaults: true, ...options });
  return ({ schema }) => {
    let compiled: ValidateFunction | undefined;
    const validate: ReturnType<FastifySchemaCompiler<unknown>> = (data: unknown) => {
      compiled ??= ajv.compile(schema as AnySchema);
      const isValid = compiled(data);
      validate.errors = compiled.errors ?? null;
      return isValid;
    };
    return validate;
  };
}
