import type { FastifyInstance, FastifyRequest } from 'fastify';
import { QlikError, serviceCode } from './qlik-error.ts';

/** A file of a form. */
export interface FormFile {
  readonly name: string;
  /** Media type, as the client says. */
  readonly type: string;
  readonly content: Buffer;
}

/** The parts of a `multipart/form-data` body, by name. */
export interface FormBody {
  /** Qlik's clients send objects as files of the type `application/json`: their text is here too. */
  readonly texts: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

/** Reads bodies of `multipart/form-data` (RFC 7578) on the routes of that scope. @param maxBytes larger ones are 413 */
export function readForms(scope: FastifyInstance, maxBytes: number): void {
  scope.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: maxBytes },
    async (request: FastifyRequest, body: Buffer) => {
      try {
        const headers = { 'content-type': request.headers['content-type'] ?? '' };
        // Bodies are in memory and limited here: what the deprecation warns of cannot happen.
        // oxlint-disable-next-line typescript/no-deprecated
        return await partsOf(await new Response(body, { headers }).formData());
      } catch (error) {
        const code = serviceCode(request.url, 400);
        const detail = 'The body is no multipart/form-data.';
        throw new QlikError(400, { code, title: 'Invalid request body', detail }, { cause: error });
      }
    },
  );
}

async function partsOf(form: FormData): Promise<FormBody> {
  const texts = new Map<string, string>();
  const files = new Map<string, FormFile>();
  for (const [name, value] of form) {
    if (typeof value === 'string') texts.set(name, value);
    else {
      const content = Buffer.from(await value.arrayBuffer());
      files.set(name, { name: value.name, type: value.type, content });
      if (value.type === 'application/json') texts.set(name, content.toString());
    }
  }
  return { texts, files };
}

/** The form that a request has. @throws {QlikError} 415 for any other body */
export function formOf(request: { readonly body: unknown; readonly url: string }): FormBody {
  const { body } = request;
  if (typeof body === 'object' && body !== null && 'texts' in body && 'files' in body)
    return body as FormBody;
  const code = serviceCode(request.url, 415);
  throw new QlikError(415, {
    code,
    title: 'Unsupported media type',
    detail: 'A form is wanted: multipart/form-data.',
  });
}
