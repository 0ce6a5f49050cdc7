import { createEnvironmentInjector, DestroyRef, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { generatedCases } from '../../generated-cases.spec';
import { Latest } from './latest';

type Step = 'begin' | 'end' | 'destroy';

const STEPS = fc.array(fc.constantFrom<Step>('begin', 'end', 'destroy'), { maxLength: 12 });

describe('Latest', () => {
  it('leaves only the signal of the latest begin, until its end or the end of the injector', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
        const latest = new Latest(injector.get(DestroyRef));
        const signals: AbortSignal[] = [];
        let isDestroyed = false;
        let open: number | undefined;
        for (const step of steps) {
          if (step === 'begin') {
            signals.push(latest.begin());
            open = isDestroyed ? undefined : signals.length - 1;
            expect(latest.signal).toBe(signals.at(-1)!);
          } else {
            if (step === 'end') latest.end();
            else if (!isDestroyed) injector.destroy();
            isDestroyed ||= step === 'destroy';
            open = undefined;
          }
          expect(signals.flatMap(({ aborted }, index) => (aborted ? [] : [index]))).toEqual(
            open === undefined ? [] : [open],
          );
        }
        if (!isDestroyed) injector.destroy();
      }),
      { numRuns: generatedCases(100) },
    );
  });

  it('begins without an injector, and drops a late result', async () => {
    const latest = new Latest();
    const shown: string[] = [];
    const show = async (work: Promise<string>) => {
      const signal = latest.begin();
      const result = await work;
      if (!signal.aborted) shown.push(result);
    };
    const resolvers: ((text: string) => void)[] = [];
    const shows = [1, 2].map(() => show(new Promise((resolve) => resolvers.push(resolve))));
    resolvers[1]!('second');
    resolvers[0]!('first');
    await Promise.all(shows);
    expect(shown).toEqual(['second']);
  });

  it('aborts without an error: the stack of one would retain the page', () => {
    const latest = new Latest();
    const signal = latest.begin();
    latest.end();
    expect(signal.reason).toBe('');
  });
});
