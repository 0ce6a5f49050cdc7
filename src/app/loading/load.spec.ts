import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject, throwError } from 'rxjs';
import { injectLoad } from './load';

describe('injectLoad', () => {
  it('repeats its request and drops the response to a former one', () => {
    const answers = { a: new Subject<string>(), b: new Subject<string>() };
    const wanted = signal<'a' | 'b'>('a');
    const loader = TestBed.runInInjectionContext(() => injectLoad(() => answers[wanted()]));
    TestBed.flushEffects();
    wanted.set('b');
    TestBed.flushEffects();
    answers.a.next('late');
    expect(loader.state()).toEqual({ status: 'loading', previous: undefined });
    answers.b.next('B');
    expect(loader.state()).toEqual({ status: 'ready', value: 'B' });
  });

  it('keeps the value while it is loading again', () => {
    const answers = new Subject<number>();
    const loader = TestBed.runInInjectionContext(() => injectLoad(() => answers));
    TestBed.flushEffects();
    answers.next(1);
    loader.reload();
    expect(loader.state()).toEqual({ status: 'loading', previous: 1 });
  });

  it('fails with a QlikError, and is idle without a request', () => {
    const isEnabled = signal(true);
    const loader = TestBed.runInInjectionContext(() =>
      injectLoad(() => (isEnabled() ? throwError(() => new Error('broken')) : undefined)),
    );
    TestBed.flushEffects();
    const state = loader.state();
    expect(state.status === 'failed' && state.error.code).toBe('unexpected');
    isEnabled.set(false);
    TestBed.flushEffects();
    expect(loader.state()).toEqual({ status: 'idle' });
  });

  it('unsubscribes when its injector is destroyed', () => {
    const answers = new Subject<number>();
    TestBed.runInInjectionContext(() => injectLoad(() => answers));
    TestBed.flushEffects();
    expect(answers.observed).toBeTrue();
    TestBed.resetTestingModule();
    expect(answers.observed).toBeFalse();
  });
});
