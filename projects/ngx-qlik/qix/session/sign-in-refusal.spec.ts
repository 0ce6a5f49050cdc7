import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { injectFields } from '../app-contents/fields';
import { useEnginePage } from '../engine-page.spec';
import type { HypercubeDefinition } from '../hypercube/hypercube-definition';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectSelections } from '../selections/inject-selections';
import { injectAppSession } from './inject-app-session';

const DEFINITION = signal<HypercubeDefinition | undefined>({
  dimensions: ['Region'],
  measures: [],
}).asReadonly();

describe('what reads an app without a signed-in user', () => {
  const page = useEnginePage({ states: { b: 'signed-out' }, limits: { linger: 0 } });

  /** Everything that reads one app. */
  const begin = async (connectionId: string) => {
    const read = TestBed.runInInjectionContext(() => {
      const appSession = injectAppSession(() => ({ connectionId, appId: 'sales' }));
      return {
        cube: injectHypercube(appSession, DEFINITION),
        selections: injectSelections(appSession),
        fields: injectFields(appSession),
      };
    });
    await page.settle();
    const states = () =>
      [read.cube, read.selections, read.fields]
        .map(({ state }) => state())
        .map((state) => (state.status === 'failed' ? state.error.code : state.status));
    return { ...read, states };
  };

  it('fails with the error of the sign-in, and so do its calls', async () => {
    const { cube, selections, states } = await begin('b');
    expect(states()).toEqual(['sign-in-required', 'sign-in-required', 'sign-in-required']);
    const required = jasmine.objectContaining({
      code: 'sign-in-required',
      connectionId: 'b',
      remedy: 'Sign in and try again.',
    });
    await expectAsync(selections.select('Region', ['N'])).toBeRejectedWith(required);
    await expectAsync(selections.clear()).toBeRejectedWith(required);
    await expectAsync(cube.select(0, [1])).toBeRejectedWith(required);
    await expectAsync(cube.sort({ column: 0, direction: 'ascending' })).toBeRejectedWith(required);
  });

  it('loads after the sign-in, and fails again after the sign-out', async () => {
    const auth = TestBed.inject(QlikAuthService);
    const { selections, states } = await begin('b');
    await auth.signIn('b');
    await page.settle();
    expect(states()).not.toContain('sign-in-required');
    expect(selections.state().status).toBe('ready');
    await selections.select('Region', ['N']);
    await auth.signOut('b');
    await page.settle();
    expect(states()).toEqual(['sign-in-required', 'sign-in-required', 'sign-in-required']);
  });

  it('has the reason for which the sign-in failed, until its retry', async () => {
    page.strategy('a').failNext('restore');
    const { selections, states } = await begin('a');
    expect(states()).toEqual(['http-unreachable', 'http-unreachable', 'http-unreachable']);
    await TestBed.inject(QlikAuthService).connectionSession('a').retry();
    await page.settle();
    expect(selections.state().status).toBe('ready');
  });

  it('has no error after its end', async () => {
    const { selections } = await begin('b');
    selections.destroy();
    await expectAsync(selections.clear()).toBeRejectedWith(
      jasmine.objectContaining({ code: 'session-suspended' }),
    );
  });
});
