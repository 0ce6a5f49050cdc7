import { HttpErrorResponse } from '@angular/common/http';
import { QlikError } from 'ngx-qlik';
import { describeProblem } from './describe-problem';

function failed(message: string, cause?: unknown): QlikError {
  return new QlikError('http-server-error', message, { remedy: 'Wait.', status: 503, cause });
}

describe('describeProblem', () => {
  it('has message, remedy, code and status', () => {
    expect(describeProblem(failed('It is down.'))).toEqual({
      message: 'It is down.',
      remedy: 'Wait.',
      code: 'http-server-error',
      details: 'status: 503',
    });
  });

  it('has whether only a reload of the page helps', () => {
    const lost = (isRetryable: boolean) =>
      new QlikError('http-unreachable', 'Not loaded.', { remedy: 'Reload the page.', isRetryable });
    expect(describeProblem(lost(false)).needsReload).toBeTrue();
    expect(describeProblem(lost(true)).needsReload).toBeUndefined();
  });

  it('contains no credential from any part of the error', () => {
    const cause = new HttpErrorResponse({
      status: 503,
      url: 'https://acme.example/api?accessToken=secret-1',
      error: { authorization: 'secret-2', title: 'Bearer secret-3' },
    });
    const shown = JSON.stringify(describeProblem(failed('It refused Bearer secret-4.', cause)));
    expect(shown).not.toMatch(/secret-\d/);
    expect(shown).toContain('https://acme.example/api');
  });

  it('has the type of a cause that is not serializable', () => {
    const circle: Record<string, unknown> = {};
    circle['itself'] = circle;
    expect(describeProblem(failed('It is down.', circle)).details).toContain('cause:');
  });
});
