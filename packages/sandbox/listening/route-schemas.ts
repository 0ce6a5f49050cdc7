import type { Ajv, AnySchema, Options, ValidateFunction } from 'ajv';
import type { FastifyInstance, FastifySchemaCompiler, FastifyServerOptions } from 'fastify';

/**
 * Fastify's option for apps that check requests by {@link checkWhenNeeded}, and whose answers have no schemas: it loads no compilers of its
 * own then, a tenth of what is loaded at a start.
 */
export const WITHOUT_COMPILERS: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: {
    buildValidator: () => {
      throw new Error('Requests are checked by checkWhenNeeded().');
    },
    buildSerializer: () => {
      throw new Error('Schemas of answers need a compiler of serializers.');
    },
  },
};

/**
 * Checks requests by the schemas of their routes, and compiles each schema with the first request that it checks. A sandbox has some hundred,
 * and a program calls a few of them: to compile all takes a third of the time in which it starts. The compiler is loaded with the first
 * request.
 * @param options of `ajv`, beside Fastify's that fill in defaults
 */
export function checkWhenNeeded(app: FastifyInstance, options: Options): void {
  let ajv: Ajv | undefined;
  app.addHook('onRequest', async () => {
    if (ajv) return;
    const { Ajv: Compiler } = await import('ajv');
    ajv ??= new Compiler({ useDefaults: true, ...options });
  });
  const compiler: FastifySchemaCompiler<unknown> = ({ schema }) => {
    let compiled: ValidateFunction | undefined;
    const validate: ReturnType<FastifySchemaCompiler<unknown>> = (data: unknown) => {
      if (!ajv) throw new Error('A request is checked before its hooks have run.');
      compiled ??= ajv.compile(schema as AnySchema);
      const isValid = compiled(data);
      validate.errors = compiled.errors ?? null;
      return isValid;
    };
    return validate;
  };
  app.setValidatorCompiler(compiler);
}
