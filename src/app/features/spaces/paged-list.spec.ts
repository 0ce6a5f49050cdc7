import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeConnection } from 'ngx-qlik/testing';
import type { Page } from 'ngx-qlik/rest';
import { type Observable, of, Subject, throwError } from 'rxjs';
import { injectPagedList } from './paged-list';

const CONNECTION = fakeConnection({ id: 'acme' });

function page(items: readonly string[], hasNext = false): Page<string> {
  return { connectionId: CONNECTION.id, items, hasNext, hasPrevious: false };
}

describe('a list that comes in pages', () => {
  it('grows page by page until the last page', () => {
    const list = TestBed.runInInjectionContext(() =>
      injectPagedList(
        () => of(page(['a'], true)),
        () => of(page(['b'])),
      ),
    );
    TestBed.flushEffects();
    list.loadMore();
    list.loadMore();
    expect(list.items()).toEqual(['a', 'b']);
    expect(list.hasMore()).toBeFalse();
  });

  it('keeps its rows when a further page fails, and retries that page', () => {
    const further: Observable<Page<string>>[] = [throwError(() => new Error('down')), of(page(['b']))];
    const list = TestBed.runInInjectionContext(() =>
      injectPagedList(
        () => of(page(['a'], true)),
        () => further.shift() ?? of(page([])),
      ),
    );
    TestBed.flushEffects();
    list.loadMore();
    expect(list.state()).toEqual(jasmine.objectContaining({ status: 'failed', isMore: true }));
    expect(list.items()).toEqual(['a']);
    list.retry();
    expect(list.items()).toEqual(['a', 'b']);
    expect(list.state().status).toBe('ready');
  });

  it('shows the former rows until the response to a new request, and drops late responses', () => {
    const question = signal('one');
    const answers: Record<string, Subject<Page<string>>> = { one: new Subject(), two: new Subject() };
    const list = TestBed.runInInjectionContext(() =>
      injectPagedList(
        () => answers[question()] ?? of(page([])),
        () => of(page([])),
      ),
    );
    TestBed.flushEffects();
    answers['one']?.next(page(['1']));
    question.set('two');
    TestBed.flushEffects();
    expect(list.items()).toEqual(['1']);
    answers['one']?.next(page(['late']));
    answers['two']?.next(page(['2']));
    expect(list.items()).toEqual(['2']);
  });

  it('does not request a page twice in parallel', () => {
    const more = new Subject<Page<string>>();
    let asked = 0;
    const list = TestBed.runInInjectionContext(() =>
      injectPagedList(
        () => of(page(['a'], true)),
        () => (asked++, more),
      ),
    );
    TestBed.flushEffects();
    list.loadMore();
    list.loadMore();
    expect(asked).toBe(1);
  });
});
