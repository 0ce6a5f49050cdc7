import { QlikError } from '../rest/qlik-error.ts';

/** An error of Qlik's reports service: `ExportError` of `@qlik/api/reports`, which lists the codes. */
export interface ReportProblem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly meta?: object;
}

/** Why a report that was accepted could not be made. */
export class ReportFailure extends Error {
  override readonly name = 'ReportFailure';

  constructor(readonly problem: ReportProblem) {
    super(problem.detail ?? problem.title);
  }
}

/** 400: the body of a request is not valid. @param path of the wrong member, as `output.type` */
export function badReport(path: string, detail: string): QlikError {
  return new QlikError(400, { code: 'REP-400000', title: 'Bad request', detail: `${path}: ${detail}` });
}

/** 501: valid at Qlik, and not possible here; Qlik has no such answer. */
export function notPossible(detail: string): QlikError {
  return new QlikError(501, { code: 'REP-501000', title: 'Not implemented in the sandbox', detail });
}
