import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import { QlikError } from '../errors/qlik-error';

/** An answer that is not the file with the connections. */
export interface UnexpectedResponse {
  readonly status: number;
  readonly body: string;
  /** The error of the JSON parser, for an answer with a status of success. */
  readonly cause?: unknown;
}

/** What stands beside index.html when an Angular application is served or built. */
const FOLDER = 'in an Angular project: in public/, or another folder of "assets" in angular.json';

/** Returns the error for an answer that has no connections, with the remedy for its cause. Loaded when there is one. */
export function fileError(source: string, { status, body, cause }: UnexpectedResponse): QlikError {
  if (cause === undefined) {
    const isMissing = status === 404 || status === 410;
    return new QlikError(
      'config-unavailable',
      `${source} could not be loaded: the server answered ${status}.`,
      {
        remedy: isMissing ? missingFile(source) : remedyFor(source, status),
        isRetryable: true,
        status,
      },
    );
  }
  const isHtml = body.trimStart().startsWith('<');
  return new QlikError('config-not-json', `${source} is not JSON${describeBody(body, isHtml, cause)}.`, {
    remedy: isHtml
      ? `Check that ${source} is beside index.html (${FOLDER}), and that no sign-in page or proxy answers in its place; then try again.`
      : `Open ${source} in a browser and correct it.`,
    cause,
  });
}

function missingFile(source: string): string {
  return `Put a file named ${source} beside index.html (${FOLDER}); see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/configuration.md`;
}

function remedyFor(source: string, status: number): string {
  if (status === 401 || status === 403)
    return `Let the server give ${source} to users who are not signed in: it contains no secrets.`;
  return 'Try again in a moment; if it stays, ask the administrator of the server.';
}

function describeBody(body: string, isHtml: boolean, cause: unknown): string {
  if (body.trim() === '') return ': it is empty';
  if (isHtml) return ': it is a page of HTML';
  return cause instanceof Error ? `: ${quoteText(cause.message)}` : '';
}
