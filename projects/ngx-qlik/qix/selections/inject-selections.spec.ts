import { TestBed } from '@angular/core/testing';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { useEnginePage } from '../engine-page.spec';
import { objectNotFound } from '../fake-engine.spec';
import { injectAppSession } from '../session/inject-app-session';
import { injectSelections } from './inject-selections';

describe('injectSelections', () => {
  const page = useEnginePage();
  const begin = () =>
    TestBed.runInInjectionContext(() =>
      injectSelections(injectAppSession(() => ({ connectionId: 'a', appId: 'sales' }))),
    );

  it('returns the selected fields, and whether back and forward are possible', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qSelectionObject: {
          qBackCount: 2,
          qForwardCount: 0,
          qSelections: [
            {
              qField: 'Region',
              qReadableName: 'Sales region',
              qSelectedCount: 2,
              qTotal: 7,
              qSelectedFieldSelectionInfo: [{ qName: 'N' }, { qName: 'S' }],
              qOneAndOnlyOne: true,
            },
            { qField: 'Year', qSelectedCount: 1, qTotal: 3, qLocked: true },
            { qField: 'Internal', qIsHidden: true },
          ],
        },
      }));
    const selections = begin();
    expect(selections.fields()).toEqual([]);
    expect(selections.canGoBack()).toBeFalse();
    await page.settle();
    expect(selections.state().status).toBe('ready');
    expect(selections.fields()).toEqual([
      {
        field: 'Region',
        label: 'Sales region',
        count: 2,
        total: 7,
        texts: ['N', 'S'],
        isComplete: true,
        isLocked: false,
        isOneAndOnlyOne: true,
      },
      {
        field: 'Year',
        label: 'Year',
        count: 1,
        total: 3,
        texts: [],
        isComplete: false,
        isLocked: true,
        isOneAndOnlyOne: false,
      },
    ]);
    expect(selections.canGoBack()).toBeTrue();
    expect(selections.canGoForward()).toBeFalse();
  });

  it('selects, clears, and goes back and forward', async () => {
    const selections = begin();
    await page.settle();
    await selections.select('Region', ['N']);
    await selections.clear('Region');
    await selections.clear();
    await selections.back();
    await selections.forward();
    expect(page.qix.last.doc.calls).toEqual([
      'select Region: N',
      'clear Region',
      'clearAll',
      'back',
      'forward',
    ]);
    selections.destroy();
    await expectAsync(selections.clear()).toBeRejectedWith(
      jasmine.objectContaining({ code: 'session-suspended' }),
    );
  });

  it('fails when a selection is rejected', async () => {
    page.qix.prepare = (doc) => doc.lockedFields.add('Region');
    const selections = begin();
    await page.settle();
    await expectAsync(selections.select('Region', ['N'])).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
  });

  it('names a field that the app does not have', async () => {
    page.qix.prepare = (doc) => (doc.getField = () => Promise.reject(objectNotFound()));
    const selections = begin();
    await page.settle();
    for (const call of [() => selections.select('Regional', ['N']), () => selections.clear('Regional')]) {
      const error = await qlikErrorOf(call());
      expect(error.code).toBe('object-not-found');
      expect(error.message).toBe('There is no field "Regional" in this app.');
      expect(error.remedy).toContain('Check its name');
      expect([String(error.connectionId), error.cause]).toEqual(['a', objectNotFound()]);
    }
  });

  it('reports an interrupted connection for a field too, where Qlik’s code says that there is no object', async () => {
    page.qix.prepare = (doc) => (doc.getField = () => Promise.reject(objectNotFound()));
    const selections = begin();
    await page.settle();
    await expectAsync(selections.clear('Region')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'object-not-found' }),
    );
    const interrupted = jasmine.objectContaining({
      code: 'session-suspended',
      message: 'The connection to Qlik was interrupted.',
    });
    for (const call of [() => selections.clear('Region'), () => selections.select('Region', ['N'])]) {
      page.qix.last.emit('suspended');
      await expectAsync(call()).toBeRejectedWith(interrupted);
      await page.settle();
    }
  });
});
