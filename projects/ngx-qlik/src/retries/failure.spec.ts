import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { QlikError } from '../errors/qlik-error';
import { readFailure } from './failure';

describe('what a failed call says about being made again', () => {
  it('is its status and the pause that the server asks for', () => {
    const headers = new HttpHeaders({ 'Retry-After': '7' });
    expect(readFailure(new HttpErrorResponse({ status: 503, headers }))).toEqual({
      status: 503,
      retryAfterSeconds: 7,
    });
    expect(readFailure(new HttpErrorResponse({ status: 502 })).status).toBe(502);
  });

  it('is nothing where the backend says that Qlik refused what it proved itself with', () => {
    const error = { code: 'credential-refused', detail: 'Qlik refused what the backend proved itself with.' };
    expect(readFailure(new HttpErrorResponse({ status: 502, error })).status).toBeUndefined();
    const own = new QlikError('credential-refused', 'x', { remedy: 'y', status: 502 });
    expect(readFailure(own).status).toBeUndefined();
  });

  it('is that no answer came, unless it is a part of the application that only a reload brings', () => {
    const lost = (isRetryable: boolean) =>
      new QlikError('http-unreachable', 'x', { remedy: 'y', isRetryable });
    expect(readFailure(lost(true)).status).toBe(0);
    expect(readFailure(lost(false)).status).toBeUndefined();
  });
});
